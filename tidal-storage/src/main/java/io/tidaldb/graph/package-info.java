/**
 * Who is connected to what: the edges of one relationship in memory, and the sets of ordinals
 * adjacent to one row. One writer thread changes them; any number of readers read without locks.
 * What an edge means, who checks it and how it is stored on disk is not known here.
 */
package io.tidaldb.graph;
