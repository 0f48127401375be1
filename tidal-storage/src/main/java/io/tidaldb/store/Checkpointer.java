package io.tidaldb.store;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.LogPlace;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.checkpoint.PageIndex;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.ledger.SignalLedger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Takes checkpoints. The writer thread begins one between two commit groups, which fixes the log
 * position it stands for, and then copies the changed pages in slices between groups and while it
 * is idle; a page that is about to change is copied before. Another thread encodes and writes them.
 *
 * <p>What a commit may wait for a checkpoint: its beginning, which looks at one byte per block of
 * 1,024 rows and at the sets of the users that changed, and copies 1 KiB per block of a graph that
 * changed, then one slice, which ends with the page that takes it past {@link #SLICE_NANOS}. A page
 * is 8 KiB, or a time bucket with 24 to 48 bytes for each entity active in it.
 */
final class Checkpointer {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

    /** How long the writer copies pages between two groups. */
    private static final long SLICE_NANOS = 500_000;

    /** How many copies may wait to be written before the writer stops copying ahead of need. */
    private static final int MAX_WAITING_PAGES = 8192;

    private static final TidalException ENDED =
            new TidalException(ErrorCode.INPUT_OUTPUT, "the checkpoint ended before it was whole");

    /** The place in the log up to which everything is in pages. */
    private record End(
            LogPlace place, List<Manifest.SignalState> signals, PageIndex.Obsolescence obsolete) {}

    private final KeyValueStore store;
    private final CheckpointPolicy policy;
    private final boolean sync;
    private final StoreClock clock;
    private final CheckpointLoad.Loaded base;
    private final Runnable whenTaken;

    /** Pages and, last, an {@link End}. */
    private final BlockingQueue<Object> work = new LinkedBlockingQueue<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final List<SignalLedger> capturing = new ArrayList<>();
    private End last;

    /** The checkpoint under way, or the last one; null before the first. */
    private volatile CompletableFuture<Long> done;

    private Thread writing;
    private long number;
    private volatile long bytesSince;
    private volatile long eventsSince;
    private volatile long lastPosition;
    private volatile long taken;
    private volatile long lastNanos = System.nanoTime();
    private volatile long finishedAt;
    private volatile long durationNanos;
    private volatile TidalException failure;

    /**
     * @param base the checkpoint that further ones build upon
     * @param whenTaken is run after each
     */
    Checkpointer(
            KeyValueStore store,
            CheckpointPolicy policy,
            boolean sync,
            StoreClock clock,
            CheckpointLoad.Loaded base,
            Runnable whenTaken) {
        this.store = store;
        this.policy = policy;
        this.sync = sync;
        this.clock = clock;
        this.base = base;
        this.whenTaken = whenTaken;
        this.number = base.number();
        this.lastPosition = base.position();
    }

    /** Notes what a group wrote. Writer only. */
    void wrote(long bytes, long events) {
        bytesSince = bytesSince + bytes;
        eventsSince = eventsSince + events;
    }

    /** Begins a checkpoint if the policy asks for one. Writer only. */
    void beginIfDue(Projections projections, LogPlace place) {
        if (isDue()) {
            // Whoever waits for it asks for it; why it fails is said in the log.
            var unused = begin(projections, place);
        }
    }

    private boolean isDue() {
        return failure == null
                && !isUnderWay()
                && (bytesSince >= policy.logBytes() || eventsSince >= policy.events());
    }

    /** Of any thread. */
    CheckpointStatistics statistics() {
        long count = taken;
        return new CheckpointStatistics(
                lastPosition,
                count,
                System.nanoTime() - lastNanos,
                count == 0 ? OptionalLong.empty() : OptionalLong.of(finishedAt),
                durationNanos,
                isUnderWay(),
                bytesSince,
                eventsSince,
                Optional.ofNullable(failure).map(TidalException::getMessage));
    }

    /**
     * Begins a checkpoint, unless one is under way, of an earlier position maybe, or the last one
     * is of this position and no graph was linked on since. Writer only.
     *
     * @return completed with the checkpoint's position, or with what made it fail
     */
    CompletableFuture<Long> begin(Projections projections, LogPlace place) {
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        if (isUnderWay()) {
            return done;
        }
        if (place.position() == lastPosition && !GraphBlocks.haveChanged(projections)) {
            return CompletableFuture.completedFuture(place.position());
        }
        number++;
        bytesSince = 0;
        eventsSince = 0;
        CompletableFuture<Long> future = new CompletableFuture<>();
        long n = number;
        try {
            writing =
                    Thread.ofPlatform()
                            .name("tidal-checkpoint")
                            .daemon()
                            .start(() -> write(n, future));
        } catch (OutOfMemoryError e) {
            // The system has no more threads; that is no reason to stop writing to the log.
            fail(n, future, e);
            return future;
        }
        done = future;
        capture(projections, place);
        return future;
    }

    private void capture(Projections projections, LogPlace place) {
        List<Manifest.SignalState> signals = new ArrayList<>();
        Map<Integer, Predicate<PageId>> passed = new HashMap<>();
        for (Projections.Signal signal : projections.signals()) {
            int id = signal.definition().id();
            ByteWriter state = new ByteWriter();
            signal.ledger().beginCapture(state, this::accept);
            capturing.add(signal.ledger());
            ByteWriter ids = new ByteWriter();
            signal.eventIds().capture(id, ids, this::accept);
            signal.retracted().capture(id, this::accept);
            if (signal.related() != null) {
                signal.related().capture(id, this::accept);
            }
            if (signal.marks() != null) {
                signal.marks()
                        .capture(
                                group -> new PageId(PageId.Kind.MARKED, id, 0, group, 0),
                                this::accept);
            }
            ByteWriter both = new ByteWriter();
            both.writeBlob(state.toByteArray()).writeBlob(ids.toByteArray());
            signals.add(
                    new Manifest.SignalState(
                            id, CheckpointShape.of(signal.definition()), both.toByteArray()));
            passed.put(id, signal.ledger().passedPages().or(signal.eventIds().passedPages()));
        }
        Map<Integer, Integer> graphs = GraphBlocks.capture(projections, this::accept);
        PageIndex.Obsolescence obsolete =
                (id, version) ->
                        switch (id.kind()) {
                            case SEEN, EXCLUDED -> true;
                            case DECAYED,
                                    SUMS,
                                    BUCKET,
                                    EVENT_IDS,
                                    RETRACTED,
                                    MARKED,
                                    RELATED,
                                    RECENT ->
                                    !passed.containsKey(id.owner())
                                            || passed.get(id.owner()).test(id);
                            case GRAPH -> id.index() >= graphs.getOrDefault(id.owner(), 0);
                        };
        last = new End(place, signals, obsolete);
        if (capturing.isEmpty()) {
            work.add(last);
        }
    }

    private void accept(Page page) {
        if (failure != null) {
            return;
        }
        waiting.incrementAndGet();
        work.add(page);
    }

    /** Whether pages are still to be copied. Writer only. */
    boolean isCapturing() {
        return !capturing.isEmpty();
    }

    /** Whether so many pages wait to be written that copying ahead of need makes a pause. */
    boolean isBacklogged() {
        return waiting.get() >= MAX_WAITING_PAGES;
    }

    /** Copies a slice of pages, unless too many wait to be written. Writer only. */
    void copySlice() {
        if (failure != null) {
            capturing.clear();
            work.clear();
        }
        long end = System.nanoTime() + SLICE_NANOS;
        while (isCapturing() && !isBacklogged() && System.nanoTime() - end < 0) {
            if (!capturing.getLast().copyNext()) {
                capturing.removeLast();
                if (capturing.isEmpty()) {
                    work.add(last);
                }
            }
        }
    }

    private boolean isUnderWay() {
        CompletableFuture<Long> current = done;
        return current != null && !current.isDone();
    }

    /**
     * Finishes the checkpoint under way, and takes one on closing if the policy says so. For the
     * thread that closes the store, after the writer has ended.
     */
    void close(Projections projections, LogPlace place) {
        finish();
        if (failure == null && policy.onClose()) {
            var unused = begin(projections, place);
            finish();
        }
    }

    private void finish() {
        while (isCapturing()) {
            copySlice();
            if (isCapturing()) {
                LockSupport.parkNanos(this, 1_000_000);
            }
        }
        if (writing != null) {
            // It failed or not: the log is complete, and why it failed was said.
            Threads.join(writing);
        }
    }

    /** Ends all checkpoints, as what is in memory can no longer be trusted. Writer only. */
    void abandon(TidalException cause) {
        if (failure == null) {
            failure = cause;
        }
        capturing.clear();
        work.add(cause);
    }

    private void write(long checkpoint, CompletableFuture<Long> future) {
        long start = System.nanoTime();
        try {
            CheckpointWriter writer =
                    new CheckpointWriter(
                            store, Family.CHECKPOINT, Manifest.KEY, base.index(), checkpoint);
            while (true) {
                switch (work.take()) {
                    case Page page -> {
                        waiting.decrementAndGet();
                        writer.write(page);
                    }
                    case End whole -> {
                        writer.finish(whole.place, whole.signals, whole.obsolete, sync);
                        lastPosition = whole.place.position();
                        lastNanos = System.nanoTime();
                        finishedAt = clock.now();
                        durationNanos = lastNanos - start;
                        taken = taken + 1;
                        whenTaken.run();
                        future.complete(whole.place.position());
                        return;
                    }
                    case TidalException abandoned -> {
                        future.completeExceptionally(abandoned);
                        return;
                    }
                    default -> throw new IllegalStateException("unknown work");
                }
            }
        } catch (RuntimeException | Error | InterruptedException e) {
            fail(checkpoint, future, e);
        } finally {
            if (!future.isDone()) {
                // There was no memory to say what happened; still nobody may wait for ever.
                failure = ENDED;
                future.completeExceptionally(ENDED);
            }
        }
    }

    private void fail(long checkpoint, CompletableFuture<Long> future, Throwable cause) {
        failure =
                new TidalException(
                        ErrorCode.INPUT_OUTPUT,
                        "checkpoint "
                                + checkpoint
                                + " failed: "
                                + TidalException.reason(cause)
                                + ". Nothing is lost: the log is complete, and the checkpoint"
                                + " before it counts. No further one is taken until the store"
                                + " is opened again.",
                        cause);
        LOG.warn("{}", failure.getMessage());
        future.completeExceptionally(failure);
    }
}
