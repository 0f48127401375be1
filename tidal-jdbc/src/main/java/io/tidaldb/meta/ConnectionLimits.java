package io.tidaldb.meta;

/**
 * How much of the process clients may take.
 *
 * @param connections open connections at once
 * @param statements open statements of one connection at once
 * @param frameRows rows of one frame, whatever a client asks for
 * @param batchRows rows or statements of one batch
 */
public record ConnectionLimits(int connections, int statements, int frameRows, int batchRows) {
    /** Generous for an application, bearable for a server. */
    public static final ConnectionLimits DEFAULT =
            new ConnectionLimits(1_000, 1_000, 10_000, 100_000);

    public ConnectionLimits {
        if (connections < 1 || statements < 1 || frameRows < 1 || batchRows < 1) {
            throw new IllegalArgumentException("a limit below 1");
        }
    }
}
