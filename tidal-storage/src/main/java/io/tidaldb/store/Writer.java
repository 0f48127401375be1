package io.tidaldb.store;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.KeyValueStore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The single thread that writes. It takes all that waits as one commit group: checks each write
 * set, writes those that pass as one batch, applies them to memory in order, and only then
 * acknowledges. Under load groups grow by themselves; a lone commit waits for nothing but its own
 * write.
 */
final class Writer implements Runnable {
    private static final int MAX_GROUP_SETS = 1024;
    private static final long MAX_GROUP_OPERATIONS = 200_000;

    private record Accepted(Request.Commit commit, long position) {}

    private final KeyValueStore store;
    private final StoreOptions options;
    private final StoreClock clock;
    private final boolean sync;
    private final BlockingQueue<Request> queue;
    private final Checkpointer checkpointer;
    private volatile Projections projections;
    private volatile long position;
    private volatile long nextBoundary;
    private volatile TidalException failure;
    private volatile boolean unsynced;
    private volatile long commits;
    private volatile long groups;
    private volatile boolean stopped;

    /** The newest time of all events; {@link Long#MIN_VALUE} for none. */
    private long newestEvent;

    /**
     * @param checkpointer null where none are taken
     */
    Writer(
            KeyValueStore store,
            StoreOptions options,
            Projections projections,
            long position,
            long newestEvent,
            Checkpointer checkpointer) {
        this.newestEvent = newestEvent;
        this.checkpointer = checkpointer;
        this.store = store;
        this.options = options;
        this.clock = options.clock();
        this.sync = options.durability() instanceof Durability.Sync;
        this.queue = new ArrayBlockingQueue<>(options.queuedCommits());
        this.projections = projections;
        this.position = position;
        this.nextBoundary = boundary(projections);
    }

    /** Queues a request, waiting while the queue is full. */
    void submit(Request request) {
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(request);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (stopped) {
            // The writer may have looked at the queue for the last time before.
            refuseQueued();
        }
    }

    @Override
    public void run() {
        List<Request.Commit> group = new ArrayList<>();
        Request request = null;
        while (!stopped) {
            request = request == null ? next() : request;
            switch (request) {
                case Request.Commit commit -> {
                    group.clear();
                    request = gather(commit, group);
                    commit(group);
                }
                case Request.Advance advance -> {
                    advance(advance);
                    request = null;
                }
                case Request.Checkpoint wanted -> {
                    checkpoint(wanted);
                    request = null;
                }
                case Request.Stop stop -> {
                    stopped = true;
                    refuseQueued();
                    stop.done().complete(position);
                }
            }
        }
    }

    /** The next request. What is to be copied for a checkpoint is, in between and while idle. */
    private Request next() {
        if (checkpointer == null) {
            return take();
        }
        checkpointer.beginIfDue(projections, position, newestEvent);
        while (checkpointer.isCapturing()) {
            checkpointer.copySlice();
            Request request = poll();
            if (request != null) {
                return request;
            }
        }
        return take();
    }

    private Request poll() {
        try {
            return queue.poll(checkpointer.isBacklogged() ? 1 : 0, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return null;
        }
    }

    private void checkpoint(Request.Checkpoint wanted) {
        CompletableFuture<Long> done = wanted.done();
        if (checkpointer == null) {
            done.complete(position);
        } else if (failure != null) {
            done.completeExceptionally(readOnly());
        } else {
            var unused =
                    checkpointer
                            .begin(projections, position, newestEvent)
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

    /** Takes the last checkpoint. For the thread that closes the store, after the writer ended. */
    void closeCheckpoints() {
        if (checkpointer != null && failure == null) {
            checkpointer.close(projections, position, newestEvent);
        }
    }

    private Request take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                // Only a Stop ends the writer; the flag is cleared and nothing is lost.
                continue;
            }
        }
    }

    /** Fills a group from the queue; returns the request that does not belong to it, or null. */
    private Request gather(Request.Commit first, List<Request.Commit> group) {
        group.add(first);
        if (first.writes().changesSchema()) {
            return null;
        }
        long weight = first.writes().weight();
        while (group.size() < MAX_GROUP_SETS && weight < MAX_GROUP_OPERATIONS) {
            Request next = queue.poll();
            if (!(next instanceof Request.Commit commit) || commit.writes().changesSchema()) {
                return next;
            }
            weight += commit.writes().weight();
            group.add(commit);
        }
        return null;
    }

