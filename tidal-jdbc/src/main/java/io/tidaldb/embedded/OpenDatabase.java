package io.tidaldb.embedded;

import io.tidaldb.session.Session;

/** An open database, as far as this package needs it. */
interface OpenDatabase {
    Session openSession();

    void close();
}
