package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.log.IdColumn;
import io.tidaldb.log.LogRecord;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Events that are taken back, beside what {@link StoreModelTest} does with them. */
class RetractionTest {
    private static final int TAPS = 11;

    @TemporaryHome Path directory;

    private StoreOptions options() {
        return StoreOptions.at(directory)
                .withDurability(new Durability.None())
                .withClock(new StoreClock.FixedClock(Feed.T0))
                .withCheckpoints(CheckpointPolicy.NEVER);
    }

    private static long append(Store store, int signal, Long id, long post, String reader) {
        return store.commit(
                new WriteSet()
                        .events(new EventBatch(signal).add(id, post, reader, 1, Feed.T0 - 1)));
    }

    private static void retract(Store store, int signal, long... positions) {
        store.commit(new WriteSet().retract(signal, positions));
    }

    private static boolean isSeen(Store store, String reader, long post) {
        return store.seen(Feed.POSTS, Feed.READERS)
                .of(store.table(Feed.READERS).ordinal(reader))
                .contains(store.table(Feed.POSTS).ordinal(post));
    }

    private static boolean isHidden(Store store, String reader, long post) {
        return store.excluded(Feed.POSTS, Feed.READERS)
                .of(store.table(Feed.READERS).ordinal(reader))
                .contains(store.table(Feed.POSTS).ordinal(post));
    }

    private static double count(Store store, int signal, long post) {
        return store.signal(signal).windowSum(store.table(Feed.POSTS).ordinal(post), Window.ALL);
    }

    @Test
    void anItemIsSeenAsLongAsAnyEventSaysSo() {
        try (Store store = Feed.withPosts(options())) {
            long view = append(store, Feed.VIEWS, 7L, 1, "ann");
            long open = append(store, Feed.OPENS, null, 1, "ann");
            append(store, Feed.VIEWS, null, 1, "bo");
            retract(store, Feed.VIEWS, view);
            assertTrue(isSeen(store, "ann", 1));
            retract(store, Feed.OPENS, open);
            assertFalse(isSeen(store, "ann", 1));
            assertTrue(isSeen(store, "bo", 1));
            // The id stays known, so that a repeat does not bring it back.
            append(store, Feed.VIEWS, 7L, 1, "ann");
            assertFalse(isSeen(store, "ann", 1));
            assertEquals(1, count(store, Feed.VIEWS, 1));
            assertEquals(1, store.signal(Feed.VIEWS).eventCount());
        }
        try (Store store = Store.open(options())) {
            assertFalse(isSeen(store, "ann", 1));
            assertTrue(isSeen(store, "bo", 1));
            assertEquals(1, count(store, Feed.VIEWS, 1));
            assertEquals(1, store.signal(Feed.VIEWS).eventCount());
        }
    }

    @Test
    void bothMarksOfOneSetAreForgotten() {
        try (Store store = Feed.withPosts(options())) {
            long view = append(store, Feed.VIEWS, null, 2, "ann");
            long again = append(store, Feed.VIEWS, null, 2, "ann");
            long open = append(store, Feed.OPENS, null, 2, "ann");
            long hide = append(store, Feed.HIDES, null, 2, "ann");
            store.commit(
                    new WriteSet()
                            .retract(Feed.OPENS, new long[] {open, open})
                            .retract(Feed.VIEWS, new long[] {again, view})
                            .retract(Feed.HIDES, new long[] {hide}));
            assertFalse(isSeen(store, "ann", 2));
            assertFalse(isHidden(store, "ann", 2));
            long position = store.position();
            retract(store, Feed.VIEWS, view);
            assertEquals(position, store.position());
            assertEquals(0, count(store, Feed.VIEWS, 2));
        }
    }

