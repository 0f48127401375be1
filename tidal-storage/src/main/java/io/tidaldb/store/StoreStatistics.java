package io.tidaldb.store;

import java.util.Optional;

/**
 * A store at a moment.
 *
 * @param position last applied log position
 * @param rows live rows of all tables
 * @param events events counted by all signals since they were created or loaded
 * @param edges edges of all relationships
 * @param commits write sets committed since the store was opened
 * @param groups commit groups they were written in
 * @param queuedCommits write sets waiting for the writer
 * @param storedBytes about how much the store occupies on disk, or in memory
 * @param failure why writes are refused since an earlier one failed, if they are
 * @param checkpoints how checkpoints go on; empty in memory, where there are none
 */
public record StoreStatistics(
        long position,
        long rows,
        long events,
        long edges,
        long commits,
        long groups,
        int queuedCommits,
        long storedBytes,
        Optional<String> failure,
        Optional<CheckpointStatus> checkpoints) {
    /** Whether writes are refused because an earlier one failed. */
    public boolean readOnly() {
        return failure.isPresent();
    }
}
