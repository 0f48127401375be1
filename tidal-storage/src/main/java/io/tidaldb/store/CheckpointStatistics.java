package io.tidaldb.store;

/**
 * The checkpoints of a store at a moment.
 *
 * @param position the log position of the last one; 0 for none
 * @param taken how many were taken since the store was opened
 * @param ageNanos how long ago the last one was finished, or the store opened if none was since
 * @param durationNanos how long the last one took, 0 if none was taken since the store was opened
 * @param failed whether none is taken any more, because one failed
 */
public record CheckpointStatistics(
        long position, long taken, long ageNanos, long durationNanos, boolean failed) {}
