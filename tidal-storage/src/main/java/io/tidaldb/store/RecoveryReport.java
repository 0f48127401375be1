package io.tidaldb.store;

import java.util.List;

/**
 * How a store came back when it was opened.
 *
 * @param checkpointPosition the log position of the checkpoint it was loaded from; 0 if from none
 * @param lastPosition the log's last position
 * @param replayedEvents how many events after the checkpoint were counted again
 * @param millis how long it took
 * @param discarded why a checkpoint that was there was not used, or null
 * @param damaged whether that was damage, and not merely that it does not fit any more
 * @param graphs why graphs of vector indexes that a checkpoint has were made anew from the rows, a
 *     sentence for each; nothing else is affected
 */
public record RecoveryReport(
        long checkpointPosition,
        long lastPosition,
        long replayedEvents,
        long millis,
        String discarded,
        boolean damaged,
        List<String> graphs) {
    public RecoveryReport {
        graphs = List.copyOf(graphs);
    }

    RecoveryReport withGraphs(List<String> why) {
        return new RecoveryReport(
                checkpointPosition, lastPosition, replayedEvents, millis, discarded, damaged, why);
    }
}
