package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    @Test
    void countsUpToEachBoundAndBeyondTheLast() {
        LatencyHistogram histogram = new LatencyHistogram();
        long total = 0;
        for (long bound : LatencyStatistics.BOUNDS_MICROS) {
            histogram.record(bound * 1000);
            histogram.record(bound * 1000 + 1);
            total += bound * 2000 + 1;
        }
        histogram.record(0);
        LatencyStatistics statistics = histogram.statistics();
        int bounds = LatencyStatistics.BOUNDS_MICROS.size();
        assertEquals(2, statistics.counts()[0]);
        for (int i = 1; i < bounds; i++) {
            assertEquals(2, statistics.counts()[i]);
        }
        assertEquals(1, statistics.counts()[bounds]);
        assertEquals(2L * bounds + 1, statistics.count());
        assertEquals(total, statistics.totalNanos());
    }
}
