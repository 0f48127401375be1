package io.tidaldb.store;

import io.tidaldb.checkpoint.LogPlace;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.KeyValueStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * The single thread that writes. It takes all that waits as one commit group: checks each write
 * set, writes those that pass as one batch, applies them to memory in order, and only then
 * acknowledges. Under load groups grow by themselves; a lone commit waits for nothing but its own
 * write.
 *
 * <p>Nothing that is thrown ends the thread, or its callers would wait for ever. What leaves in
 * doubt what is on disk or in memory makes it refuse all further writes.
 */
final class Writer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /** How long to let others free memory when it lacks for telling callers what went wrong. */
    private static final long PAUSE_NANOS = 10_000_000;

    private record Accepted(Request.Commit commit, long position) {}

    private final KeyValueStore store;
    private final StoreOptions options;
    private final StoreClock clock;
    private final boolean sync;
    private final CommitQueue queue;
    private final Syncer syncer;
    private final WriteCounters counters;
    private final Checkpointer checkpointer;
    private final HistoryKeeper keeper;
    private final StoreIndexes indexes;
    private volatile Projections projections;
    private volatile long position;
    private volatile long nextBoundary;
    private volatile TidalException failure;

    /** The commits and the other request that are being served; empty and null for none. */
    private final List<Request.Commit> group = new ArrayList<>();

    private Request served;

    /** What was thrown and those who wait for it have yet to hear of; null for nothing. */
    private Throwable untold;

    private boolean stopped;

    /** The newest time of all events; {@link Long#MIN_VALUE} for none. */
    private long newestEvent;

    /** The moment of the last commit. */
    private long committed;

    /** How long all blocks of the log were when they were written. */
    private long logBytes;

    /**
     * @param end the place where the log ends
     * @param checkpointer null where none are taken
     */
    Writer(
            KeyValueStore store,
            StoreOptions options,
            CommitQueue queue,
            Syncer syncer,
            WriteCounters counters,
            Checkpointer checkpointer,
            HistoryKeeper keeper,
            StoreIndexes indexes,
            Projections projections,
            LogPlace end) {
        this.store = store;
        this.options = options;
        this.clock = options.clock();
        this.sync = options.durability() instanceof Durability.Sync;
        this.queue = queue;
        this.syncer = syncer;
        this.counters = counters;
        this.checkpointer = checkpointer;
        this.keeper = keeper;
        this.indexes = indexes;
        this.projections = projections;
        this.position = end.position();
        this.newestEvent = end.newestEvent();
        this.committed = end.committed();
        this.logBytes = end.logBytes();
        this.nextBoundary = boundary(projections);
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                if (untold != null) {
                    tell();
                }
                serve(next());
            } catch (Throwable e) {
                untold = e;
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    private void serve(Request request) {
        switch (request) {
            case Request.Commit first -> {
                group.add(first);
                if (!first.writes().isAlone()) {
                    queue.takeGroup(group);
                }
                commit();
                group.clear();
            }
            case Request.Advance advance -> {
                served = advance;
                advance(advance);
            }
            case Request.Checkpoint wanted -> {
                served = wanted;
                checkpoint(wanted);
            }
            case Request.Index index -> {
                served = index;
                index(index);
            }
            case Request.Barrier barrier -> {
                served = barrier;
                barrier.done().complete(position);
            }
            case Request.Stop stop -> {
                served = stop;
                stopped = true;
                stop.done().complete(position);
            }
        }
        served = null;
    }

    /** What fails here concerns the index alone. */
    private void index(Request.Index index) {
        try {
            index.action().run();
            index.done().complete(position);
        } catch (RuntimeException e) {
            index.done().completeExceptionally(e);
        }
    }

    /** After something was thrown that nothing here foresees. */
    private void tell() {
        fail(ErrorCode.INTERNAL, "the writer met an error", untold);
        group.forEach(commit -> commit.done().completeExceptionally(failure));
        group.clear();
        if (served != null) {
            served.done().completeExceptionally(failure);
            served = null;
        }
        untold = null;
    }

    /** The next request. What is to be copied for a checkpoint is, in between and while idle. */
    private Request next() {
        if (checkpointer == null) {
            return queue.take();
        }
        checkpointer.beginIfDue(projections, end());
        while (checkpointer.isCapturing()) {
            checkpointer.copySlice();
            Request request = queue.poll(checkpointer.isBacklogged() ? 1 : 0);
            if (request != null) {
                return request;
            }
        }
        return queue.take();
    }

    private void checkpoint(Request.Checkpoint wanted) {
        CompletableFuture<Long> done = wanted.done();
        if (checkpointer == null) {
            done.complete(position);
        } else if (failure() != null) {
            done.completeExceptionally(readOnly());
        } else {
            var unused =
                    checkpointer
                            .begin(projections, end())
                            .whenComplete(
                                    (reached, e) -> {
                                        if (e != null) {
                                            done.completeExceptionally(e);
                                        } else {
                                            done.complete(reached);
                                        }
                                    });
        }
    }

    private LogPlace end() {
        return new LogPlace(position, newestEvent, committed, logBytes);
    }

    /** Takes the last checkpoint. For the thread that closes the store, after the writer ended. */
    void closeCheckpoints() {
        if (checkpointer != null && failure() == null) {
            checkpointer.close(projections, end());
        }
    }

    private void commit() {
        if (failure() != null) {
            group.forEach(commit -> commit.done().completeExceptionally(readOnly()));
            return;
        }
        WriteLimits limits = new WriteLimits(clock.now(), clock.followsEvents());
        Stage stage = new Stage(store, options, limits, projections, position + 1);
        List<Accepted> accepted;
        Batch batch;
        try {
            accepted = stage(stage);
            batch = stage.isEmpty() ? null : batch(stage, limits);
        } catch (RuntimeException | Error e) {
            reject(e);
            return;
        }
        if (batch != null && !(write(batch) && apply(stage))) {
            accepted.forEach(one -> one.commit.done().completeExceptionally(failure));
            return;
        }
        acknowledge(accepted);
    }

    private Batch batch(Stage stage, WriteLimits limits) {
        committed = Math.max(committed, moment(stage, limits));
        return stage.batch(committed);
    }

    /**
     * The store's moment for what is staged. Of a clock that follows events it is the newest one's
     * time; what comes before the first event is there from the beginning.
     */
    private long moment(Stage stage, WriteLimits limits) {
        if (!limits.followsEvents()) {
            return limits.now();
        }
        long newest = Math.max(0, newestEvent);
        for (Change change : stage.changes()) {
            if (change instanceof Change.EventsAccepted accepted) {
                newest = Math.max(newest, accepted.run().latest());
            }
        }
        return newest;
    }

    private List<Accepted> stage(Stage stage) {
        List<Accepted> accepted = new ArrayList<>(group.size());
        for (Request.Commit commit : group) {
            try {
                accepted.add(new Accepted(commit, stage.add(commit.writes())));
            } catch (TidalException e) {
                counters.rejected();
                commit.done().completeExceptionally(e);
            } catch (RuntimeException e) {
                counters.rejected();
                commit.done().completeExceptionally(unchecked(e));
            }
        }
        return accepted;
    }

    /** Fails the group before any of it was written. */
    private void reject(Throwable cause) {
        TidalException rejection =
                cause instanceof OutOfMemoryError
                        ? new TidalException(
                                ErrorCode.OVERLOADED,
                                "there is not enough memory for what is being written. Nothing was"
                                        + " written; try again, in smaller parts, or give the"
                                        + " process more (-Xmx).",
                                cause)
                        : unchecked(cause);
        for (Request.Commit commit : group) {
            if (commit.done().completeExceptionally(rejection)) {
                counters.rejected();
            }
        }
    }

    private static TidalException unchecked(Throwable cause) {
        return new TidalException(
                ErrorCode.INTERNAL,
                "a write could not be checked: "
                        + cause
                        + ". Nothing was written; please report it.",
                cause);
    }

    private boolean write(Batch batch) {
        long start = System.nanoTime();
        try {
            store.write(batch, sync);
        } catch (RuntimeException | Error e) {
            fail(ErrorCode.INPUT_OUTPUT, "a write to the store failed", e);
            return false;
        }
        counters.logLatency.record(System.nanoTime() - start);
        if (!sync) {
            syncer.wrote();
        }
        return true;
    }

    private boolean apply(Stage stage) {
        try {
            applyChanges(stage);
            return true;
        } catch (RuntimeException | Error e) {
            fail(ErrorCode.INTERNAL, "a write on disk could not be applied", e);
            return false;
        }
    }

    private void applyChanges(Stage stage) {
        boolean eventful = false;
        long events = 0;
        for (Change change : stage.changes()) {
            switch (change) {
                case Change.EventsAccepted accepted -> {
                    long latest = accepted.run().latest();
                    newestEvent = Math.max(newestEvent, latest);
                    events += accepted.run().count();
                    if (clock.followsEvents()) {
                        clock.observe(latest);
                        eventful = true;
                    }
                }
                case Change.EventsRetracted retracted -> {}
                case Change.SchemaChanged schema ->
                        indexes.schemaChanges(projections, schema.projections());
                case Change.RowInserted row -> {}
                case Change.RowReplaced row -> {}
                case Change.RowDeleted row -> {}
                case Change.EdgeMade edge -> {}
                case Change.EdgeRemoved edge -> {}
            }
        }
        // A clock that follows events moves by them alone; before the first one it shows the
        // machine's time, to which a ledger must not move: it could not move back.
        boolean moves = eventful || !clock.followsEvents();
        projections = new Applier(projections).apply(stage, moves ? clock.now() : Long.MIN_VALUE);
        nextBoundary = boundary(projections);
        position = stage.lastPosition();
        logBytes += stage.blockBytes();
        counters.wroteGroup(stage.blockBytes(), events);
        if (checkpointer != null) {
            checkpointer.wrote(stage.blockBytes(), events);
        } else {
            keeper.wrote(stage.blockBytes(), events);
        }
    }

    private void acknowledge(List<Accepted> accepted) {
        counters.committed(accepted.size());
        long now = System.nanoTime();
        for (Accepted one : accepted) {
            counters.commitLatency.record(now - one.commit.submittedAt());
            one.commit.done().complete(one.position);
        }
    }

    /** Refuses all writes from now on. */
    private void fail(ErrorCode code, String what, Throwable cause) {
        failure =
                new TidalException(
                        code,
                        what
                                + ": "
                                + (cause.getMessage() == null
                                        ? cause
                                        : TidalException.reason(cause))
                                + ". The store takes no further writes; close it and open it"
                                + " again.",
                        cause);
        LOG.error("{}", failure.getMessage(), cause);
        if (checkpointer != null) {
            checkpointer.abandon(failure);
        }
    }

    private TidalException readOnly() {
        TidalException cause = failure();
        return new TidalException(
                ErrorCode.INPUT_OUTPUT,
                "the store takes no writes since an earlier one failed; close it and open it"
                        + " again. "
                        + cause.getMessage(),
                cause);
    }

    private void advance(Request.Advance advance) {
        // The reader may have asked a clock that follows events before the first one came.
        long now = clock.followsEvents() ? Math.min(advance.now(), clock.now()) : advance.now();
        for (Projections.Signal signal : projections.signals()) {
            signal.ledger().advanceTo(now);
        }
        nextBoundary = boundary(projections);
        advance.done().complete(advance.now());
    }

    private static long boundary(Projections projections) {
        long boundary = Long.MAX_VALUE;
        for (Projections.Signal signal : projections.signals()) {
            boundary = Math.min(boundary, signal.ledger().nextBoundary());
        }
        return boundary;
    }

    Projections projections() {
        return projections;
    }

    long position() {
        return position;
    }

    /** The first moment at which a window changes by itself. */
    long nextBoundary() {
        return nextBoundary;
    }

    /** Why writes are refused; null while they are not. */
    TidalException failure() {
        return failure != null ? failure : syncer.failure();
    }

    CheckpointStatistics checkpoints() {
        return checkpointer == null ? null : checkpointer.statistics();
    }
}
