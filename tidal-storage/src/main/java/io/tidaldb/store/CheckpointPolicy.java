package io.tidaldb.store;

import io.tidaldb.error.ConfigurationException;

/**
 * When a store on disk takes checkpoints by itself: once that much was written to the log since the
 * last one began, whichever comes first.
 *
 * @param logBytes bytes of log blocks, at least 1
 * @param events events, at least 1
 * @param onClose whether closing the store takes one as well, so that opening it has nothing to
 *     replay
 */
public record CheckpointPolicy(long logBytes, long events, boolean onClose) {
    /** 64 MiB or a million events, and on closing. */
    public static final CheckpointPolicy DEFAULT = new CheckpointPolicy(64L << 20, 1_000_000, true);

    /** Only when asked to. */
    public static final CheckpointPolicy NEVER =
            new CheckpointPolicy(Long.MAX_VALUE, Long.MAX_VALUE, false);

    public CheckpointPolicy {
        if (logBytes < 1 || events < 1) {
            throw new ConfigurationException(
                    "checkpoints",
                    logBytes + " bytes, " + events + " events",
                    "both must be at least 1");
        }
    }
}
