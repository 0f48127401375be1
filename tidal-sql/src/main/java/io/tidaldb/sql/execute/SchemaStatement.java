package io.tidaldb.sql.execute;

import io.tidaldb.session.Cancellation;

/** A statement that changes the schema. */
interface SchemaStatement {
    /**
     * Runs it on the schema as it then is, atomically.
     *
     * @param cancellation asked now and then by what takes its time
     * @throws io.tidaldb.error.TidalException if it does not fit the schema, or CANCELLED; nothing
     *     has changed then
     */
    void run(Engine engine, Cancellation cancellation);
}
