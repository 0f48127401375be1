package io.tidaldb.store;

/**
 * A store at a moment.
 *
 * @param position last applied log position
 * @param rows live rows of all tables
 * @param events events counted by all signals since they were created or loaded
 * @param unknownEvents events of all signals that named a row that was not there, and count for
 *     nothing
 * @param edges edges of all relationships
 * @param storedBytes about how much the store occupies on disk, or in memory
 * @param queue what waits for the writer
 * @param writes what was written since the store was opened
 * @param checkpoints what is known of checkpoints; null in memory
 * @param readOnly whether writes are refused because an earlier one failed
 */
public record StoreStatistics(
        long position,
        long rows,
        long events,
        long unknownEvents,
        long edges,
        long storedBytes,
        QueueStatistics queue,
        WriteStatistics writes,
        CheckpointStatistics checkpoints,
        boolean readOnly) {
    /** Write sets that were committed since the store was opened. */
    public long commits() {
        return writes.commits();
    }

    /** The groups that they were written in. */
    public long groups() {
        return writes.groups();
    }
}
