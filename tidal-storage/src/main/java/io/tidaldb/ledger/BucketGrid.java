package io.tidaldb.ledger;

/**
 * How time is cut into buckets, from the epoch on: a stretch of {@code millis} has {@code count} of
 * them. A bucket's length need not be a whole number of milliseconds.
 *
 * @param millis positive; times its count it is at most 2^53
 * @param count positive
 */
record BucketGrid(long millis, int count) {
    /** The bucket that a time lies in. */
    long index(long at) {
        return Math.floorDiv(at * count, millis);
    }

    /** How far into its bucket a time lies, in [0, 1). */
    double fraction(long at) {
        return (double) Math.floorMod(at * count, millis) / millis;
    }

    /** The first time that lies in a bucket or after it. */
    long start(long index) {
        return Math.ceilDiv(index * millis, count);
    }
}
