package io.tidaldb.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;

/** Measures how opening goes on, and says so once a second: in the log and to a listener. */
final class RecoveryProgress {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryProgress.class);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RecoveryListener listener;
    private final Object place;
    private final long started = System.nanoTime();
    private long spoken = started;

    /**
     * @param place the store's directory, for messages
     */
    RecoveryProgress(RecoveryListener listener, Object place) {
        this.listener = listener;
        this.place = place;
    }

    void at(RecoveryListener.Phase phase, long done, long total) {
        long now = System.nanoTime();
        if (now - spoken < SILENCE_NANOS) {
            return;
        }
        spoken = now;
        LOG.info("opening {}: {} {}{}", place, phase, done, total < 0 ? "" : " of " + total);
        listener.progress(phase, done, total);
    }

    long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }
}
