package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ConfigurationException;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;

/** What happens when commits come faster than they can be written. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CommitQueueTest {
    private static final Duration LONG = Duration.ofHours(1);

    private Gate gate;

    /** A store whose writer stands still in a write, with so much room behind it. */
    private Store standing(int commits, long bytes) throws InterruptedException {
        Store store =
                Store.open(
                        StoreOptions.inMemory()
                                .withClock(new StoreClock.FixedClock(Feed.T0))
                                .withQueuedCommits(commits)
                                .withQueuedBytes(bytes)
                                .withWriteTimeout(LONG),
                        (phase, done, total) -> {},
                        inner -> gate = new Gate(inner));
        store.commit(Feed.definitions());
        gate.shut();
        store.submit(note("first")).exceptionally(e -> null);
        gate.entered.await();
        return store;
    }

    private static WriteSet note(String text) {
        return new WriteSet().insert(Feed.NOTES, new Object[] {text});
    }

    private static TidalException refusal(CompletableFuture<Long> future) {
        CompletionException e = assertThrows(CompletionException.class, future::join);
        return assertInstanceOf(TidalException.class, e.getCause());
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    /** Commits in a thread of its own, and returns once that stands in line for room. */
    private static FutureTask<Long> inLine(Store store, WriteSet writes, List<Thread> threads) {
        int before = store.statistics().queue().waiting();
        FutureTask<Long> task = new FutureTask<>(() -> store.commit(writes));
        threads.add(Thread.ofPlatform().start(task));
        await(() -> store.statistics().queue().waiting() == before + 1);
        return task;
    }

    private static TidalException thrown(FutureTask<Long> task) {
        return assertInstanceOf(
                TidalException.class,
                assertThrows(java.util.concurrent.ExecutionException.class, task::get).getCause());
    }

    @Test
    void aFullQueueRefusesAndSaysHowFullItIs() throws InterruptedException {
        try (Store store = standing(2, 1 << 20)) {
            List<CompletableFuture<Long>> queued = new ArrayList<>();
            queued.add(store.submit(note("second")));
            queued.add(store.submit(note("third")));
            TidalException refused =
                    assertThrows(
                            TidalException.class,
                            () -> store.commit(note("blocking"), Duration.ZERO));
            assertEquals(ErrorCode.OVERLOADED, refused.code());
            assertEquals("53300", refused.code().sqlState());
            assertTrue(refused.getMessage().contains("2 of 2 commits"), refused.getMessage());
            assertTrue(refused.getMessage().contains("try again"), refused.getMessage());
            refused = refusal(store.submit(note("asynchronous"), Duration.ofMillis(1)));
            assertEquals(ErrorCode.OVERLOADED, refused.code());
            QueueStatistics full = store.statistics().queue();
            assertEquals(2, full.commits());
            assertEquals(2, full.timeouts());
            assertEquals(0, full.waiting());
            gate.open.countDown();
            queued.forEach(CompletableFuture::join);
            // The same write is taken once there is room; nothing of the refused ones is there.
            store.commit(note("blocking"), Duration.ZERO);
            assertEquals(4, store.table(Feed.NOTES).liveCount());
            assertEquals(0, store.statistics().queue().commits());
            assertEquals(0, store.statistics().queue().bytes());
        }
    }

    @Test
    void theQueueIsBoundedInBytes() throws InterruptedException {
        try (Store store = standing(1000, 10_000)) {
            List<CompletableFuture<Long>> queued = new ArrayList<>();
            TidalException refused = null;
            while (refused == null) {
                CompletableFuture<Long> next = store.submit(note("x".repeat(2_000)), Duration.ZERO);
                if (next.isCompletedExceptionally()) {
                    refused = refusal(next);
                } else {
                    queued.add(next);
                }
            }
            assertEquals(ErrorCode.OVERLOADED, refused.code());
            assertEquals(4, queued.size());
            assertTrue(store.statistics().queue().bytes() <= 10_000);
            // A batch of events counts with all that it holds.
            EventBatch events = new EventBatch(Feed.LIKES);
            for (int i = 0; i < 300; i++) {
                events.add(1, 1, 1, Feed.T0);
            }
            assertTrue(new WriteSet().events(events).heapBytes() >= 300 * 24);
            gate.open.countDown();
            queued.forEach(CompletableFuture::join);
        }
    }

    @Test
    void whatIsLargerThanTheQueueGoesInAlone() throws InterruptedException {
        try (Store store = standing(1000, 10)) {
            CompletableFuture<Long> large = store.submit(note("x".repeat(2_000)));
            assertEquals(
                    ErrorCode.OVERLOADED,
                    refusal(store.submit(note("small"), Duration.ZERO)).code());
            gate.open.countDown();
            large.join();
            store.commit(note("small"));
        }
    }

    @Test
    void whoWaitsGetsInInTheOrderOfComing() throws Exception {
        try (Store store = standing(100, 5_000)) {
            List<Thread> threads = new ArrayList<>();
            CompletableFuture<Long> first = store.submit(note("x".repeat(4_000)));
            FutureTask<Long> large = inLine(store, note("y".repeat(4_000)), threads);
            // There would be room for it at once, and for each further one like it.
            FutureTask<Long> small = inLine(store, note("z"), threads);
            assertEquals(2, store.statistics().queue().waiting());
            gate.open.countDown();
            assertTrue(first.join() < large.get());
            assertTrue(large.get() < small.get());
        }
    }

    @Test
    void aTimeoutInLineLetsThoseBehindItIn() throws Exception {
        try (Store store = standing(100, 5_000)) {
            List<Thread> threads = new ArrayList<>();
            CompletableFuture<Long> first = store.submit(note("x".repeat(4_000)));
            FutureTask<Long> large = inLine(store, note("y".repeat(4_000)), threads);
            FutureTask<Long> small = inLine(store, note("z"), threads);
            threads.getFirst().interrupt();
            assertEquals(ErrorCode.CANCELLED, thrown(large).code());
            await(() -> store.statistics().queue().waiting() == 0);
            assertEquals(2, store.statistics().queue().commits());
            gate.open.countDown();
            assertTrue(first.join() < small.get());
        }
    }

    @Test
    void anInterruptEndsWaitingForRoomButNoCommitThatIsQueued() throws Exception {
        try (Store store = standing(1, 1 << 20)) {
            boolean[] flags = new boolean[2];
            FutureTask<Long> queued =
                    new FutureTask<>(
                            () -> {
                                long position = store.commit(note("queued"));
                                flags[0] = Thread.currentThread().isInterrupted();
                                return position;
                            });
            Thread committing = Thread.ofPlatform().start(queued);
            await(() -> store.statistics().queue().commits() == 1);
            FutureTask<ErrorCode> waiting =
                    new FutureTask<>(
                            () -> {
                                TidalException e =
                                        assertThrows(
                                                TidalException.class,
                                                () -> store.commit(note("waiting")));
                                flags[1] = Thread.currentThread().isInterrupted();
                                return e.code();
                            });
            Thread inLine = Thread.ofPlatform().start(waiting);
            await(() -> store.statistics().queue().waiting() == 1);
            inLine.interrupt();
            assertEquals(ErrorCode.CANCELLED, waiting.get());
            committing.interrupt();
            gate.open.countDown();
            queued.get();
            assertTrue(flags[0]);
            assertTrue(flags[1]);
            assertEquals(2, store.table(Feed.NOTES).liveCount());
        }
    }

    @Test
    void closingRefusesWhoWaitsAndFinishesWhatIsQueued() throws Exception {
        Store store = standing(1, 1 << 20);
        CompletableFuture<Long> queued = store.submit(note("queued"));
        FutureTask<Long> waiting = inLine(store, note("waiting"), new ArrayList<>());
        Thread closing = Thread.ofPlatform().start(store::close);
        assertEquals(ErrorCode.CLOSED, thrown(waiting).code());
        assertFalse(queued.isDone());
        gate.open.countDown();
        queued.join();
        closing.join();
    }

    @Test
    void readersNeedNoRoom() throws Exception {
        try (Store store = standing(1, 1 << 20)) {
            List<CompletableFuture<Long>> queued = new ArrayList<>();
            queued.add(store.submit(note("queued")));
            FutureTask<Void> reader =
                    new FutureTask<>(
                            () -> {
                                store.advanceTo(Feed.T0 + Feed.DAY);
                                return null;
                            });
            Thread.ofPlatform().start(reader);
            gate.open.countDown();
            reader.get();
            queued.getFirst().join();
        }
    }

    @Test
    void manyThreadsThroughASmallQueue() throws Exception {
        try (Store store =
                Store.open(
                        StoreOptions.inMemory()
                                .withClock(new StoreClock.FixedClock(Feed.T0))
                                .withQueuedCommits(3)
                                .withQueuedBytes(400))) {
            store.commit(Feed.definitions());
            int count = 200;
            List<FutureTask<Integer>> tasks = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                FutureTask<Integer> task = new FutureTask<>(() -> write(store, thread, count));
                tasks.add(task);
                Thread.ofPlatform().start(task);
            }
            int written = 0;
            for (FutureTask<Integer> task : tasks) {
                written += task.get();
            }
            assertEquals(written, store.table(Feed.NOTES).liveCount());
            assertEquals(1 + written, store.statistics().commits());
            QueueStatistics queue = store.statistics().queue();
            assertEquals(0, queue.commits());
            assertEquals(0, queue.bytes());
            assertEquals(0, queue.waiting());
            assertEquals(8L * count, written + queue.timeouts());
        }
    }

    /** Returns how many were written; some in every four do not wait for room. */
    private static int write(Store store, int thread, int count) {
        int written = 0;
        for (int i = 0; i < count; i++) {
            Duration timeout = i % 4 == 0 ? Duration.ZERO : LONG;
            try {
                store.commit(note(thread + "/" + i + "x".repeat(i)), timeout);
                written++;
            } catch (TidalException e) {
                assertEquals(ErrorCode.OVERLOADED, e.code());
                assertEquals(Duration.ZERO, timeout);
            }
        }
        return written;
    }

    @Test
    void timeoutsHaveARange() {
        try (Store store = Store.open(StoreOptions.inMemory())) {
            for (Duration wrong : new Duration[] {null, Duration.ofNanos(-1), Duration.ofDays(2)}) {
                ConfigurationException e =
                        assertThrows(
                                ConfigurationException.class,
                                () -> store.commit(new WriteSet(), wrong));
                assertEquals("writeTimeout", e.setting());
            }
            store.commit(new WriteSet(), Duration.ofDays(1));
        }
    }
}
