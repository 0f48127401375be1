package io.tidaldb.schema;

/**
 * One column of a table.
 *
 * @param name as written in the declaration; names compare without regard to case
 * @param type its type
 * @param nullable whether it may hold NULL; a primary key column never may
 * @param references the id of the table whose primary key its values must name, or {@link
 *     #NO_REFERENCE}
 * @param defaultSql the SQL of its default, or null
 */
public record ColumnDefinition(
        String name, DataType type, boolean nullable, int references, String defaultSql) {
    public static final int NO_REFERENCE = -1;
}
