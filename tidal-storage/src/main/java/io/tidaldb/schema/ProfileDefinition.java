package io.tidaldb.schema;

/**
 * A ranking profile: a named score over the rows of an item table. Its SQL was validated when it
 * was created.
 *
 * @param id unique for the life of the store, across all kinds of object
 * @param name as written in the declaration
 * @param version counts from 1 and grows with each replacement
 * @param table id of the table it ranks
 * @param scoreSql the score expression as SQL
 * @param diversitySql its own DIVERSIFY BY list as SQL, or null
 */
public record ProfileDefinition(
        int id, String name, int version, int table, String scoreSql, String diversitySql) {}
