/**
 * Importing CSV files. Reads and converts records on one thread and sends them in batches on
 * another; how CSV columns become table columns is decided once, before the first row. Plain JDBC
 * all the way: nothing here knows the engine.
 */
package io.tidaldb.shell.load;