    private void commit(List<Request.Commit> group) {
        if (failure != null) {
            group.forEach(commit -> commit.done().completeExceptionally(readOnly()));
            return;
        }
        WriteLimits limits = new WriteLimits(clock.now(), clock.followsEvents());
        Stage stage = new Stage(store, options, limits, projections, position + 1);
        List<Accepted> accepted = stage(group, stage);
        if (!stage.isEmpty()) {
            try {
                store.write(stage.batch(), sync);
            } catch (RuntimeException e) {
                fail(accepted, ErrorCode.INPUT_OUTPUT, "a write to the store failed", e);
                return;
            }
            try {
                apply(stage);
            } catch (RuntimeException | Error e) {
                fail(accepted, ErrorCode.INTERNAL, "a write on disk could not be applied", e);
                return;
            }
        }
        acknowledge(accepted);
    }

    private List<Accepted> stage(List<Request.Commit> group, Stage stage) {
        List<Accepted> accepted = new ArrayList<>(group.size());
        for (Request.Commit commit : group) {
            try {
                accepted.add(new Accepted(commit, stage.add(commit.writes())));
            } catch (TidalException e) {
                commit.done().completeExceptionally(e);
            } catch (RuntimeException e) {
                commit.done()
                        .completeExceptionally(
                                new TidalException(
                                        ErrorCode.INTERNAL,
                                        "a write could not be checked: "
                                                + e
                                                + ". Nothing was written; please report it.",
                                        e));
            }
        }
        return accepted;
    }

    private void apply(Stage stage) {
        boolean eventful = false;
        long events = 0;
        for (Change change : stage.changes()) {
            switch (change) {
                case Change.EventsAccepted accepted -> {
                    long latest = Replay.latest(accepted.run());
                    newestEvent = Math.max(newestEvent, latest);
                    events += accepted.run().count();
                    if (clock.followsEvents()) {
                        clock.observe(latest);
                        eventful = true;
                    }
                }
                case Change.SchemaChanged schema -> {
                    if (schema.projections().userSetsAnew()) {
                        new Replay(store, schema.projections(), position).userSets();
                        if (checkpointer != null) {
                            checkpointer.userSetsAnew();
                        }
                    }
                }
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
        unsynced = !sync;
        groups = groups + 1;
        position = stage.lastPosition();
        if (checkpointer != null) {
            checkpointer.wrote(stage.blockBytes(), events);
        }
    }

    private void acknowledge(List<Accepted> accepted) {
        commits = commits + accepted.size();
        for (Accepted one : accepted) {
            one.commit.done().complete(one.position);
        }
    }

    private void fail(List<Accepted> accepted, ErrorCode code, String what, Throwable cause) {
        failure =
                new TidalException(
                        code,
                        what
                                + ": "
                                + TidalException.reason(cause)
                                + ". The store takes no further writes; close it and open it"
                                + " again.",
                        cause);
        if (checkpointer != null) {
            checkpointer.abandon(failure);
        }
        accepted.forEach(one -> one.commit.done().completeExceptionally(failure));
    }

    private TidalException readOnly() {
        return new TidalException(
                ErrorCode.INPUT_OUTPUT,
                "the store takes no writes since an earlier one failed; close it and open it"
                        + " again. "
                        + failure.getMessage(),
                failure);
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

    private void refuseQueued() {
        for (Request next = queue.poll(); next != null; next = queue.poll()) {
            next.done()
                    .completeExceptionally(
                            new TidalException(
                                    ErrorCode.CLOSED, "the store is closed; open it again"));
        }
    }

    /** Syncs what was written since the last time, if anything was. Any thread. */
    void syncIfNeeded() {
        if (!unsynced) {
            return;
        }
        unsynced = false;
        try {
            store.sync();
        } catch (TidalException e) {
            failure = e;
        }
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

    long commits() {
        return commits;
    }

    long groups() {
        return groups;
    }

    int queued() {
        return queue.size();
    }

    /** How checkpoints go on; empty where none are taken. */
    Optional<CheckpointStatus> checkpoints() {
        return Optional.ofNullable(checkpointer).map(Checkpointer::status);
    }

    /** Why nothing is written any more, if that is so. */
    Optional<String> failure() {
        return Optional.ofNullable(failure).map(TidalException::getMessage);
    }
}
