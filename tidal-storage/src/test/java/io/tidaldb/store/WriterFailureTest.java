package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.checkpoint.LogPlace;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.kv.MemoryStore;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whatever is thrown at the writer, callers hear of it and the store can be closed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WriterFailureTest {
    /** Throws what it is told to. */
    private static final class Throwing extends FrontedStore {
        private volatile Throwable onWrite;

        /** Whether the clock fails once something was written. */
        private volatile boolean armed;

        private volatile boolean written;

        Throwing(KeyValueStore store) {
            super(store);
        }

        @Override
        public void write(Batch batch, boolean sync) {
            raise(onWrite);
            super.write(batch, sync);
            written = armed;
        }

        private static void raise(Throwable failure) {
            switch (failure) {
                case null -> {}
                case Error error -> throw error;
                default -> throw (RuntimeException) failure;
            }
        }
    }

    private Throwing front;

    private Store open(StoreOptions options) {
        return Store.open(
                options.withClock(this::now),
                (phase, done, total) -> {},
                inner -> front = new Throwing(inner));
    }

    private long now() {
        if (front != null && front.written) {
            throw new OutOfMemoryError("Java heap space");
        }
        return Feed.T0;
    }

    private static WriteSet author(long id) {
        return new WriteSet().insert(Feed.AUTHORS, Feed.author(id));
    }

    private static WriteSet note() {
        return new WriteSet().insert(Feed.NOTES, new Object[] {"note"});
    }

    private static TidalException fails(Store store, WriteSet writes) {
        return assertThrows(TidalException.class, () -> store.commit(writes));
    }

    private static TidalException failure(CompletableFuture<Long> future) {
        CompletionException e = assertThrows(CompletionException.class, future::join);
        return assertInstanceOf(TidalException.class, e.getCause());
    }

    @Test
    void anErrorInAWriteReachesAllWhoWait(@TemporaryHome Path directory) throws Exception {
        Store store = open(StoreOptions.at(directory));
        store.commit(Feed.definitions());
        store.commit(author(1));
        front.onWrite = new OutOfMemoryError("Java heap space");
        List<CompletableFuture<Long>> waiting = new ArrayList<>();
        for (long id = 2; id < 100; id++) {
            waiting.add(store.submit(author(id)));
        }
        for (CompletableFuture<Long> each : waiting) {
            assertEquals(ErrorCode.INPUT_OUTPUT, failure(each).code());
        }
        front.onWrite = null;
        TidalException e = fails(store, author(200));
        assertEquals(ErrorCode.INPUT_OUTPUT, e.code());
        assertTrue(e.getMessage().contains("Java heap space"), e.getMessage());
        assertTrue(store.statistics().readOnly());
        assertEquals(e.code(), store.failure().orElseThrow().code());
        // Readers go on, windows included, and a checkpoint is refused.
        assertEquals(1, store.table(Feed.AUTHORS).liveCount());
        store.advanceTo(Feed.T0 + 2 * Feed.DAY);
        assertThrows(TidalException.class, store::checkpoint);
        store.close();
        try (Store again = open(StoreOptions.at(directory))) {
            assertEquals(1, again.table(Feed.AUTHORS).liveCount());
            assertTrue(again.failure().isEmpty());
        }
    }

    @Test
    void anErrorBeforeTheWriteRejectsTheGroupAlone() {
        try (Store store = open(StoreOptions.inMemory())) {
            store.commit(Feed.definitions());
            long position = store.position();
            WriteSet greedy =
                    new WriteSet()
                            .changeSchema(
                                    schema -> {
                                        throw new OutOfMemoryError("Java heap space");
                                    });
            TidalException e = fails(store, greedy);
            assertEquals(ErrorCode.OVERLOADED, e.code());
            assertTrue(e.getMessage().contains("Nothing was written"), e.getMessage());
            WriteSet deep =
                    new WriteSet()
                            .changeSchema(
                                    schema -> {
                                        throw new StackOverflowError();
                                    });
            assertEquals(ErrorCode.INTERNAL, fails(store, deep).code());
            WriteSet wrong =
                    new WriteSet()
                            .changeSchema(
                                    schema -> {
                                        throw new IllegalStateException("no");
                                    });
            assertEquals(ErrorCode.INTERNAL, fails(store, wrong).code());
            assertEquals(position, store.position());
            assertEquals(3, store.statistics().writes().rejected());
            assertFalse(store.statistics().readOnly());
            assertEquals(position + 1, store.commit(author(1)));
        }
    }

    @Test
    void anErrorAfterTheWriteMakesTheStoreReadOnly(@TemporaryHome Path directory) {
        Store store = open(StoreOptions.at(directory));
        store.commit(Feed.definitions());
        front.armed = true;
        TidalException e =
                fails(store, new WriteSet().changeSchema(schema -> schema.without("views")));
        assertEquals(ErrorCode.INTERNAL, e.code());
        assertEquals(ErrorCode.INPUT_OUTPUT, fails(store, author(1)).code());
        front.armed = false;
        front.written = false;
        store.close();
        try (Store again = open(StoreOptions.at(directory))) {
            // It was on disk.
            assertTrue(again.schema().signal("views").isEmpty());
        }
    }

    @Test
    void whatNobodyForesawEndsNoWriter() throws InterruptedException {
        KeyValueStore store = new MemoryStore();
        StoreOptions options = StoreOptions.inMemory();
        CommitQueue queue = new CommitQueue(10, 1000);
        WriteCounters counters = new WriteCounters();
        Syncer syncer = new Syncer(store, options.durability(), counters.syncLatency);
        Writer writer =
                new Writer(
                        store,
                        options,
                        queue,
                        syncer,
                        counters,
                        null,
                        null,
                        null,
                        Projections.empty(),
                        LogPlace.BEGINNING);
        // Nobody can ask for this; it stands for any mistake in the writer itself.
        CompletableFuture<Long> impossible = new CompletableFuture<>();
        queue.putUrgent(new Request.Commit(null, impossible, 0));
        CompletableFuture<Long> next = new CompletableFuture<>();
        queue.put(new Request.Commit(new WriteSet(), next, System.nanoTime()), 0);
        CompletableFuture<Long> advance = new CompletableFuture<>();
        CompletableFuture<Long> stop = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(writer);
        assertEquals(ErrorCode.INTERNAL, failure(impossible).code());
        assertEquals(ErrorCode.INPUT_OUTPUT, failure(next).code());
        queue.putUrgent(new Request.Advance(5, advance));
        assertEquals(5, advance.join());
        queue.close(new Request.Stop(stop));
        stop.join();
        thread.join();
    }

    /** Fails to put the log on disk. */
    private static final class Unsyncable extends FrontedStore {
        private final CountDownLatch synced = new CountDownLatch(1);
        private volatile RuntimeException failure;

        Unsyncable(KeyValueStore store) {
            super(store);
        }

        @Override
        public void sync() {
            synced.countDown();
            if (failure != null) {
                throw failure;
            }
            super.sync();
        }
    }

    private Unsyncable unsyncable;

    private Store openUnsyncable(StoreOptions options) {
        Store store =
                Store.open(
                        options.withClock(new StoreClock.FixedClock(Feed.T0))
                                .withCheckpoints(CheckpointPolicy.NEVER),
                        (phase, done, total) -> {},
                        inner -> unsyncable = new Unsyncable(inner));
        if (store.schema().table("notes").isEmpty()) {
            store.commit(Feed.definitions());
        }
        return store;
    }

    @Test
    void aFailedFsyncInTheBackgroundIsNotLost(@TemporaryHome Path directory) {
        for (RuntimeException failure :
                List.of(
                        new TidalException(ErrorCode.INPUT_OUTPUT, "the disk is gone"),
                        new IllegalStateException("the disk is gone"))) {
            Store store =
                    openUnsyncable(
                            StoreOptions.at(directory).withDurability(new Durability.Interval(1)));
            store.commit(note());
            unsyncable.failure = failure;
            while (store.failure().isEmpty()) {
                // It is written to until an fsync fails.
                try {
                    store.commit(note());
                } catch (TidalException e) {
                    assertEquals(ErrorCode.INPUT_OUTPUT, e.code());
                }
            }
            TidalException e = fails(store, note());
            assertEquals(ErrorCode.INPUT_OUTPUT, e.code());
            assertTrue(e.getMessage().contains("the disk is gone"), e.getMessage());
            // A success now would prove nothing, so closing says what was not put on disk.
            unsyncable.failure = null;
            e = assertThrows(TidalException.class, store::close);
            assertEquals(ErrorCode.INPUT_OUTPUT, e.code());
            assertTrue(e.getMessage().contains("power failure"), e.getMessage());
            Store.open(StoreOptions.at(directory)).close();
        }
    }

    @Test
    void closingSyncsWhatIsNotYet(@TemporaryHome Path directory) throws InterruptedException {
        for (Durability mode : List.of(new Durability.Interval(60_000), new Durability.None())) {
            Store store = openUnsyncable(StoreOptions.at(directory).withDurability(mode));
            store.commit(note());
            assertEquals(1, unsyncable.synced.getCount());
            store.close();
            assertEquals(0, unsyncable.synced.getCount());
            store = openUnsyncable(StoreOptions.at(directory).withDurability(mode));
            store.commit(note());
            unsyncable.failure = new TidalException(ErrorCode.INPUT_OUTPUT, "the disk is gone");
            assertThrows(TidalException.class, store::close);
        }
        Store store =
                openUnsyncable(
                        StoreOptions.at(directory).withDurability(new Durability.Interval(1)));
        store.commit(note());
        assertTrue(unsyncable.synced.await(30, TimeUnit.SECONDS));
        store.close();
    }
}
