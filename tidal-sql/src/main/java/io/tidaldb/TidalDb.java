package io.tidaldb;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TidalException;
import io.tidaldb.monitor.Health;
import io.tidaldb.monitor.Monitor;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.session.Session;
import io.tidaldb.sql.execute.Engine;
import io.tidaldb.store.BackupPlaces;
import io.tidaldb.store.Store;

import java.lang.ref.Cleaner;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * A database, open in this process. Safe for use by any number of threads.
 *
 * <pre>{@code
 * try (TidalDb db = TidalDb.builder().dataDir(Path.of("/var/lib/feed")).open()) {
 *     EventWriter likes = db.signal("likes");
 *     likes.event(3953).by(42).append();
 *     try (Session session = db.openSession()) {
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>Close it. One that is forgotten is closed some time after nothing refers any more to it, its
 * sessions and its writers, and a warning in the log says so.
 */
public final class TidalDb implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    /**
     * Sessions and writers refer to it, so it is in use for as long as one of them is; what closes
     * the database hangs on it and must not refer to it.
     */
    private final Engine engine;

    private final Store store;
    private final Duration writeTimeout;
    private final OpenResources resources;
    private final Cleaner.Cleanable closing;
    private volatile boolean closed;

    TidalDb(Store store, Duration writeTimeout, OpenResources resources) {
        this.engine = new Engine(store);
        this.store = store;
        this.writeTimeout = writeTimeout;
        this.resources = resources;
        this.closing = CLEANER.register(engine, resources);
    }

    /** How to open a database. */
    public static TidalDbBuilder builder() {
        return new TidalDbBuilder();
    }

    /**
     * A new session; it is used by one thread at a time, and may write backups anywhere.
     *
     * @throws TidalException CLOSED
     */
    public Session openSession() {
        return openSession(new BackupPlaces.Anywhere());
    }

    /**
     * As {@link #openSession()}, for somebody outside of this process.
     *
     * @param backups where the session may write and read backups
     */
    public Session openSession(BackupPlaces backups) {
        requireOpen();
        return engine.openSession(backups);
    }

    /**
     * Writes events to a signal without SQL.
     *
     * @param name the signal's, in any case
     * @throws TidalException UNKNOWN_SIGNAL, CLOSED
     */
    public EventWriter signal(String name) {
        requireOpen();
        if (store.schema().signal(name).isEmpty()) {
            throw new TidalException(
                    ErrorCode.UNKNOWN_SIGNAL,
                    "there is no signal "
                            + name
                            + "."
                            + NearestNames.suggest(
                                    name,
                                    store.schema().signals().stream()
                                            .map(SignalDefinition::name)
                                            .toList()));
        }
        return new EventWriter(engine, store, name, writeTimeout);
    }

    /**
     * How the database is.
     *
     * @throws TidalException CLOSED
     */
    public Health healthCheck() {
        requireOpen();
        return resources.monitor().health();
    }

    /** What monitoring reads, for a server that answers in its own way. */
    public Monitor monitor() {
        return resources.monitor();
    }

    /** Where health and metrics are served, with the port that was taken; empty if nowhere. */
    public Optional<InetSocketAddress> metricsAddress() {
        return resources.metricsAddress();
    }

    /**
     * Waits for what is being written and closes; what is used afterwards fails with CLOSED.
     * Closing again does nothing.
     *
     * @throws TidalException INPUT_OUTPUT if something that was acknowledged could not be put on
     *     disk; everything is released nevertheless
     */
    @Override
    public synchronized void close() {
        closed = true;
        resources.closedByOwner();
        closing.clean();
    }

    private void requireOpen() {
        if (closed) {
            throw new TidalException(
                    ErrorCode.CLOSED, "the database is closed; open it again with TidalDb.builder");
        }
    }
}
