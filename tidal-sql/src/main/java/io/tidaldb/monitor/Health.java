package io.tidaldb.monitor;

import java.time.Duration;
import java.util.Optional;

/**
 * How a database is.
 *
 * @param failure why it takes no writes any more; empty while it does
 * @param uptime since it was opened
 * @param position the last log position
 * @param lastCheckpoint the log position of the last checkpoint, 0 for none; an opening counts the
 *     events after it
 * @param checkpointAge since the last checkpoint was finished, or since the opening if none was
 * @param checkpointsFailed whether no checkpoints are taken any more, because one failed: nothing
 *     is lost, but the next opening takes longer and longer
 * @param readOnly whether it takes no writes any more; reads go on
 * @param queuedCommits writes that wait to be written
 * @param queueCapacity how many may
 */
public record Health(
        Optional<String> failure,
        Duration uptime,
        long position,
        long lastCheckpoint,
        Duration checkpointAge,
        boolean checkpointsFailed,
        boolean readOnly,
        int queuedCommits,
        int queueCapacity) {
    /** Whether all is well. */
    public boolean isOk() {
        return failure.isEmpty();
    }
}
