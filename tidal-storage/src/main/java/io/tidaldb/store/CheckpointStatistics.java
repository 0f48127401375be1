package io.tidaldb.store;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The checkpoints of a store at a moment.
 *
 * @param position the log position of the last one; 0 for none
 * @param taken how many were taken since the store was opened
 * @param ageNanos how long ago the last one was finished, or the store opened if none was since
 * @param finishedAt the moment by the store's clock at which the last one was finished; empty if
 *     none was since the store was opened
 * @param durationNanos how long the last one took, 0 if none was taken since the store was opened
 * @param underWay whether another one is being taken
 * @param logBytesSince how much log was written since the last one began, or the store was opened
 * @param eventsSince how many events were
 * @param failure why none is taken any more, if one failed
 */
public record CheckpointStatistics(
        long position,
        long taken,
        long ageNanos,
        OptionalLong finishedAt,
        long durationNanos,
        boolean underWay,
        long logBytesSince,
        long eventsSince,
        Optional<String> failure) {
    /** Whether none is taken any more, because one failed. */
    public boolean failed() {
        return failure.isPresent();
    }
}
