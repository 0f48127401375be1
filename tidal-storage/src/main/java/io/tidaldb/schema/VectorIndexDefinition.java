package io.tidaldb.schema;

/**
 * An index of the vectors of one column, which finds the nearest to another. A table has at most
 * one for each of its columns.
 *
 * @param id unique for the life of the store, across all kinds of object
 * @param name as written in the declaration, or made of the names of table and column
 * @param table id of the table whose rows it finds
 * @param column index of a VECTOR column of the table
 * @param metric what near means
 * @param quantized whether vectors are kept in fewer bits for the first pass, and the best of it
 *     compared exactly afterwards
 */
public record VectorIndexDefinition(
        int id, String name, int table, int column, VectorMetric metric, boolean quantized)
        implements IndexDefinition {}
