package io.tidaldb.store;

import java.util.concurrent.CompletableFuture;

/** What the writer thread is asked to do. */
sealed interface Request {
    CompletableFuture<Long> done();

    /**
     * Commit a write set; completed with the position of its last entry.
     *
     * @param submittedAt when it was asked for, by {@link System#nanoTime()}
     */
    record Commit(WriteSet writes, CompletableFuture<Long> done, long submittedAt)
            implements Request {}

    /** Move all ledgers to a moment; completed with it. */
    record Advance(long now, CompletableFuture<Long> done) implements Request {}

    /** Begin a checkpoint, or join in the one under way; completed with its position. */
    record Checkpoint(CompletableFuture<Long> done) implements Request {}

    /** Do something with an index; completed with the last position, or with what it threw. */
    record Index(Runnable action, CompletableFuture<Long> done) implements Request {}

    /** Nothing; completed with the last position once what came before is done. */
    record Barrier(CompletableFuture<Long> done) implements Request {}

    /** Stop, as nothing further will come; completed with the last position. */
    record Stop(CompletableFuture<Long> done) implements Request {}
}
