package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.Window;
import io.tidaldb.table.Table;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

class ConcurrencyTest {
    private static final StoreClock CLOCK = new StoreClock.FixedClock(Feed.T0);

    private final Gate[] gate = new Gate[1];

    private Store gated() {
        Store store =
                Store.open(
                        StoreOptions.inMemory().withClock(CLOCK),
                        (phase, done, total) -> {},
                        inner -> gate[0] = new Gate(inner));
        store.commit(Feed.definitions());
        store.commit(
                new WriteSet()
                        .insert(Feed.AUTHORS, Feed.author(1))
                        .insert(Feed.READERS, Feed.reader("ann"))
                        .insert(Feed.POSTS, Feed.post(1, 1L)));
        return store;
    }

    private static ErrorCode failure(CompletableFuture<Long> future) {
        CompletionException e = assertThrows(CompletionException.class, future::join);
        return ((TidalException) e.getCause()).code();
    }

    private static WriteSet like(Long id, long post) {
        return new WriteSet().events(new EventBatch(Feed.LIKES).add(id, post, "ann", 1, Feed.T0));
    }

    @Test
    void failingSetsLeaveTheRestOfTheirGroupAlone() throws InterruptedException {
        try (Store store = gated()) {
            gate[0].shut();
            CompletableFuture<Long> first = store.submit(like(1L, 1));
            gate[0].entered.await();
            // All of these wait for the first and so form one group.
            long groups = store.statistics().groups();
            CompletableFuture<Long> post =
                    store.submit(new WriteSet().insert(Feed.POSTS, Feed.post(2, 1L)));
            CompletableFuture<Long> again =
                    store.submit(
                            new WriteSet()
                                    .insert(Feed.POSTS, Feed.post(3, 1L))
                                    .insert(Feed.POSTS, Feed.post(2, 1L)));
            CompletableFuture<Long> onNew = store.submit(like(2L, 2));
            CompletableFuture<Long> onFailed = store.submit(like(3L, 3));
            CompletableFuture<Long> repeat = store.submit(like(2L, 2));
            CompletableFuture<Long> conflict =
                    store.submit(
                            new WriteSet()
                                    .update(Feed.POSTS, 1, Feed.post(2, null), store.position()));
            CompletableFuture<Long> afterFailed =
                    store.submit(new WriteSet().insert(Feed.POSTS, Feed.post(4, 1L)));
            CompletableFuture<Long> drop =
                    store.submit(new WriteSet().delete(Feed.AUTHORS, 0, Long.MAX_VALUE));
            gate[0].open.countDown();
            long position = first.join();
            assertEquals(position + 1, post.join());
            assertEquals(ErrorCode.DUPLICATE_KEY, failure(again));
            assertEquals(position + 2, onNew.join());
            assertEquals(ErrorCode.UNKNOWN_ENTITY, failure(onFailed));
            assertEquals(position + 2, repeat.join());
            assertEquals(ErrorCode.SERIALIZATION_FAILURE, failure(conflict));
            assertEquals(position + 3, afterFailed.join());
            assertEquals(ErrorCode.DEPENDENT_OBJECTS, failure(drop));
            assertEquals(groups + 2, store.statistics().groups());
            Table posts = store.table(Feed.POSTS);
            assertEquals(3, posts.liveCount());
            assertEquals(3, posts.size());
            assertEquals(1, store.signal(Feed.LIKES).windowSum(posts.ordinal(2), Window.ALL));
        }
    }

    @Test
    void aFailedWriteLeavesMemoryAloneAndEndsWriting() {
        Store store = gated();
        gate[0].fail.set(true);
        long position = store.position();
        TidalException e = assertThrows(TidalException.class, () -> store.commit(like(1L, 1)));
        assertEquals(ErrorCode.INPUT_OUTPUT, e.code());
        assertTrue(e.getMessage().contains("the disk is full"), e.getMessage());
        gate[0].fail.set(false);
        e = assertThrows(TidalException.class, () -> store.commit(like(2L, 1)));
        assertEquals(ErrorCode.INPUT_OUTPUT, e.code());
        assertEquals(position, store.position());
        assertEquals(0, store.signal(Feed.LIKES).windowSum(0, Window.ALL));
        assertTrue(store.statistics().readOnly());
        store.advanceTo(Feed.T0 + Feed.DAY);
        store.close();
    }

