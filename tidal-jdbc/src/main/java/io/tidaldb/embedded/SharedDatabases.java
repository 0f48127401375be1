package io.tidaldb.embedded;

import io.tidaldb.error.ConfigurationException;
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
    private final BiFunction<DatabaseKey, DatabaseSettings, OpenDatabase> opener;
    private final Map<DatabaseKey, Entry> open = new HashMap<>();

    SharedDatabases(BiFunction<DatabaseKey, DatabaseSettings, OpenDatabase> opener) {
        this.opener = opener;
    }

    private static final class Entry {
        final OpenDatabase database;
        final DatabaseSettings settings;
        int sessions;

        Entry(OpenDatabase database, DatabaseSettings settings) {
            this.database = database;
            this.settings = settings;
        }
    }

    /**
     * Opens a session, and its database unless that is open.
     *
     * @param settings how to open it; one that is open already has to have them
     * @throws TidalException if the database is open with other settings, or cannot be opened
     */
    synchronized Session openSession(DatabaseKey key, DatabaseSettings settings) {
        Entry entry = open.get(key);
        if (entry == null) {
            entry = new Entry(opener.apply(key, settings), settings);
            open.put(key, entry);
        } else {
            requireSame(key, entry.settings, settings);
        }
        entry.sessions++;
        try {
            return new SharedSession(entry.database.openSession(), key);
        } catch (RuntimeException e) {
            release(key);
            throw e;
        }
    }

    private static void requireSame(
            DatabaseKey key, DatabaseSettings open, DatabaseSettings wanted) {
        open.conflict(wanted)
                .ifPresent(
                        option -> {
                            throw new ConfigurationException(
                                    option.key(),
                                    wanted.value(option).orElse(null),
                                    "database "
                                            + key
                                            + " is open in this process with "
                                            + open.value(option)
                                                    .map(value -> option.key() + " " + value)
                                                    .orElse("no " + option.key())
                                            + "; close those connections first or leave the option"
                                            + " out");
                        });
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
