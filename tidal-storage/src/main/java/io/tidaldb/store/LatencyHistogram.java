package io.tidaldb.store;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts how long something took. Any thread may record, any may read. */
final class LatencyHistogram {
    /** One count per bound of {@link LatencyStatistics}, one for what is beyond the last. */
    private final AtomicLongArray counts =
            new AtomicLongArray(LatencyStatistics.BOUNDS_MICROS.size() + 1);

    private final AtomicLongArray nanos = new AtomicLongArray(1);

    void record(long elapsedNanos) {
        int bucket = 0;
        while (bucket < LatencyStatistics.BOUNDS_MICROS.size()
                && elapsedNanos > LatencyStatistics.BOUNDS_MICROS.get(bucket) * 1000) {
            bucket++;
        }
        counts.getAndIncrement(bucket);
        nanos.getAndAdd(0, elapsedNanos);
    }

    LatencyStatistics statistics() {
        long[] copy = new long[counts.length()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = counts.get(i);
        }
        return new LatencyStatistics(copy, nanos.get(0));
    }
}
