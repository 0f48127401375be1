package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.KeyValueStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts on disk what commits did not: in a thread of its own with interval durability, and when the
 * store is closed. One failure is final: after a failed fsync the system may take what it could not
 * write for written, so that a later success would prove nothing.
 */
final class Syncer {
    private static final Logger LOG = LoggerFactory.getLogger(Syncer.class);

    private final KeyValueStore store;
    private final LatencyHistogram latency;

    /** Null where there is none. */
    private final Thread thread;

    private volatile boolean unsynced;
    private volatile boolean stopped;
    private volatile TidalException failure;

    Syncer(KeyValueStore store, Durability durability, LatencyHistogram latency) {
        this.store = store;
        this.latency = latency;
        this.thread =
                durability instanceof Durability.Interval interval
                        ? Thread.ofPlatform()
                                .name("tidal-sync")
                                .daemon()
                                .start(() -> syncEvery(interval.millis()))
                        : null;
    }

    /** Notes that something was written and not synced. */
    void wrote() {
        unsynced = true;
    }

    /** What made an fsync fail, after which nothing may be acknowledged; null for nothing. */
    TidalException failure() {
        return failure;
    }

    /**
     * Ends the thread and puts on disk what is not yet.
     *
     * @throws TidalException INPUT_OUTPUT if that fails, or an fsync failed before
     */
    void close() {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
            Threads.join(thread);
        }
        syncIfNeeded();
        if (failure != null) {
            throw new TidalException(failure.code(), failure.getMessage(), failure);
        }
    }

    private void syncEvery(long millis) {
        try {
            while (!stopped && failure == null) {
                Thread.sleep(millis);
                syncIfNeeded();
            }
        } catch (InterruptedException e) {
            // Closing does the rest.
            Thread.currentThread().interrupt();
        }
    }

    private void syncIfNeeded() {
        if (!unsynced || failure != null) {
            return;
        }
        unsynced = false;
        long start = System.nanoTime();
        try {
            store.sync();
            latency.record(System.nanoTime() - start);
        } catch (RuntimeException | Error e) {
            failure =
                    new TidalException(
                            ErrorCode.INPUT_OUTPUT,
                            "the log could not be put on disk: "
                                    + e.getMessage()
                                    + ". What was acknowledged since the last time may not survive"
                                    + " a power failure. The store takes no further writes; close"
                                    + " it and open it again.",
                            e);
            LOG.error("{}", failure.getMessage());
        }
    }
}
