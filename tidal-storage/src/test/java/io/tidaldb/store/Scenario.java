package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.oracle.Agreement;
import io.tidaldb.oracle.BruteForce;
import io.tidaldb.oracle.Event;
import io.tidaldb.oracle.Generator;
import io.tidaldb.oracle.KeySpace;
import io.tidaldb.oracle.Operation;
import io.tidaldb.oracle.SteppingClock;
import io.tidaldb.oracle.WriteSets;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;
import io.tidaldb.schema.Window;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The life of a store on a {@link Disk}, with everything in it that has steps at which a fault can
 * strike: creation, migration, commits, checkpoints, a landmark that moves while one is taken,
 * unfinished checkpoints and edges to tidy up, reopening and closing. Once the fault has struck the
 * store is opened again from what is on the disk then, compared, and goes on.
 */
final class Scenario {
    /** Modes in which a commit may return before it is on disk; the syncer has no time to come. */
    static final List<Durability> LAZY =
            List.of(new Durability.Interval(60_000), new Durability.None());

    /** Their ids, eight bytes each, are more than what a checkpoint writes in one batch. */
    private static final int MANY_EVENTS = 35_000;

    private static final SignalDefinition VISITS =
            new SignalDefinition(
                    Feed.LAST + 1,
                    "visits",
                    Feed.POSTS,
                    Feed.READERS,
                    List.of(60_000L, Feed.HOUR),
                    Set.of(Window.HOUR, Window.MONTH, Window.ALL),
                    null,
                    true,
                    false);

    private static final IndexDefinition MEANINGS =
            new VectorIndexDefinition(
                    Feed.LAST + 2, "meanings", Feed.POSTS, 7, VectorMetric.COSINE, false);

    private final Fault fault;
    private final StoreOptions options;
    private final Random random;
    private final Generator generator;
    private final SteppingClock clock = new SteppingClock(Feed.T0);

    /** What there is at each position to which a write set led, or would have. */
    private final NavigableMap<Long, BruteForce> known = new TreeMap<>();

    private Disk disk = new Disk();
    private Store store;
    private BruteForce expected = new BruteForce(false, 1_000_000);
    private long acknowledged;

    Scenario(Fault fault, Durability durability, long seed) {
        this.fault = fault;
        this.options =
                StoreOptions.at(Path.of("simulated"))
                        .withClock(clock)
                        .withDurability(durability)
                        .withCheckpoints(
                                new CheckpointPolicy(Long.MAX_VALUE, Long.MAX_VALUE, true));
        this.random = new Random(seed);
        this.generator = new Generator(random, KeySpace.WHOLE, false, 3);
        fault.attach(disk);
        known.put(0L, expected.copy());
    }

    void run() {
        attempt(this::open);
        attempt(this::define);
        commitSome(4);
        attempt(this::migrate);
        commitSome(4);
        attempt(this::checkpoint);
        attempt(() -> commit(edgesToTidy()));
        commitSome(3);
        attempt(this::moveLandmarkDuringCheckpoint);
        commitSome(3);
        attempt(this::reopen);
        attempt(this::leaveCheckpointUnfinished);
        commitSome(2);
        attempt(() -> commit(List.of(new Operation.Drop(VISITS.name()))));
        if (fault.isAt(Disk.Step.PAGES)) {
            attempt(() -> commit(manyEvents()));
        }
        attempt(this::checkpoint);
        commitSome(1);
        attempt(this::reopen);
        check();
        attempt(() -> store.close());
        assertEquals(List.of(), verify().findings());
    }

    private void commitSome(int count) {
        for (int i = 0; i < count; i++) {
            attempt(
                    () -> {
                        clock.set(clock.now() + random.nextLong(3 * Feed.HOUR));
                        commit(generator.next(expected, clock.now()));
                    });
        }
    }

    private void attempt(Runnable action) {
        boolean over = fault.hasStruck();
        Throwable thrown = null;
        try {
            action.run();
        } catch (TidalException | IllegalStateException | InternalError e) {
            if (over || !fault.hasStruck()) {
                throw e;
            }
            thrown = e;
        }
        if (!over && fault.hasStruck()) {
            recover(thrown);
        }
    }