    @Test
    void closingFinishesWhatIsQueued() throws InterruptedException {
        Store store = gated();
        gate[0].shut();
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        futures.add(store.submit(like(1L, 1)));
        gate[0].entered.await();
        for (long id = 2; id <= 50; id++) {
            futures.add(store.submit(like(id, 1)));
        }
        Thread closer = Thread.ofPlatform().start(store::close);
        gate[0].open.countDown();
        closer.join();
        futures.forEach(CompletableFuture::join);
    }

    @Test
    void everyAcknowledgedWriteIsThereOnce(@TemporaryHome Path directory) throws Exception {
        StoreOptions options =
                StoreOptions.at(directory)
                        .withClock(CLOCK)
                        .withDurability(new Durability.Interval(5))
                        .withQueuedCommits(4);
        int threads = 6;
        int perThread = 150;
        try (Store store = Feed.withPosts(options);
                ExecutorService pool = Executors.newFixedThreadPool(threads + 1)) {
            AtomicBoolean done = new AtomicBoolean();
            AtomicLong reads = new AtomicLong();
            Future<?> reader = pool.submit(() -> read(store, done, reads));
            List<Future<?>> writers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                long base = t * 10_000L;
                writers.add(pool.submit(() -> write(store, base, perThread)));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            done.set(true);
            reader.get();
            assertTrue(reads.get() > 0);
            check(store, threads * perThread);
        }
        try (Store store = Store.open(options)) {
            check(store, threads * perThread);
        }
    }

    private static void write(Store store, long base, int count) {
        for (long i = 0; i < count; i++) {
            long id = 100 + base + i;
            store.commit(
                    new WriteSet()
                            .insert(Feed.POSTS, Feed.post(id, 1L))
                            .events(
                                    new EventBatch(Feed.LIKES)
                                            .add(id, 1L, "ann", 1, Feed.T0)
                                            .add(id, 1L, "ann", 1, Feed.T0)));
            // A write is visible to its writer once it returned.
            Table posts = store.table(Feed.POSTS);
            int ordinal = posts.ordinal(id);
            assertTrue(posts.isLive(ordinal));
            assertEquals("post " + id, posts.value(ordinal, 1));
            assertThrows(
                    TidalException.class,
                    () -> store.commit(new WriteSet().insert(Feed.POSTS, Feed.post(id, 1L))));
        }
    }

    private static void read(Store store, AtomicBoolean done, AtomicLong reads) {
        Table posts = store.table(Feed.POSTS);
        while (!done.get()) {
            int size = posts.size();
            for (int ordinal = 0; ordinal < size; ordinal++) {
                if (posts.isLive(ordinal)) {
                    long id = posts.longKey(ordinal);
                    assertEquals(ordinal, posts.ordinal(id));
                    assertEquals("post " + id, posts.value(ordinal, 1));
                    assertEquals(id / 4f, posts.value(ordinal, 3));
                    reads.incrementAndGet();
                }
            }
        }
    }

    private static void check(Store store, int expected) {
        Table posts = store.table(Feed.POSTS);
        assertEquals(5 + expected, posts.liveCount());
        assertEquals(expected, store.signal(Feed.LIKES).windowSum(posts.ordinal(1), Window.ALL));
        int scanned = 0;
        try (var rows = posts.scan(null)) {
            while (rows.next()) {
                assertEquals("post " + posts.longKey(rows.ordinal()), rows.row()[1]);
                scanned++;
            }
        }
        assertEquals(5 + expected, scanned);
        assertFalse(store.statistics().readOnly());
    }
}
