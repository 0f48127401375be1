package io.tidaldb.sql.relation;

import io.tidaldb.schema.DataType;

/**
 * A column of a relation.
 *
 * @param name as declared
 * @param type its type
 * @param nullable whether NULL may be read from it, or may be left out in an INSERT
 */
public record RelationColumn(String name, DataType type, boolean nullable) {
    static RelationColumn required(String name, DataType type) {
        return new RelationColumn(name, type, false);
    }

    static RelationColumn optional(String name, DataType type) {
        return new RelationColumn(name, type, true);
    }
}