    private void open() {
        store = null;
        store = Store.over(disk, options);
    }

    private void define() {
        List<Operation> set = new ArrayList<>(Feed.operations());
        set.add(new Operation.CreateSignal(VISITS));
        set.add(new Operation.CreateIndex(MEANINGS));
        commit(set);
        WriteSets.buildIndexes(store);
        commit(generator.next(expected, clock.now()));
        List<Event> events = new ArrayList<>();
        for (long post = 0; post < 5; post++) {
            events.add(new Event(null, post, "ann", 1, clock.now()));
        }
        commit(List.of(new Operation.Append(VISITS.id(), events)));
    }

    private void commit(List<Operation> set) {
        BruteForce next = expected.after(set, clock.now());
        WriteSet writes = new WriteSets(store, MANY_EVENTS).of(set);
        if (next != null) {
            known.put(next.position(), next);
        }
        boolean over = fault.hasStruck();
        try {
            store.commit(writes);
        } catch (TidalException e) {
            if (next != null || !over && fault.hasStruck()) {
                throw e;
            }
            return;
        }
        assertNotNull(next, set::toString);
        expected = next;
        acknowledged = next.position();
    }

    private void checkpoint() {
        assertEquals(expected.position(), store.checkpoint());
    }

    private Operation visit() {
        Object post = expected.rows(Feed.POSTS).keySet().iterator().next();
        Event event = new Event(null, post, null, 1, clock.now());
        return new Operation.Append(VISITS.id(), List.of(event));
    }

    /** Edges to a row that is deleted stay on disk until the store is opened. */
    private List<Operation> edgesToTidy() {
        long author = 77;
        return List.of(
                new Operation.Upsert(Feed.AUTHORS, List.of(author, "a")),
                new Operation.Upsert(Feed.READERS, List.of("ann", "eu")),
                new Operation.PutEdge(Feed.FOLLOWS, "ann", author, 1, clock.now()));
    }

    private List<Operation> manyEvents() {
        List<Event> events = new ArrayList<>();
        Object post = expected.rows(Feed.POSTS).keySet().iterator().next();
        for (int i = 0; i < MANY_EVENTS; i++) {
            events.add(new Event(random.nextLong(), post, null, 1, clock.now()));
        }
        return List.of(new Operation.Append(Feed.LIKES, events));
    }

    /** Makes of the disk what the first format was, and opens it. */
    private void migrate() {
        store.close();
        Batch first =
                new Batch()
                        .put(
                                Family.META,
                                MetaKeys.FORMAT,
                                ByteBuffer.allocate(Integer.BYTES).putInt(1).array())
                        .delete(Family.META, MetaKeys.IDENTITY)
                        .deleteRange(Family.CHECKPOINT, new byte[] {0}, new byte[] {(byte) 255});
        fault.pause(true);
        disk.write(first, true);
        fault.pause(false);
        open();
        assertEquals(0, store.recovery().checkpointPosition());
    }

    private void reopen() {
        store.close();
        open();
        requireCheckpoint();
    }

    /** The checkpoint is used, unless it is of before a signal was dropped that it needs. */
    private void requireCheckpoint() {
        String discarded = store.recovery().discarded();
        assertTrue(discarded == null || discarded.contains("was dropped"), discarded);
    }

    /** Months pass while the pages of a checkpoint are being written; every decayed value moves. */
    private void moveLandmarkDuringCheckpoint() {
        commit(List.of(new Operation.Delete(Feed.AUTHORS, 77L), visit()));
        long position = expected.position();
        Disk.Gate gate = disk.shutBeforePages();
        CompletableFuture<Long> checkpoint = CompletableFuture.supplyAsync(store::checkpoint);
        try {
            gate.awaitEntry();
            clock.set(clock.now() + 200 * Feed.DAY);
            commit(List.of(visit()));
        } finally {
            gate.open();
            checkpoint.handle((reached, e) -> reached).join();
        }
        if (!fault.hasStruck()) {
            assertEquals(position, checkpoint.join());
        }
    }

