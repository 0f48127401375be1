package io.tidaldb.session;

/**
 * A column of a result or of a relation.
 *
 * @param name its label
 * @param type its type
 * @param nullable whether it may hold NULL
 * @param table the table it comes from unchanged, or null
 */
public record ColumnDescription(String name, ValueType type, boolean nullable, String table) {}
