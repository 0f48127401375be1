package io.tidaldb.sql.execute;

/** A statement that changes the schema. */
interface SchemaStatement {
    /**
     * Runs it on the schema as it then is, atomically.
     *
     * @throws io.tidaldb.error.TidalException if it does not fit the schema; nothing has changed
     *     then
     */
    void run(Engine engine);
}
