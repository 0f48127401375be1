package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.RocksOptions;
import io.tidaldb.kv.RocksStore;
import io.tidaldb.log.LogBlock;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** How the past is counted: from where, how often, and when it is no longer wanted. */
class PastSignalTest {
    private static final Runnable PATIENT = () -> {};

    private Path directory;

    @BeforeEach
    void create() throws IOException {
        directory = Files.createTempDirectory("tidal-past");
    }

    @AfterEach
    void delete() {
        Feed.deleteRecursively(directory);
    }

    private StoreOptions at(long now) {
        return StoreOptions.at(directory)
                .withDurability(new Durability.None())
                .withCheckpoints(CheckpointPolicy.NEVER)
                .withClock(new StoreClock.FixedClock(now));
    }

    /** One like for post 1 each hour, on the hour; each is a block of its own. */
    private void hours(int from, int to, boolean checkpoint) {
        for (int hour = from; hour < to; hour++) {
            long now = Feed.T0 + hour * Feed.HOUR;
            try (Store store = hour == 0 ? Feed.withPosts(at(now)) : Store.open(at(now))) {
                store.commit(
                        new WriteSet()
                                .events(Feed.events(Feed.LIKES).add(null, 1L, "ann", 1, now)));
                if (checkpoint && hour == to - 1) {
                    store.checkpoint();
                }
            }
        }
    }

    private static double likes(Store store, int hour) {
        return store.signalAsOf(Feed.LIKES, Feed.T0 + hour * Feed.HOUR, PATIENT)
                .windowSum(store.table(Feed.POSTS).ordinal(1L), Window.ALL);
    }

    @Test
    void whatACheckpointHoldsIsNotReadAgain() {
        hours(0, 3, true);
        hours(3, 5, false);
        long damaged;
        try (Store store = Store.open(at(Feed.T0 + 5 * Feed.HOUR))) {
            assertEquals(1, likes(store, 0));
            damaged = store.position() - 4;
        }
        try (RocksStore raw =
                RocksStore.open(new RocksOptions(directory.resolve("db"), null, 16 << 20))) {
            raw.write(new Batch().put(Family.LOG, LogBlock.key(damaged), new byte[20]), true);
        }
        try (Store store = Store.open(at(Feed.T0 + 5 * Feed.HOUR))) {
            assertEquals(3, likes(store, 2));
            assertEquals(4, likes(store, 3));
            assertEquals(3, likes(store, 2));
            TidalException e = assertThrows(TidalException.class, () -> likes(store, 1));
            assertEquals(ErrorCode.DATA_CORRUPTED, e.code());
            assertEquals(5, likes(store, 4));
        }
    }

    @Test
    void aMomentIsCountedOnceAndFollowsTheLog() {
        hours(0, 3, false);
        try (Store store = Store.open(at(Feed.T0 + 3 * Feed.HOUR))) {
            AtomicInteger blocks = new AtomicInteger();
            var first = store.signalAsOf(Feed.LIKES, Feed.T0 + Feed.HOUR, blocks::incrementAndGet);
            assertTrue(blocks.getAndSet(0) > 3);
            assertSame(
                    first,
                    store.signalAsOf(Feed.LIKES, Feed.T0 + Feed.HOUR, blocks::incrementAndGet));
            assertEquals(0, blocks.get());
            assertNotSame(first, store.signalAsOf(Feed.LIKES, Feed.T0, PATIENT));
            store.commit(
                    new WriteSet()
                            .events(
                                    Feed.events(Feed.LIKES)
                                            .add(null, 1L, "ann", 1, Feed.T0 + 3 * Feed.HOUR)));
            assertSame(first, store.signalAsOf(Feed.LIKES, Feed.T0 + Feed.HOUR, PATIENT));
            assertEquals(2, likes(store, 1));
            assertEquals(4, likes(store, 3));
        }
    }

    /** Asked for before an event comes late, and again when it has expired. */
    @Test
    void whatExpiresBeforeItIsCountedIsNotMissing() {
        StoreOptions options = at(Feed.T0).withClock(StoreClock.parse("log"));
        SignalDefinition brief =
                new SignalDefinition(
                        Feed.LAST + 1,
                        "brief",
                        Feed.POSTS,
                        Feed.READERS,
                        List.of(),
                        List.of(),
                        Set.of(Window.ALL),
                        null,
                        false,
                        false,
                        SignalDefinition.NO_ROLL_UP,
                        false,
                        Feed.HOUR);
        try (Store store = Feed.withPosts(options)) {
            store.commit(new WriteSet().changeSchema(schema -> schema.with(brief)));
            like(store, Feed.LIKES, 3);
            assertEquals(0, brief(store, brief));
            like(store, brief.id(), 1);
            like(store, Feed.LIKES, 10);
            store.checkpoint();
            store.settleHistory();
            assertEquals(1, store.expired(brief.id()).events());
            assertEquals(1, brief(store, brief));
        }
    }

    private static void like(Store store, int signal, int hour) {
        long at = Feed.T0 + hour * Feed.HOUR;
        store.commit(new WriteSet().events(Feed.events(signal).add(null, 1L, "ann", 1, at)));
    }

    private static double brief(Store store, SignalDefinition brief) {
        return store.signalAsOf(brief.id(), Feed.T0 + 2 * Feed.HOUR, PATIENT)
                .windowSum(store.table(Feed.POSTS).ordinal(1L), Window.ALL);
    }

    @Test
    void countingEndsWhenItIsNotWantedAnyMore() {
        hours(0, 4, false);
        try (Store store = Store.open(at(Feed.T0 + 4 * Feed.HOUR))) {
            for (int patience = 0; patience < 6; patience++) {
                AtomicInteger left = new AtomicInteger(patience);
                TidalException cancelled = new TidalException(ErrorCode.CANCELLED, "enough");
                TidalException e =
                        assertThrows(
                                TidalException.class,
                                () ->
                                        store.signalAsOf(
                                                Feed.LIKES,
                                                Feed.T0 + 2 * Feed.HOUR,
                                                () -> {
                                                    if (left.getAndDecrement() == 0) {
                                                        throw cancelled;
                                                    }
                                                }),
                                "patience " + patience);
                assertSame(cancelled, e);
            }
            assertEquals(3, likes(store, 2));
            assertThrows(
                    TidalException.class,
                    () ->
                            store.events(
                                            Feed.LIKES,
                                            EventFilter.ALL,
                                            Feed.T0,
                                            () -> {
                                                throw new TidalException(
                                                        ErrorCode.CANCELLED, "enough");
                                            })
                                    .next());
        }
    }
}
