/**
 * The store: opens a directory, lets a single writer thread commit groups of write sets to the log
 * and the families, applies them to the tables, ledgers and edges in memory, takes checkpoints of
 * those, and brings them back when it is opened again; it backs directories up and verifies them.
 * Everything that reads or writes data goes through {@link io.tidaldb.store.Store}. SQL, ranking
 * and the layouts of rows and log blocks live elsewhere.
 */
package io.tidaldb.store;
