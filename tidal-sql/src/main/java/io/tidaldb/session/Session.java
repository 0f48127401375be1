package io.tidaldb.session;

import java.util.List;

/** A conversation with the database. Sessions are cheap; each is used by one thread at a time. */
public interface Session extends AutoCloseable {
    /**
     * Parses and plans one statement.
     *
     * @throws io.tidaldb.error.TidalException if it is not valid
     */
    Statement prepare(String sql);

    /** Everything that can stand in a FROM clause, by schema and name. */
    List<RelationDescription> relations();

    @Override
    void close();
}
