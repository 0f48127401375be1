package io.tidaldb.store;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.graph.EdgeSet;
import io.tidaldb.index.TableIndex;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.kv.MemoryStore;
import io.tidaldb.kv.RocksStore;
import io.tidaldb.ledger.Owners;
import io.tidaldb.ledger.RelatedItems;
import io.tidaldb.ledger.RollUp;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.ledger.UserItems;
import io.tidaldb.ledger.UserSets;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.table.Table;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * An open store: tables, signals and relationships in memory, and the log that they follow from on
 * disk. Any thread may read and write. Readers never wait; a write returns when it is as durable as
 * the store's {@link Durability} says and every reader sees it.
 */
public final class Store implements AutoCloseable {
    private final StoreOptions options;

    /** Null in memory. */
    private final StoreDirectory directory;

    private final KeyValueStore store;

    /** What is behind {@link #store}, or null in memory. */
    private final RocksStore rocks;

    /** One backup is made at a time. */
    private final Object backingUp = new Object();

    private final CommitQueue queue;
    private final WriteCounters counters = new WriteCounters();
    private final Syncer syncer;
    private final Writer writer;
    private final Thread thread;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final RecoveryReport recovery;
    private final SignalHistory history;

    /** Null where there is no directory. */
    private final HistorySnapshots snapshots;

    private final Retention retention;
    private final HistoryKeeper keeper;
    private final StoreIndexes indexes;

    /** Null where none are taken. */
    private final Checkpointer checkpointer;

    private Store(
            StoreOptions options,
            StoreDirectory directory,
            RocksStore rocks,
            KeyValueStore store,
            RecoveryListener listener) {
        this.options = options;
        this.directory = directory;
        this.rocks = rocks;
        this.store = store;
        Recovery loading = new Recovery(store, options, listener);
        long position = loading.lastPosition();
        if (directory != null) {
            directory.openCache(store);
        }
        this.indexes = new StoreIndexes(store, directory == null ? null : directory.texts());
        Projections projections = loading.load(position, indexes);
        indexes.recover(projections, loading, new RecoveryProgress(listener, options.directory()));
        this.recovery = loading.report();
        listener.recovered(recovery);
        this.queue = new CommitQueue(options.queuedCommits(), options.queuedBytes());
        this.syncer = new Syncer(store, options.durability(), counters.syncLatency);
        this.snapshots =
                directory == null
                        ? null
                        : new HistorySnapshots(store, directory.history(), position);
        this.history = new SignalHistory(store, snapshots);
        this.keeper = new HistoryKeeper(options.checkpoints(), this::keepHistory);
        this.checkpointer =
                options.directory() == null
                        ? null
                        : new Checkpointer(
                                store,
                                options.checkpoints(),
                                !(options.durability() instanceof Durability.None),
                                options.clock(),
                                loading.checkpoint(),
                                keeper::wake);
        this.writer =
                new Writer(
                        store,
                        options,
                        queue,
                        syncer,
                        counters,
                        checkpointer,
                        keeper,
                        indexes,
                        projections,
                        loading.end());
        this.retention = new Retention(store, options, writer::projections, this::awaitWriter);
        this.thread = Thread.ofPlatform().name("tidal-writer").daemon().start(writer);
        keeper.start();
        keeper.wake();
    }

    private void keepHistory(Runnable interruption) {
        if (writer.failure() != null) {
            return;
        }
        retention.run(
                checkpointer == null ? position() : checkpointer.statistics().position(),
                interruption);
        if (snapshots != null) {
            snapshots.add(options.checkpoints().logBytes(), interruption);
        }
        // The position first: what is applied afterwards may be in it or not.
        long position = writer.position();
        indexes.commit(writer.projections(), position);
    }

    /** Returns when the writer has done what it was doing. */
    private void awaitWriter() {
        CompletableFuture<Long> done = new CompletableFuture<>();
        queue.putUrgent(new Request.Barrier(done));
        await(done);
    }

