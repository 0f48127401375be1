package io.tidaldb.store;

import java.util.Optional;

/**
 * How checkpoints go on in an open store.
 *
 * @param position the log position of the last finished one; 0 for none
 * @param finishedAt when it was finished, by the store's clock, in milliseconds since the epoch;
 *     empty if that was before the store was opened
 * @param underWay whether another one is being taken
 * @param logBytesSince how much log was written since the last one began, or since the store was
 *     opened
 * @param eventsSince how many events were
 * @param failure why no further ones are taken until the store is opened again, if that is so
 */
public record CheckpointStatus(
        long position,
        Optional<Long> finishedAt,
        boolean underWay,
        long logBytesSince,
        long eventsSince,
        Optional<String> failure) {}
