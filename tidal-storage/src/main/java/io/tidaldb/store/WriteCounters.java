package io.tidaldb.store;

/**
 * Counts what is written. The writer thread alone counts, except for fsyncs; any thread may read.
 */
final class WriteCounters {
    final LatencyHistogram commitLatency = new LatencyHistogram();
    final LatencyHistogram logLatency = new LatencyHistogram();
    final LatencyHistogram syncLatency = new LatencyHistogram();
    private volatile long commits;
    private volatile long groups;
    private volatile long events;
    private volatile long rejected;
    private volatile long logBytes;

    void committed(int count) {
        commits = commits + count;
    }

    void rejected() {
        rejected = rejected + 1;
    }

    void wroteGroup(long blockBytes, long eventCount) {
        groups = groups + 1;
        events = events + eventCount;
        logBytes = logBytes + blockBytes;
    }

    WriteStatistics statistics() {
        return new WriteStatistics(
                commits,
                groups,
                events,
                rejected,
                logBytes,
                commitLatency.statistics(),
                logLatency.statistics(),
                syncLatency.statistics());
    }
}
