package io.tidaldb.store;

/**
 * How a store came back when it was opened.
 *
 * @param checkpointPosition the log position of the checkpoint it was loaded from; 0 if from none
 * @param lastPosition the log's last position
 * @param replayedEvents how many events after the checkpoint were counted again
 * @param millis how long it took
 * @param discarded why a checkpoint that was there was not used, or null
 * @param damaged whether that was damage, and not merely that it does not fit any more
 */
public record RecoveryReport(
        long checkpointPosition,
        long lastPosition,
        long replayedEvents,
        long millis,
        String discarded,
        boolean damaged) {}
