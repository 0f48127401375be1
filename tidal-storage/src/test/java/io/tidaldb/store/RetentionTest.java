package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.oracle.SteppingClock;
import io.tidaldb.schema.Window;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Events that are older than their signals retain them go, and nothing else does. */
class RetentionTest {
    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void nothingButEventsIsGivenUp(@ForAll long seed) {
        live(seed, false);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void nothingButEventsIsGivenUpWhileTheClockFollowsThem(@ForAll long seed) {
        live(seed, true);
    }

    private static void live(long seed, boolean following) {
        Random random = new Random(seed);
        try (Twins twins = new Twins(random, following, null)) {
            for (int i = 0; i < 40; i++) {
                twins.goOn();
                switch (random.nextInt(8)) {
                    case 0, 1 -> twins.expire();
                    case 2 -> {
                        Twins.Reopening[] ways = Twins.Reopening.values();
                        twins.reopen(ways[random.nextInt(ways.length)]);
                        twins.mustHoldTheSame();
                    }
                    case 3 -> twins.mustHoldTheSame();
                    case 4 -> twins.mustKnowTheSameOfThePast(2);
                    default -> {}
                }
                if (i == 30 && random.nextBoolean()) {
                    twins.dropOpens();
                }
            }
            twins.expire();
            twins.mustHoldTheSame();
            twins.mustKnowTheSameOfThePast(4);
            twins.reopen(Twins.Reopening.WITHOUT_CHECKPOINT);
            twins.mustHoldTheSame();
        }
    }

    /** At which write, and whether before or after it, a process ends. */
    @ParameterizedTest
    @EnumSource(names = {"BASE_PAGES", "BASE_MANIFEST", "REWRITE_LOG", "TIDY_BASES"})
    void whereverAProcessEndsNothingIsCountedTwiceOrLost(Disk.Step step) {
        for (int occurrence = 1; occurrence <= 4; occurrence++) {
            for (boolean before : new boolean[] {true, false}) {
                Random random = new Random(occurrence);
                try (Twins twins = new Twins(random, false, CheckpointPolicy.NEVER)) {
                    twins.goOn(25);
                    if (occurrence > 2) {
                        twins.expire();
                        twins.goOn(25);
                    }
                    AtomicBoolean ended = end(twins.disk(), step, before, occurrence);
                    twins.expire();
                    assertTrue(ended.get() || occurrence > 1, step + " does not happen");
                    twins.reopen(Twins.Reopening.KILLED);
                    twins.mustHoldTheSame();
                    twins.reopen(Twins.Reopening.WITHOUT_CHECKPOINT);
                    twins.mustHoldTheSame();
                    twins.goOn(5);
                    twins.expire();
                    twins.mustHoldTheSame();
                    twins.mustKnowTheSameOfThePast(3);
                    twins.reopen(Twins.Reopening.WITHOUT_CHECKPOINT);
                    twins.mustHoldTheSame();
                }
            }
        }
    }

    /** Cuts the power at a step. */
    private static AtomicBoolean end(Disk disk, Disk.Step step, boolean before, int occurrence) {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger left = new AtomicInteger(occurrence);
        disk.setWatcher(
                new Disk.Watcher() {
                    @Override
                    public void before(Disk.Step at) {
                        if (at == step && left.decrementAndGet() == 0 && before) {
                            cut();
                        }
                    }

                    @Override
                    public void after(Disk.Step at) {
                        if (at == step && left.get() == 0 && !before) {
                            cut();
                        }
                    }

                    private void cut() {
                        ended.set(true);
                        disk.cutPower();
                        throw new TidalException(ErrorCode.INPUT_OUTPUT, "the end");
                    }
                });
        return ended;
    }

    @Property(tries = 4, shrinking = ShrinkingMode.OFF)
    void everyBeginningOfWhatWasWrittenIsWhole(@ForAll long seed) {
        Random random = new Random(seed);
        try (Twins twins = new Twins(random, false, CheckpointPolicy.NEVER)) {
            for (int i = 0; i < 5; i++) {
                twins.goOn(8);
                twins.expire();
            }
            twins.mustHoldTheSameAfterEveryPowerFailure();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BASE_PAGES", "BASE_MANIFEST", "REWRITE_LOG", "TIDY_BASES"})
    void whatFailsIsDoneTheNextTime(Disk.Step step) {
        try (Twins twins = new Twins(new Random(7), false, CheckpointPolicy.NEVER)) {
            twins.goOn(25);
            AtomicInteger left = new AtomicInteger(1);
            twins.disk()
                    .setWatcher(
                            new Disk.Watcher() {
                                @Override
                                public void before(Disk.Step at) {
                                    if (at == step && left.getAndDecrement() == 1) {
                                        throw new TidalException(
                                                ErrorCode.INPUT_OUTPUT, "the disk is full");
                                    }
                                }

                                @Override
                                public void after(Disk.Step at) {}
                            });
            twins.expire();
            assertEquals(0, left.get());
            twins.mustHoldTheSame();
            twins.goOn(3);
            twins.expire();
            assertTrue(twins.expiring().expired(Feed.LIKES).events() > 0);
            twins.mustHoldTheSame();
            twins.reopen(Twins.Reopening.WITHOUT_CHECKPOINT);
            twins.mustHoldTheSame();
        }
    }

    @Test
    void pagesOfABaseThatWasNotFinishedDoNotCount() {
        SteppingClock clock = new SteppingClock(Feed.T0);
        StoreOptions options =
                StoreOptions.at(Path.of("simulated"))
                        .withCheckpoints(CheckpointPolicy.NEVER)
                        .withClock(clock);
        Disk disk = new Disk();
        Store store = Store.over(disk, options);
        store.commit(
                new WriteSet()
                        .changeSchema(
                                schema -> Twins.define(schema, Map.of(Feed.LIKES, Feed.DAY))));
        WriteSet posts = new WriteSet();
        for (long id = 0; id < 1100; id++) {
            posts.insert(Feed.POSTS, Feed.post(id, null));
        }
        store.commit(posts);
        // In two blocks of rows, of which the second will have nothing to count any more.
        EventBatch likes = Feed.events(Feed.LIKES).addAnonymous(5, 1, Feed.T0);
        store.commit(new WriteSet().events(likes.addAnonymous(1050, 1, Feed.T0)));
        clock.set(Feed.T0 + 2 * Feed.DAY);
        store.commit(
                new WriteSet().events(Feed.events(Feed.HIDES).addAnonymous(5, 1, clock.now())));
        end(disk, Disk.Step.BASE_PAGES, false, 1);
        store.checkpoint();
        store.settleHistory();
        assertThrows(TidalException.class, store::close);
        disk = disk.kept(disk.written());
        AtomicBoolean full = new AtomicBoolean(true);
        disk.setWatcher(
                new Disk.Watcher() {
                    @Override
                    public void before(Disk.Step step) {
                        if (step == Disk.Step.BASE_PAGES && full.get()) {
                            throw new TidalException(ErrorCode.INPUT_OUTPUT, "the disk is full");
                        }
                    }

                    @Override
                    public void after(Disk.Step step) {}
                });
        try (Store again = Store.over(disk, options)) {
            again.settleHistory();
            int last = again.table(Feed.POSTS).ordinal(1050L);
            again.commit(new WriteSet().delete(Feed.POSTS, last, WriteSet.NO_READ_POSITION));
            full.set(false);
            again.checkpoint();
            again.settleHistory();
            assertEquals(2, again.expired(Feed.LIKES).events());
        }
        disk.write(
                new Batch().deleteRange(Family.CHECKPOINT, new byte[] {0}, new byte[] {(byte) 255}),
                true);
        try (Store again = Store.over(disk, options)) {
            int first = again.table(Feed.POSTS).ordinal(5L);
            assertEquals(1, again.signal(Feed.LIKES).windowSum(first, Window.ALL));
        }
    }

    @Test
    void whoTakesBackAnEventThatExpiresMeanwhileIsToldToLookAgain() {
        SteppingClock clock = new SteppingClock(Feed.T0);
        StoreOptions options =
                StoreOptions.at(Path.of("simulated"))
                        .withCheckpoints(CheckpointPolicy.NEVER)
                        .withClock(clock);
        AtomicReference<Runnable> beforeTheLogIsRead = new AtomicReference<>();
        FrontedStore front =
                new FrontedStore(new Disk()) {
                    @Override
                    public Cursor scan(Family family, byte[] lower, byte[] upper) {
                        Runnable first =
                                family == Family.LOG ? beforeTheLogIsRead.getAndSet(null) : null;
                        if (first != null) {
                            first.run();
                        }
                        return super.scan(family, lower, upper);
                    }
                };
        try (Store store = Store.over(front, options)) {
            store.commit(
                    new WriteSet()
                            .changeSchema(
                                    schema -> Twins.define(schema, Map.of(Feed.LIKES, Feed.DAY))));
            store.commit(new WriteSet().insert(Feed.POSTS, Feed.post(1, null)));
            long like =
                    store.commit(
                            new WriteSet()
                                    .events(
                                            Feed.events(Feed.LIKES)
                                                    .addAnonymous(1, 1, clock.now())));
            clock.set(Feed.T0 + 2 * Feed.DAY);
            store.commit(
                    new WriteSet().events(Feed.events(Feed.HIDES).addAnonymous(1, 1, clock.now())));
            beforeTheLogIsRead.set(
                    () -> {
                        store.checkpoint();
                        store.settleHistory();
                    });
            TidalException e =
                    assertThrows(
                            TidalException.class,
                            () ->
                                    store.commit(
                                            new WriteSet().retract(Feed.LIKES, new long[] {like})));
            assertEquals(ErrorCode.SERIALIZATION_FAILURE, e.code(), e.getMessage());
            assertEquals(1, store.expired(Feed.LIKES).events());
        }
    }

    @Test
    void aCheckpointThatIsOlderThanABaseIsNotUsed() {
        try (Twins twins = new Twins(new Random(3), false, CheckpointPolicy.NEVER)) {
            twins.goOn(3);
            twins.expire();
            Batch older =
                    new Batch()
                            .deleteRange(
                                    Family.CHECKPOINT, new byte[] {0}, new byte[] {(byte) 255});
            try (Cursor cursor = twins.disk().scan(Family.CHECKPOINT, null, null)) {
                while (cursor.next()) {
                    older.put(Family.CHECKPOINT, cursor.key(), cursor.value());
                }
            }
            twins.goOn(30);
            twins.expire();
            twins.disk().write(older, true);
            twins.reopen(Twins.Reopening.KILLED);
            String discarded = twins.expiring().recovery().discarded();
            assertTrue(discarded.contains("have expired after it"), discarded);
            twins.mustHoldTheSame();
        }
    }
}