    /**
     * Opens a store, creating it where there is none, and brings back what was in memory: the rows,
     * the edges, the newest checkpoint of what signals add up to, and the log after it.
     *
     * @throws TidalException DIRECTORY_LOCKED if another store has the directory open,
     *     FORMAT_TOO_NEW if a later version wrote it, DATA_CORRUPTED if its data are damaged,
     *     INVALID_CONFIGURATION, INPUT_OUTPUT
     */
    public static Store open(StoreOptions options) {
        return open(options, RecoveryListener.SILENT);
    }

    /** As {@link #open(StoreOptions)}, telling a listener how it goes on. */
    public static Store open(StoreOptions options, RecoveryListener listener) {
        return open(options, listener, Function.identity());
    }

    /** Opens a store over a key-value store that tests put something in front of. */
    static Store open(
            StoreOptions options,
            RecoveryListener listener,
            Function<KeyValueStore, KeyValueStore> front) {
        if (options.directory() == null) {
            return new Store(options, null, null, front.apply(new MemoryStore()), listener);
        }
        StoreDirectory directory = StoreDirectory.open(options);
        RocksStore rocks = null;
        try {
            rocks = RocksStore.open(directory.rocksOptions(options.memoryBytes()));
            return new Store(options, directory, rocks, front.apply(rocks), listener);
        } catch (RuntimeException | Error e) {
            if (rocks != null) {
                rocks.close();
            }
            directory.close();
            throw e;
        }
    }

    /**
     * Opens a store over a key-value store that outlives it, as tests do that cut it off and open
     * it again.
     *
     * @param options with a directory that only messages name
     */
    static Store over(KeyValueStore store, StoreOptions options) {
        return new Store(options, null, null, store, RecoveryListener.SILENT);
    }

    /** The definitions as of the last applied position. */
    public Schema schema() {
        return projections().schema();
    }

    public StoreClock clock() {
        return options.clock();
    }

    /** The last applied log position; 0 before the first write. */
    public long position() {
        return writer.position();
    }

    /**
     * The table of an id.
     *
     * @throws TidalException UNKNOWN_TABLE if it was dropped
     */
    public Table table(int tableId) {
        return projections().table(tableId);
    }

    /**
     * What the signal of an id adds up to.
     *
     * @throws TidalException UNKNOWN_SIGNAL if it was dropped
     */
    public SignalLedger signal(int signalId) {
        return projections().signal(signalId).ledger();
    }

    /**
     * What a signal added up to at a moment that has passed, as the store knew it then: without
     * what was written later, late events included. While a clock that follows the events was set,
     * which is while history is loaded, each event counts as known from its own time on. It is
     * about the rows that are there now.
     *
     * <p>It is counted by the calling thread, which takes time the first time that a moment is
     * asked for.
     *
     * @param moment milliseconds since the epoch, not after now
     * @param interruption is run now and then, and ends the counting by what it throws
     * @throws TidalException UNKNOWN_SIGNAL if it was dropped, DATA_CORRUPTED if the log is damaged
     */
    public SignalLedger signalAsOf(int signalId, long moment, Runnable interruption) {
        Projections current = projections();
        return history.at(current.signal(signalId), moment, position(), interruption);
    }

    /** As {@link #signalAsOf}, for the creators that its targets have now. */
    public SignalLedger rolledUpAsOf(int signalId, long moment, Runnable interruption) {
        Owners owners = projections().signal(signalId).owners();
        return RollUp.of(signalAsOf(signalId, moment, interruption), owners::of);
    }

    /**
     * What the signal of an id adds up to for the creators of its targets.
     *
     * @throws TidalException UNKNOWN_SIGNAL if it was dropped
     * @throws IllegalStateException if it is not rolled up
     */
    public SignalLedger rolledUp(int signalId) {
        return signal(signalId).rollUp().ledger();
    }

    /**
     * The index of an id.
     *
     * @throws TidalException UNKNOWN_INDEX if it was dropped
     */
    public TableIndex index(int indexId) {
        return projections().index(indexId);
    }

