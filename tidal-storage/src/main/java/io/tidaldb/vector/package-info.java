/**
 * Vectors of ordinals and the search for those most like a query: an exact index and a graph. Like
 * columns and ledgers they are a projection, kept in memory, changed by one writer thread and read
 * by many without locks. Which vectors there are, when pages of the graph are kept, and how a query
 * is asked is decided elsewhere.
 */
package io.tidaldb.vector;
