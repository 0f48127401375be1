package io.tidaldb.store;

/** Is told how opening a store goes on, on the thread that opens it. */
@FunctionalInterface
public interface RecoveryListener {
    /** Wants to know nothing. */
    RecoveryListener SILENT = (phase, done, total) -> {};

    /** What opening does, in this order. */
    enum Phase {
        ROWS,
        EDGES,
        CHECKPOINT,
        LOG,
        INDEXES
    }

    /**
     * Called about once a second while opening takes longer than that.
     *
     * @param done how many rows of tables, edges, pages, or log positions after the checkpoint are
     *     done in this phase
     * @param total how many there are, or -1 where that is not known
     */
    void progress(Phase phase, long done, long total);

    /** Called once, when everything is back. */
    default void recovered(RecoveryReport report) {}
}
