package io.tidaldb.clock;

import io.tidaldb.error.ConfigurationException;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store's clock, in milliseconds since the epoch, UTC. Any thread asks it. An application may
 * bring one of its own.
 *
 * <p>A clock may be set back, as a machine's can be. Then decayed values are as of the earlier
 * moment, windows stay where they are until the clock has caught up, and what is written counts by
 * its own time as ever. A store that is opened with such a clock has its windows as of that.
 */
public interface StoreClock {
    /** This moment. */
    long now();

    /** Tells the clock that an event of that time was written. */
    default void observe(long eventMillis) {}

    /** Whether events define this clock, so that none of them can lie in its future. */
    default boolean followsEvents() {
        return false;
    }

    /**
     * Reads a clock's name: {@code system}, {@code fixed:INSTANT}, {@code from:INSTANT} (runs on
     * from there) or {@code log} (now is the newest event's time).
     *
     * @throws ConfigurationException if it is none of these
     */
    static StoreClock parse(String text) {
        String name = text.strip();
        try {
            return switch (name.toLowerCase(Locale.ROOT).split(":", 2)[0]) {
                case "system" -> new SystemClock();
                case "fixed" -> new FixedClock(instant(name));
                case "from" -> new RunningClock(instant(name), System.nanoTime());
                case "log" -> new LogClock(new AtomicLong(Long.MIN_VALUE));
                default -> throw new DateTimeException("unknown clock");
            };
        } catch (DateTimeException e) {
            throw new ConfigurationException(
                    "clock",
                    "'" + text + "'",
                    "it must be system, log, fixed:INSTANT or from:INSTANT, where INSTANT is like"
                            + " 2013-08-16T12:00:00Z",
                    e);
        }
    }

    private static long instant(String name) {
        int colon = name.indexOf(':');
        return Instant.parse(colon < 0 ? "" : name.substring(colon + 1)).toEpochMilli();
    }

    /** The machine's clock. */
    record SystemClock() implements StoreClock {
        @Override
        public long now() {
            return System.currentTimeMillis();
        }
    }

    /** Stands still. */
    record FixedClock(long now) implements StoreClock {}

    /** Starts at a moment and runs on from there. */
    record RunningClock(long start, long startNanos) implements StoreClock {
        @Override
        public long now() {
            return start + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        }
    }

    /** Stands at the newest event; before the first one it is the machine's clock. */
    record LogClock(AtomicLong newest) implements StoreClock {
        @Override
        public long now() {
            long time = newest.get();
            return time == Long.MIN_VALUE ? System.currentTimeMillis() : time;
        }

        @Override
        public void observe(long eventMillis) {
            newest.accumulateAndGet(eventMillis, Math::max);
        }

        @Override
        public boolean followsEvents() {
            return true;
        }
    }
}
