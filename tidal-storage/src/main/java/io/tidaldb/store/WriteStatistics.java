package io.tidaldb.store;

/**
 * What was written since the store was opened.
 *
 * @param commits write sets that were committed
 * @param groups commit groups they were written in
 * @param events events that were counted
 * @param rejected write sets that failed a check; nothing of them was written
 * @param logBytes bytes of log blocks
 * @param commitLatency from when a commit was asked for until it was acknowledged
 * @param logLatency one group's write to the log, which with sync durability includes the fsync
 * @param syncLatency fsyncs of the log by themselves, as interval durability does them
 */
public record WriteStatistics(
        long commits,
        long groups,
        long events,
        long rejected,
        long logBytes,
        LatencyStatistics commitLatency,
        LatencyStatistics logLatency,
        LatencyStatistics syncLatency) {}
