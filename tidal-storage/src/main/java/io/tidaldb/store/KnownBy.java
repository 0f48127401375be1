package io.tidaldb.store;

import io.tidaldb.log.LogBlock;

/**
 * Which events were known by a moment. Those of a block that was committed by a clock of its own
 * became known together, when they were committed. Where the clock followed the events, as it does
 * while history is loaded, each counts as known from its own time on, wherever it is in the log.
 *
 * @param moment milliseconds since the epoch, UTC
 */
record KnownBy(long moment) {
    /** Every event. */
    static final KnownBy NOW = new KnownBy(Long.MAX_VALUE);

    /** The first moment at which anything of a block was known, or one before it. */
    static long first(LogBlock.Times times) {
        return times.eventTimed()
                ? Math.min(times.earliest(), times.committed())
                : times.committed();
    }

    /** Whether a block may hold events that were known. */
    boolean anyOf(LogBlock.Times times) {
        return first(times) <= moment;
    }

    /**
     * Whether an event was known.
     *
     * @param times of its block
     * @param at its own time
     */
    boolean event(LogBlock.Times times, long at) {
        return (times.eventTimed() ? at : times.committed()) <= moment;
    }

    /** Whether it was known that events were taken back: that has no time but its commit's. */
    boolean retraction(LogBlock.Times times) {
        return times.committed() <= moment;
    }
}