    /**
     * Makes an index, which was just defined or is to be made anew, of the rows that are there, and
     * returns when it can be searched. Reading and writing goes on meanwhile, and searching in the
     * old one.
     *
     * @param interruption is run now and then, and ends it by what it throws
     * @throws TidalException UNKNOWN_INDEX if it was dropped; INPUT_OUTPUT
     */
    public void buildIndex(int indexId, Runnable interruption) {
        indexes.build(index(indexId), queue::putUrgent, this::position, interruption);
    }

    /**
     * Has the writer do something between two commit groups, when rows and indexes are all as of
     * one position, and returns when it is done. Writers wait meanwhile, so it must be short.
     *
     * @throws TidalException CLOSED, or what the action throws
     */
    public void betweenWrites(Runnable action) {
        requireOpen();
        StoreIndexes.run(queue::putUrgent, action);
    }

    /**
     * What has expired of a signal's events.
     *
     * @throws TidalException UNKNOWN_SIGNAL if it was dropped
     */
    public ExpiredEvents expired(int signalId) {
        SignalBase base = projections().signal(signalId).expiry().base();
        return base == null
                ? ExpiredEvents.NONE
                : new ExpiredEvents(base.events(), base.position(), base.known());
    }

    /**
     * The edges of the relationship of an id, between ordinals of its tables.
     *
     * @throws TidalException UNKNOWN_RELATIONSHIP if it was dropped
     */
    public EdgeSet relationship(int relationshipId) {
        return projections().relationship(relationshipId).edges();
    }

    /**
     * The items that users have seen: the union over all signals from that user table to that item
     * table that mark items seen. By ordinals of both tables; empty where there is no such signal.
     * It may hold ordinals of items that were deleted. Ask anew for each statement.
     */
    public UserItems seen(int itemTableId, int userTableId) {
        return projections().marked(itemTableId, userTableId, SignalDefinition::marksSeen);
    }

    /** The items that signals exclude for users; as {@link #seen}. */
    public UserItems excluded(int itemTableId, int userTableId) {
        return projections().marked(itemTableId, userTableId, SignalDefinition::excludes);
    }

    /**
     * The items that users have events of a signal on, those that were taken back left out; by
     * ordinals of its tables, as {@link #seen}.
     *
     * @throws TidalException UNKNOWN_SIGNAL if it was dropped
     * @throws IllegalStateException if it keeps no such sets
     */
    public UserSets marked(int signalId) {
        Projections.Signal signal = projections().signal(signalId);
        if (signal.marks() == null) {
            throw new IllegalStateException(signal.definition().name() + " keeps no sets of items");
        }
        return signal.marks();
    }

    /**
     * The items that are related by a signal's events, by ordinals of its targets; some may have
     * been deleted. Ask anew for each statement.
     *
     * @throws TidalException UNKNOWN_SIGNAL if it was dropped
     * @throws IllegalStateException if it relates no items
     */
    public RelatedItems related(int signalId) {
        Projections.Signal signal = projections().signal(signalId);
        if (signal.related() == null) {
            throw new IllegalStateException(signal.definition().name() + " relates no items");
        }
        return signal.related();
    }

    /**
     * Commits a write set: when this returns it is durable and every reader sees it; when it
     * throws, nothing of it was written, unless the code is INPUT_OUTPUT or INTERNAL: then all of
     * it may have been. As {@link #commit(WriteSet, Duration)} with the store's own timeout.
     */
    public long commit(WriteSet writes) {
        return commit(writes, options.writeTimeout());
    }

    /**
     * Commits a write set. While the queue of commits is full this waits for room. Once the commit
     * is queued it waits for as long as it takes, interrupted or not: what the writer has begun it
     * ends.
     *
     * @param timeout how long to wait for room at most; zero to not wait
     * @return the log position of its last entry
     * @throws TidalException saying which check failed; SERIALIZATION_FAILURE if what the set
     *     depends on was changed meanwhile; OVERLOADED if there was no room in time, CANCELLED if
     *     the thread was interrupted while it waited for room; CLOSED
     */
    public long commit(WriteSet writes, Duration timeout) {
        return await(request(writes, timeout));
    }

    /** As {@link #submit(WriteSet, Duration)} with the store's own timeout. */
    public CompletableFuture<Long> submit(WriteSet writes) {
        return submit(writes, options.writeTimeout());
    }

