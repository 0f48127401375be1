/**
 * Entity tables: rows under dense ordinals, with the columns that ranking reads resident in memory
 * and whole rows in the key-value store. Here are the encodings of rows and keys, the checks that a
 * row must pass, and the key indexes. Signals, edges and the log are not known here.
 */
package io.tidaldb.table;
