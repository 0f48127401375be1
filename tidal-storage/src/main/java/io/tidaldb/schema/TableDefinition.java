package io.tidaldb.schema;

import java.util.List;

/**
 * A table: rows of typed columns under a primary key.
 *
 * @param id unique for the life of the store; a table dropped and created again gets another
 * @param name as written in the declaration
 * @param kind the part it plays in ranking
 * @param columns in declaration order, at least one
 * @param primaryKey indexes into {@code columns}; exactly one BIGINT, INTEGER or VARCHAR column for
 *     items, users and creators; empty only for plain tables, whose rows then have no identity in
 *     SQL
 */
public record TableDefinition(
        int id,
        String name,
        TableKind kind,
        List<ColumnDefinition> columns,
        List<Integer> primaryKey) {
    public TableDefinition {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
    }

    /** The index of a column, without regard to case, or -1. */
    public int columnIndex(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(column)) {
                return i;
            }
        }
        return -1;
    }

    /** The key column of an item, user or creator table. */
    public ColumnDefinition keyColumn() {
        return columns.get(primaryKey.getFirst());
    }
}