    /** The process ends when all pages are written, but not the manifest. */
    private void leaveCheckpointUnfinished() {
        commit(edgesToTidy());
        commit(List.of(visit()));
        Disk ending = disk;
        disk.endBefore(Disk.Step.MANIFEST);
        TidalException e = assertThrows(TidalException.class, store::checkpoint);
        assertEquals(ErrorCode.INPUT_OUTPUT, e.code());
        end();
        disk = ending.kept(ending.written());
        fault.attach(disk);
        open();
    }

    private void recover(Throwable thrown) {
        if (!fault.isPowerLoss() && store != null && !fault.isRead()) {
            checkFailure(thrown);
        }
        end();
        long durable = position(disk.kept(disk.synced()));
        boolean sync = options.durability() instanceof Durability.Sync;
        assertTrue(!sync || durable >= acknowledged, "synced before acknowledged");
        disk =
                disk.kept(
                        fault.isPowerLoss()
                                ? random.nextInt(disk.synced(), disk.written() + 1)
                                : disk.written());
        assertEquals(List.of(), disk.isEmpty() ? List.of() : verify().findings());
        open();
        requireCheckpoint();
        long position = store.position();
        assertTrue(position >= (fault.isPowerLoss() ? durable : acknowledged), "lost");
        expected = known.get(position);
        assertNotNull(expected, () -> "half applied: " + position + " of " + known.keySet());
        known.tailMap(position, false).clear();
        acknowledged = position;
        expected.reopenedAt(clock.now());
        check();
        if (expected.schema().signal(VISITS.name()).isEmpty() && position < Feed.LAST) {
            define();
        }
    }

    /** What a store does after a failure, until it is closed. */
    private void checkFailure(Throwable thrown) {
        switch (fault.step()) {
            case LOG -> {
                assertEquals(ErrorCode.INPUT_OUTPUT, ((TidalException) thrown).code());
                assertTrue(thrown.getMessage().contains("takes no further writes"));
                assertTrue(store.statistics().readOnly());
                for (int i = 0; i < 2; i++) {
                    TidalException e =
                            assertThrows(
                                    TidalException.class,
                                    () ->
                                            store.commit(
                                                    new WriteSet()
                                                            .insert(
                                                                    Feed.NOTES,
                                                                    new Object[] {"x"})));
                    assertEquals(ErrorCode.INPUT_OUTPUT, e.code());
                    assertTrue(e.getMessage().contains("takes no writes"), e.getMessage());
                }
                assertThrows(TidalException.class, store::checkpoint);
                // Readers see what was acknowledged, as before. Only rows that are read from the
                // disk may be those of the write that failed, if it came there nevertheless.
                fault.pause(true);
                assertEquals(expected.position(), store.position());
                Agreement.checkSums(expected, store, clock.now());
                fault.pause(false);
            }
            case PAGES, MANIFEST -> {
                if (thrown != null) {
                    assertTrue(
                            thrown.getMessage().contains("Nothing is lost"), thrown.getMessage());
                    commit(edgesToTidy());
                    assertThrows(TidalException.class, store::checkpoint);
                    assertFalse(store.statistics().readOnly());
                }
            }
            case SYNC -> {
                // It happens on closing, which must not seem to have succeeded.
                assertEquals(ErrorCode.INPUT_OUTPUT, ((TidalException) thrown).code());
            }
            default -> {}
        }
    }

    /** Ends the threads of a store that is given up, whatever it says. */
    private void end() {
        if (store != null) {
            disk.cutPower();
            try {
                store.close();
            } catch (TidalException e) {
                assertEquals(ErrorCode.INPUT_OUTPUT, e.code());
            }
        }
    }

    private void check() {
        fault.pause(true);
        expected.advanceTo(clock.now());
        Agreement.check(expected, store, clock.now());
        fault.pause(false);
    }

    private VerificationReport verify() {
        return new Verification(disk.kept(disk.written()), options, VerificationListener.SILENT)
                .run();
    }

    private static long position(Disk disk) {
        byte[] position = disk.get(Family.META, MetaKeys.LAST_POSITION);
        return position == null ? 0 : ByteBuffer.wrap(position).getLong();
    }
}