    /**
     * Commits without waiting, except for room while the queue of commits is full. The future
     * completes as {@link #commit} returns or throws; what depends on it runs on another thread
     * than the writer's. Giving up on the future, or cancelling it, does not stop the commit.
     */
    public CompletableFuture<Long> submit(WriteSet writes, Duration timeout) {
        try {
            return request(writes, timeout).thenApplyAsync(Function.identity());
        } catch (TidalException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Long> request(WriteSet writes, Duration timeout) {
        StoreOptions.requireTimeout(timeout);
        requireOpen();
        WriteSet found =
                writes.retracts()
                        ? new RetractionSearch(store, projections(), position()).in(writes)
                        : writes;
        CompletableFuture<Long> done = new CompletableFuture<>();
        queue.put(new Request.Commit(found, done, System.nanoTime()), timeout.toNanos());
        return done;
    }

    /**
     * Makes every window current for a reader at a moment. Returns at once unless a window has
     * changed by itself since the last time; else waits for the writer.
     */
    public void advanceTo(long now) {
        if (now < writer.nextBoundary()) {
            return;
        }
        CompletableFuture<Long> done = new CompletableFuture<>();
        queue.putUrgent(new Request.Advance(now, done));
        await(done);
    }

    /**
     * Takes a checkpoint of what signals add up to now, and returns once it is on disk, or as sure
     * to get there as commits are: opening the store later counts only the events after it. Writers
     * go on meanwhile. A store in memory has none; nothing happens.
     *
     * @return the log position that it stands for, at least that of this call
     * @throws TidalException INPUT_OUTPUT if it could not be written, or if an earlier one could
     *     not; nothing is lost then, as the log is complete
     */
    public long checkpoint() {
        long wanted = position();
        while (true) {
            CompletableFuture<Long> done = new CompletableFuture<>();
            queue.putUrgent(new Request.Checkpoint(done));
            long reached = await(done);
            if (reached >= wanted) {
                return reached;
            }
        }
    }

    /**
     * Adds a backup of the store as it is now to a directory of backups. Writers go on meanwhile.
     * Files that an earlier backup there has are not copied again. Restore with {@link
     * Backups#restore}.
     *
     * @param target a directory that is absent, empty, or holds backups of this store
     * @throws TidalException INVALID_CONFIGURATION if the target is something else, INPUT_OUTPUT if
     *     the backup cannot be written, of which nothing counts then; FEATURE_NOT_SUPPORTED in
     *     memory
     */
    public BackupInfo backup(Path target) {
        requireOpen();
        requireRocks("has no backups");
        synchronized (backingUp) {
            return Backups.add(rocks, options.directory(), target);
        }
    }

    private void requireRocks(String what) {
        if (rocks == null) {
            throw new TidalException(ErrorCode.FEATURE_NOT_SUPPORTED, "a store in memory " + what);
        }
    }

    /**
     * Reads everything that the store has on disk, while it is open and writers go on, and reports
     * what is wrong. What is looked at is what {@link #verify(Path, Path, VerificationListener)}
     * looks at, entry by entry; but nothing is compared with what the log says. Each index is
     * compared with the rows that do not change meanwhile.
     *
     * @param listener may throw to end it
     * @throws TidalException FEATURE_NOT_SUPPORTED in memory
     */
    public VerificationReport verify(VerificationListener listener) {
        requireOpen();
        requireRocks("has nothing on disk");
        return Verification.ofOpen(
                store,
                rocks,
                options.directory(),
                this::projections,
                writer::position,
                this::awaitWriter,
                listener);
    }

    /** As {@link #verify(Path, Path, VerificationListener)}, with the log in the directory. */
    public static VerificationReport verify(Path directory) {
        return verify(directory, null, VerificationListener.SILENT);
    }

    /**
     * Walks through the directory of a store that is not open, changes nothing, and reports what is
     * wrong.
     *
     * @param walDirectory where the write-ahead log is, null for within {@code directory}
     * @throws TidalException INVALID_CONFIGURATION if it is no store's directory, DIRECTORY_LOCKED
     *     if the store is open, INPUT_OUTPUT
     */
    public static VerificationReport verify(
            Path directory, Path walDirectory, VerificationListener listener) {
        return verify(directory, walDirectory, null, listener);
    }

    /**
     * As {@link #verify(Path, Path, VerificationListener)}.
     *
     * @param cacheDirectory where the cache is, null for within {@code directory}; indexes that are
     *     on disk are compared with the rows if they are there
     */
    public static VerificationReport verify(
            Path directory, Path walDirectory, Path cacheDirectory, VerificationListener listener) {
        return Verification.of(directory, walDirectory, cacheDirectory, listener);
    }

    /** How the store came back when it was opened. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /**
     * A signal's events, oldest log position first.
     *
     * @throws TidalException UNKNOWN_SIGNAL if it was dropped
     */
    public EventCursor events(int signalId) {
        return events(signalId, EventFilter.ALL);
    }

    /** Those of a signal's events that a filter lets pass; as {@link #events(int)}. */
    public EventCursor events(int signalId, EventFilter filter) {
        return events(signalId, filter, Long.MAX_VALUE, () -> {});
    }

    /**
     * Those of a signal's events that were known at a moment, as for {@link #signalAsOf}.
     *
     * @param moment milliseconds since the epoch; {@link Long#MAX_VALUE} for all events
     * @param interruption is run now and then, and ends the walk by what it throws
     * @throws TidalException UNKNOWN_SIGNAL if it was dropped
     */
    public EventCursor events(
            int signalId, EventFilter filter, long moment, Runnable interruption) {
        return history.events(
                projections().signal(signalId), filter, moment, position(), interruption);
    }

    public StoreStatistics statistics() {
        Projections current = projections();
        return new StoreStatistics(
                position(),
                current.tables().stream().mapToLong(Table::liveCount).sum(),
                current.signals().stream().mapToLong(s -> s.ledger().eventCount()).sum(),
                current.signals().stream().mapToLong(s -> s.ledger().unknownCount()).sum(),
                current.relationships().stream().mapToLong(r -> r.edges().size()).sum(),
                store.byteSize(),
                queue.statistics(),
                counters.statistics(),
                writer.checkpoints(),
                writer.failure() != null);
    }

    /** How many of a signal's last event ids are remembered. */
    public long rememberedEventIds(int signalId) {
        return projections().signal(signalId).eventIds().size();
    }

    /** How the store was opened. */
    public StoreOptions options() {
        return options;
    }

    /** Why the store takes no writes any more; empty while it does. */
    public Optional<TidalException> failure() {
        requireOpen();
        return Optional.ofNullable(writer.failure());
    }

    /**
     * Finishes the commits that are queued, takes a checkpoint, puts everything on disk and
     * releases the directory. A thread that waits for room in the queue gets CLOSED.
     *
     * @throws TidalException INPUT_OUTPUT if something could not be put on disk, now or since the
     *     store was opened; the directory is released nevertheless
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<Long> done = new CompletableFuture<>();
        queue.close(new Request.Stop(done));
        try {
            await(done);
            Threads.join(thread);
            keeper.close();
            try {
                writer.closeCheckpoints();
            } finally {
                syncer.close();
            }
            if (writer.failure() == null) {
                indexes.commit(writer.projections(), writer.position());
            }
        } finally {
            try {
                indexes.close(writer.projections());
                store.close();
            } finally {
                if (directory != null) {
                    directory.close();
                }
            }
        }
    }

    /** Waits until what the past is counted from is up to date with the last checkpoint. */
    void settleHistory() {
        keeper.settle();
    }

    private Projections projections() {
        requireOpen();
        return writer.projections();
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new TidalException(ErrorCode.CLOSED, "the store is closed; open it again");
        }
    }

    /** Waits for what the writer was asked; throws what it failed with, from here. */
    static long await(CompletableFuture<Long> done) {
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TidalException cause) {
                throw new TidalException(cause.code(), cause.getMessage(), cause);
            }
            throw e;
        }
    }
}