    /** What a dropped signal had marked must not come back when the log is counted again. */
    @Test
    void whatIsForgottenSurvivesTheDropOfASignal() {
        try (Store store = Feed.withPosts(options())) {
            long view = append(store, Feed.VIEWS, null, 3, "ann");
            append(store, Feed.OPENS, null, 3, "ann");
            retract(store, Feed.VIEWS, view);
            assertTrue(isSeen(store, "ann", 3));
            store.commit(new WriteSet().changeSchema(schema -> schema.without("opens")));
            assertFalse(isSeen(store, "ann", 3));
        }
        try (Store store = Store.open(options())) {
            assertFalse(isSeen(store, "ann", 3));
        }
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @Test
    void aCheckpointKnowsWhatWasTakenBack() {
        try (Store store = Feed.withPosts(options())) {
            long first = append(store, Feed.LIKES, 1L, 1, "ann");
            long second = append(store, Feed.LIKES, 2L, 1, "ann");
            retract(store, Feed.LIKES, first);
            store.checkpoint();
            retract(store, Feed.LIKES, second);
            append(store, Feed.LIKES, 3L, 1, "ann");
        }
        try (Store store = Store.open(options())) {
            assertEquals(1, count(store, Feed.LIKES, 1));
            try (EventCursor cursor = store.events(Feed.LIKES)) {
                assertTrue(cursor.next());
                assertEquals(3, cursor.eventId());
                assertFalse(cursor.next());
            }
            store.checkpoint();
        }
        try (Store store = Store.open(options())) {
            assertEquals(1, count(store, Feed.LIKES, 1));
            assertEquals(0, store.recovery().replayedEvents());
        }
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @Test
    void anEventOfARowThatWasMadeAnewCountsForNothingWhenTakenBack() {
        try (Store store = Feed.withPosts(options())) {
            long old = append(store, Feed.LIKES, null, 4, "ann");
            store.commit(
                    new WriteSet()
                            .delete(
                                    Feed.POSTS,
                                    store.table(Feed.POSTS).ordinal(4L),
                                    store.position()));
            store.commit(new WriteSet().insert(Feed.POSTS, Feed.post(4, 1L)));
            append(store, Feed.LIKES, null, 4, "bo");
            retract(store, Feed.LIKES, old);
            assertEquals(1, count(store, Feed.LIKES, 4));
        }
    }

    @Test
    void positionsThatHoldNoSuchEventAreRefused() {
        try (Store store = Feed.withPosts(options())) {
            long like = append(store, Feed.LIKES, null, 1, "ann");
            for (long position : new long[] {0, -5, 1, like + 1, Long.MAX_VALUE}) {
                TidalException e =
                        assertThrows(
                                TidalException.class, () -> retract(store, Feed.LIKES, position));
                assertEquals(ErrorCode.INVALID_VALUE, e.code());
            }
            assertThrows(TidalException.class, () -> retract(store, Feed.VIEWS, like));
            assertEquals(1, count(store, Feed.LIKES, 1));
        }
    }

    /** What only the dropped signal marked besides is forgotten with it. */
    @Test
    void aSignalThatIsDroppedMeanwhileKeepsNoMarks() {
        try (Store store = Feed.withPosts(StoreOptions.inMemory())) {
            append(store, Feed.VIEWS, null, 1, "ann");
            long open = append(store, Feed.OPENS, null, 1, "ann");
            assertTrue(isSeen(store, "ann", 1));
            store.commit(
                    new WriteSet()
                            .changeSchema(schema -> schema.without("views"))
                            .retract(Feed.OPENS, new long[] {open}));
            assertFalse(isSeen(store, "ann", 1));
        }
    }

    /** Two threads look the same things up, one writes first. */
    @Test
    void whoComesSecondIsToldToLookAgain() {
        try (Store store = Feed.withPosts(options())) {
            long view = append(store, Feed.VIEWS, null, 1, "ann");
            long open = append(store, Feed.OPENS, null, 1, "ann");
            WriteSet stale =
                    new WriteSet()
                            .with(
                                    List.of(
                                            new WriteSet.RetractEvents(
                                                    one(store, Feed.VIEWS),
                                                    store.position(),
                                                    Set.of())));
            retract(store, Feed.OPENS, open);
            TidalException e = assertThrows(TidalException.class, () -> store.commit(stale));
            assertEquals(ErrorCode.SERIALIZATION_FAILURE, e.code());
            retract(store, Feed.VIEWS, view);
            assertFalse(isSeen(store, "ann", 1));
        }
    }

    private static LogRecord.Retraction one(Store store, int signal) {
        IdColumn targets = new IdColumn();
        IdColumn users = new IdColumn();
        try (EventCursor cursor = store.events(signal)) {
            assertTrue(cursor.next());
            targets.add(cursor.target());
            users.add(cursor.user());
            return new LogRecord.Retraction(
                    new LogRecord.EventRun(
                            signal, 1, null, targets, users, null, new long[] {cursor.at()}, null),
                    new long[] {cursor.position()},
                    new long[1],
                    null);
        }
    }

    @Test
    void eventsAboutTheUnknownAreKeptAndCountedWhereTheSignalAcceptsThem() {
        try (Store store = Feed.withPosts(options())) {
            store.commit(new WriteSet().changeSchema(schema -> schema.with(taps())));
            append(store, TAPS, null, 1, "ann");
            append(store, TAPS, null, 99, "ann");
            append(store, TAPS, 5L, 1, "nobody");
            append(store, TAPS, 5L, 98, "nobody");
            assertEquals(2, count(store, TAPS, 1));
            assertEquals(2, store.signal(TAPS).unknownCount());
            store.commit(new WriteSet().insert(Feed.POSTS, Feed.post(99, 1L)));
            assertEquals(0, count(store, TAPS, 99));
            TidalException e =
                    assertThrows(
                            TidalException.class, () -> append(store, Feed.LIKES, null, 98, "ann"));
            assertEquals(ErrorCode.UNKNOWN_ENTITY, e.code());
        }
        for (int i = 0; i < 2; i++) {
            try (Store store = Store.open(options())) {
                assertEquals(2, store.signal(TAPS).unknownCount());
                assertEquals(2, count(store, TAPS, 1));
                assertEquals(0, count(store, TAPS, 99));
                store.checkpoint();
            }
        }
    }

    private static SignalDefinition taps() {
        return new SignalDefinition(
                TAPS,
                "taps",
                Feed.POSTS,
                Feed.READERS,
                List.of(),
                List.of(),
                Set.of(Window.ALL),
                null,
                true,
                false,
                SignalDefinition.NO_ROLL_UP,
                true,
                SignalDefinition.KEEP);
    }
}
