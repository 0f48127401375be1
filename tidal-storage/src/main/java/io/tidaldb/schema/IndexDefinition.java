package io.tidaldb.schema;

/**
 * An index: how rows of a table are found by what is written or meant in them. It follows from the
 * rows, and holds nothing of its own.
 */
public sealed interface IndexDefinition permits TextIndexDefinition, VectorIndexDefinition {
    /** Unique for the life of the store, across all kinds of object. */
    int id();

    /** As written in the declaration, or made of the names of table and columns. */
    String name();

    /** The id of the table whose rows it finds. */
    int table();
}
