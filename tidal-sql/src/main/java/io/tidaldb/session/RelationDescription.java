package io.tidaldb.session;

import java.util.List;

/**
 * Anything that can stand in a FROM clause.
 *
 * @param schema {@code tidal} for what users define, {@code information_schema} for the catalog
 * @param name as declared
 * @param kind ITEM TABLE, USER TABLE, CREATOR TABLE, TABLE, SIGNAL, RELATIONSHIP or SYSTEM VIEW
 * @param columns in order
 * @param primaryKey the key's column names in order; empty without a key
 */
public record RelationDescription(
        String schema,
        String name,
        String kind,
        List<ColumnDescription> columns,
        List<String> primaryKey) {
    public RelationDescription {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
    }
}
