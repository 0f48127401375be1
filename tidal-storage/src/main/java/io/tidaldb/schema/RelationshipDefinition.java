package io.tidaldb.schema;

/**
 * A relationship: weighted edges from the rows of one table to the rows of another.
 *
 * @param id unique for the life of the store, across all kinds of object
 * @param name as written in the declaration
 * @param fromTable id of the table its edges start from, a user table
 * @param toTable id of the table its edges lead to
 * @param excludes whether an edge hides what it leads to (an item, or all items of a creator) from
 *     its user
 */
public record RelationshipDefinition(
        int id, String name, int fromTable, int toTable, boolean excludes) {}
