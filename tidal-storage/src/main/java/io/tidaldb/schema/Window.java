package io.tidaldb.schema;

/**
 * A sliding window over a signal's events. It covers {@code buckets} whole time buckets, counted
 * from the epoch in UTC, of which the last holds the query's moment.
 */
public enum Window {
    HOUR(60, 60_000L),
    DAY(24, 3_600_000L),
    WEEK(168, 3_600_000L),
    MONTH(30, 86_400_000L),
    /** Every event ever; it has no buckets. */
    ALL(0, 0L);

    private final int buckets;
    private final long bucketMillis;

    Window(int buckets, long bucketMillis) {
        this.buckets = buckets;
        this.bucketMillis = bucketMillis;
    }

    /** How many buckets the window covers; 0 for {@link #ALL}. */
    public int buckets() {
        return buckets;
    }

    /** A bucket's length in milliseconds; 0 for {@link #ALL}. */
    public long bucketMillis() {
        return bucketMillis;
    }

    /** The window's length in milliseconds; 0 for {@link #ALL}. */
    public long lengthMillis() {
        return buckets * bucketMillis;
    }
}
