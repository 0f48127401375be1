package io.tidaldb;

import io.tidaldb.error.TidalException;
import io.tidaldb.monitor.Monitor;
import io.tidaldb.monitor.MonitorEndpoint;
import io.tidaldb.store.Store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.util.Optional;

/** What an open database holds, and the closing of it, by its owner or after it was forgotten. */
final class OpenResources implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TidalDb.class);

    private final Store store;
    private final Monitor monitor;

    /** Null where there is none. */
    private final MonitorEndpoint endpoint;

    private final String place;

    /** Where it was opened; null unless the log wants to know. */
    private final Throwable opened;

    private volatile boolean closedByOwner;

    OpenResources(Store store, Monitor monitor, MonitorEndpoint endpoint, String place) {
        this.store = store;
        this.monitor = monitor;
        this.endpoint = endpoint;
        this.place = place;
        this.opened = LOG.isDebugEnabled() ? new Throwable("it was opened here") : null;
    }

    Monitor monitor() {
        return monitor;
    }

    Optional<InetSocketAddress> metricsAddress() {
        return Optional.ofNullable(endpoint).map(MonitorEndpoint::address);
    }

    void closedByOwner() {
        closedByOwner = true;
    }

    /** Closes everything. Called once. */
    @Override
    public void run() {
        if (closedByOwner) {
            close();
            return;
        }
        LOG.warn(
                "The database in {} was forgotten and is closed now: call TidalDb.close() when it is"
                        + " no longer needed. {}",
                place,
                opened == null
                        ? "Log io.tidaldb.TidalDb at debug level to see where it was opened."
                        : "",
                opened);
        try {
            close();
        } catch (TidalException e) {
            LOG.error("Closing the database in {} failed", place, e);
        }
    }

    private void close() {
        try {
            if (endpoint != null) {
                endpoint.close();
            }
        } finally {
            store.close();
        }
    }
}
