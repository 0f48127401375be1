package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.table.RowValidator;

import java.time.Instant;

/**
 * The ranges of what is written with a weight and a time.
 *
 * @param now the store's moment
 * @param followsEvents whether the store's clock follows the events, so that none is ahead of it
 */
record WriteLimits(long now, boolean followsEvents) {
    static final double MAX_WEIGHT = 1e9;

    /** How far ahead of the store's clock an event may be: clocks of different machines differ. */
    static final long MAX_SKEW_MILLIS = 5 * 60_000L;

    static final int MAX_EVENTS = 1_000_000;
    static final long MAX_BATCH_BYTES = 64L << 20;

    void checkWeight(double weight, String what, int index) {
        // Written so that NaN fails as well.
        if (!(Math.abs(weight) <= MAX_WEIGHT)) {
            throw new TidalException(
                    ErrorCode.INVALID_WEIGHT,
                    what + ": a weight lies between -1e9 and 1e9, not " + weight + nth(index));
        }
    }

    /** The last moment that is accepted. */
    long latest() {
        return followsEvents
                ? RowValidator.MAX_TIMESTAMP
                : Math.min(RowValidator.MAX_TIMESTAMP, now + MAX_SKEW_MILLIS);
    }

    void checkTime(long at, String what, int index) {
        if (at < 0 || at > latest()) {
            throw new TidalException(
                    ErrorCode.INVALID_TIMESTAMP,
                    what
                            + ": a time lies between 1970-01-01 and "
                            + (followsEvents
                                    ? "9999-12-31"
                                    : "five minutes from now, " + Instant.ofEpochMilli(now))
                            + ", not at "
                            + Instant.ofEpochMilli(at)
                            + nth(index));
        }
    }

    static String nth(int index) {
        return index < 0 ? "" : " (event " + (index + 1) + " of the batch)";
    }
}
