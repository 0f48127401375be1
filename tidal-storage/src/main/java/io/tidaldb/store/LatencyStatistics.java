package io.tidaldb.store;

import java.util.List;
import java.util.stream.LongStream;

/**
 * How long something took, since the store was opened.
 *
 * @param counts how often it took at most {@link #BOUNDS_MICROS} and more than the bound before;
 *     one more for what took longer than all; not to be changed
 * @param totalNanos how long it took altogether
 */
public record LatencyStatistics(long[] counts, long totalNanos) {
    /** Upper bounds of the counts, in microseconds, ascending. */
    public static final List<Long> BOUNDS_MICROS =
            List.of(
                    50L,
                    100L,
                    250L,
                    500L,
                    1_000L,
                    2_500L,
                    5_000L,
                    10_000L,
                    25_000L,
                    50_000L,
                    100_000L,
                    250_000L,
                    500_000L,
                    1_000_000L,
                    2_500_000L,
                    5_000_000L,
                    10_000_000L);

    /** How often. */
    public long count() {
        return LongStream.of(counts).sum();
    }
}
