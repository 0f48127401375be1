package io.tidaldb.embedded;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.session.RelationDescription;
import io.tidaldb.session.Session;
import io.tidaldb.session.Statement;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The databases that this process has open: all sessions on a directory, or on a memory database's
 * name, share one, which closes with the last of them.
 */
final class SharedDatabases {
    private final BiFunction<DatabaseKey, String, OpenDatabase> opener;
    private final Map<DatabaseKey, Entry> open = new HashMap<>();

    /**
     * @param opener opens a database with a clock's name, or null for the default clock
     */
    SharedDatabases(BiFunction<DatabaseKey, String, OpenDatabase> opener) {
        this.opener = opener;
    }

    private static final class Entry {
        final OpenDatabase database;
        final String clock;
        int sessions;

        Entry(OpenDatabase database, String clock) {
            this.database = database;
            this.clock = clock;
        }
    }

    /**
     * Opens a session, and its database unless that is open.
     *
     * @param clock a clock's name; null for whichever the database has, or the machine's
     * @throws TidalException if the database is open with another clock, or cannot be opened
     */
    synchronized Session openSession(DatabaseKey key, String clock) {
        Entry entry = open.get(key);
        if (entry == null) {
            entry = new Entry(opener.apply(key, clock), clock == null ? "system" : clock);
            open.put(key, entry);
        } else if (clock != null && !clock.equalsIgnoreCase(entry.clock)) {
            throw new TidalException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "Database "
                            + key
                            + " is open in this process with clock "
                            + entry.clock
                            + ", so it cannot be opened with clock "
                            + clock
                            + " as well; close those connections first or leave the option out.");
        }
        entry.sessions++;
        try {
            return new SharedSession(entry.database.openSession(), key);
        } catch (RuntimeException e) {
            release(key);
            throw e;
        }
    }

    private synchronized void release(DatabaseKey key) {
        Entry entry = open.get(key);
        entry.sessions--;
        if (entry.sessions == 0) {
            open.remove(key);
            entry.database.close();
        }
    }

    /** How many databases are open. */
    synchronized int size() {
        return open.size();
    }

    /** A session that lets go of its database when it is closed. */
    private final class SharedSession implements Session {
        private final Session session;
        private final DatabaseKey key;
        private boolean closed;

        SharedSession(Session session, DatabaseKey key) {
            this.session = session;
            this.key = key;
        }

        @Override
        public Statement prepare(String sql) {
            return session.prepare(sql);
        }

        @Override
        public List<RelationDescription> relations() {
            return session.relations();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                try {
                    session.close();
                } finally {
                    release(key);
                }
            }
        }
    }
}
