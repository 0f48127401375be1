package io.tidaldb.meta;

import io.tidaldb.session.Session;

/** Where sessions come from: a database that is open, or one that is opened by the first. */
@FunctionalInterface
public interface SessionSource {
    /**
     * Opens a session.
     *
     * @throws io.tidaldb.error.TidalException if the database cannot be opened
     */
    Session openSession();
}
