package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.Window;
import io.tidaldb.table.Table;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;

class StoreTest {
    private static final StoreOptions MEMORY =
            StoreOptions.inMemory().withClock(new StoreClock.FixedClock(Feed.T0));

    private final Store store = Feed.withPosts(MEMORY);

    @AfterEach
    void close() {
        store.close();
    }

    private static TidalException fails(ErrorCode code, Runnable action) {
        TidalException e = assertThrows(TidalException.class, action::run);
        assertEquals(code, e.code(), e.getMessage());
        return e;
    }

    private TidalException refused(ErrorCode code, WriteSet writes) {
        StoreStatistics before = store.statistics();
        TidalException e = fails(code, () -> store.commit(writes));
        StoreStatistics after = store.statistics();
        assertEquals(before.position(), after.position());
        assertEquals(before.rows(), after.rows());
        assertEquals(before.events(), after.events());
        assertEquals(before.edges(), after.edges());
        return e;
    }

    private double likes(long post) {
        return store.signal(Feed.LIKES)
                .windowSum(store.table(Feed.POSTS).ordinal(post), Window.ALL);
    }

    @Test
    void rowsComeBackAsTheyWere() {
        Object[] row = Feed.post(77, 2L);
        row[4] = new BigDecimal("12.5");
        store.commit(new WriteSet().insert(Feed.POSTS, row));
        Table posts = store.table(Feed.POSTS);
        int ordinal = posts.ordinal(77);
        Object[] read = posts.row(ordinal);
        assertEquals(77L, read[0]);
        assertEquals(new BigDecimal("12.50"), read[4]);
        assertEquals(new BigDecimal("12.50"), posts.value(ordinal, 4));
        assertEquals(List.of("tag", "t77"), read[6]);
        assertArrayEquals(new float[] {77, 1, -1}, (float[]) read[7]);
        assertArrayEquals(new float[] {77, 1, -1}, (float[]) posts.value(ordinal, 7));
        assertEquals(19.25f, posts.value(ordinal, 3));
        assertEquals(6, posts.liveCount());
    }

    @Test
    void aKeyIsTakenOnce() {
        TidalException e =
                refused(
                        ErrorCode.DUPLICATE_KEY,
                        new WriteSet()
                                .insert(Feed.POSTS, Feed.post(9, null))
                                .insert(Feed.POSTS, Feed.post(3, null)));
        assertEquals("posts already has a row with key 3 (row 2)", e.getMessage());
        refused(
                ErrorCode.DUPLICATE_KEY,
                new WriteSet()
                        .insert(Feed.POSTS, Feed.post(9, null))
                        .insert(Feed.POSTS, Feed.post(9, null)));
        assertEquals(-1, store.table(Feed.POSTS).ordinal(9));
    }

    @Test
    void upsertKeepsTheOrdinalAndTheSignals() {
        store.commit(new WriteSet().events(Feed.events(Feed.LIKES).add(null, 3L, "ann", 1, 5)));
        Table posts = store.table(Feed.POSTS);
        int ordinal = posts.ordinal(3);
        Object[] row = Feed.post(3, 2L);
        row[1] = "other";
        store.commit(new WriteSet().upsert(Feed.POSTS, row));
        assertEquals(ordinal, posts.ordinal(3));
        assertEquals("other", posts.value(ordinal, 1));
        assertEquals(1, likes(3));
        assertEquals(store.position(), posts.modifiedAt(ordinal));
    }

    @Test
    void referencesAreCheckedOverTheWholeSet() {
        TidalException e =
                refused(
                        ErrorCode.UNKNOWN_ENTITY,
                        new WriteSet().insert(Feed.POSTS, Feed.post(9, 99L)));
        assertEquals("posts.creator: there is no row 99 in authors (row 1)", e.getMessage());
        store.commit(
                new WriteSet()
                        .insert(Feed.POSTS, Feed.post(9, 99L))
                        .insert(Feed.AUTHORS, Feed.author(99)));
        int author = store.table(Feed.AUTHORS).ordinal(99);
        refused(
                ErrorCode.DEPENDENT_OBJECTS,
                new WriteSet().delete(Feed.AUTHORS, author, store.position()));
        int post = store.table(Feed.POSTS).ordinal(9);
        store.commit(
                new WriteSet()
                        .delete(Feed.AUTHORS, author, store.position())
                        .delete(Feed.POSTS, post, store.position()));
        assertEquals(-1, store.table(Feed.AUTHORS).ordinal(99));
    }

    @Test
    void changingAReferenceFreesTheOldOne() {
        Table posts = store.table(Feed.POSTS);
        WriteSet move = new WriteSet();
        for (long id = 1; id <= 5; id++) {
            move.update(Feed.POSTS, posts.ordinal(id), Feed.post(id, 2L), store.position());
        }
        store.commit(move);
        store.commit(new WriteSet().delete(Feed.AUTHORS, 0, store.position()));
        refused(
                ErrorCode.DEPENDENT_OBJECTS,
                new WriteSet().delete(Feed.AUTHORS, 1, store.position()));
    }

    @Test
    void aRowChangedMeanwhileIsAConflict() {
        int ordinal = store.table(Feed.POSTS).ordinal(2);
        long read = store.position();
        store.commit(new WriteSet().update(Feed.POSTS, ordinal, Feed.post(2, null), read));
        refused(
                ErrorCode.SERIALIZATION_FAILURE,
                new WriteSet().update(Feed.POSTS, ordinal, Feed.post(2, 1L), read));
        refused(ErrorCode.SERIALIZATION_FAILURE, new WriteSet().delete(Feed.POSTS, ordinal, read));
        store.commit(
                new WriteSet()
                        .update(Feed.POSTS, ordinal, Feed.post(2, 1L), store.position())
                        .update(Feed.POSTS, ordinal, Feed.post(2, 2L), store.position()));
        assertEquals(2L, store.table(Feed.POSTS).value(ordinal, 2));
        store.commit(new WriteSet().delete(Feed.POSTS, ordinal, WriteSet.NO_READ_POSITION));
        refused(
                ErrorCode.SERIALIZATION_FAILURE,
                new WriteSet().delete(Feed.POSTS, ordinal, WriteSet.NO_READ_POSITION));
    }

    @Test
    void keysOfEntitiesStayAndThoseOfPlainRowsMayChange() {
        refused(
                ErrorCode.FEATURE_NOT_SUPPORTED,
                new WriteSet().update(Feed.POSTS, 0, Feed.post(50, null), store.position()));
        store.commit(new WriteSet().insert(Feed.LINES, new Object[] {"a", 1, 2.0}));
        Table lines = store.table(Feed.LINES);
        int old = lines.ordinal(List.of("a", 1));
        store.commit(
                new WriteSet()
                        .update(Feed.LINES, old, new Object[] {"a", 2, 2.0}, store.position()));
        assertEquals(-1, lines.ordinal(List.of("a", 1)));
        int moved = lines.ordinal(List.of("a", 2));
        assertEquals(List.of("a", 2), lines.key(moved));
        assertNull(lines.row(old));
        assertEquals(1, lines.liveCount());
    }

    @Test
    void rowsWithoutAKeyAreAllKept() {
        store.commit(
                new WriteSet()
                        .insert(Feed.NOTES, new Object[] {"x"})
                        .insert(Feed.NOTES, new Object[] {"x"}));
        Table notes = store.table(Feed.NOTES);
        assertEquals(2, notes.liveCount());
        assertEquals("x", notes.row(1)[0]);
        store.commit(
                new WriteSet()
                        .update(Feed.NOTES, 1, new Object[] {"y"}, store.position())
                        .delete(Feed.NOTES, 0, store.position()));
        assertEquals("y", notes.row(1)[0]);
        assertNull(notes.row(0));
    }

    @Test
    void eventsNameWhatIsWrongAndWhere() {
        TidalException e =
                refused(
                        ErrorCode.UNKNOWN_ENTITY,
                        new WriteSet()
                                .events(
                                        Feed.events(Feed.LIKES)
                                                .add(null, 1L, "ann", 1, 5)
                                                .add(null, 2L, null, 1, 5)
                                                .add(null, 99L, "bo", 1, 5)));
        assertEquals("likes: there is no row 99 in posts (event 3 of the batch)", e.getMessage());
        refused(
                ErrorCode.UNKNOWN_ENTITY,
                new WriteSet().events(Feed.events(Feed.LIKES).add(null, 1L, "zoe", 1, 5)));
        for (double weight : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1.1e9}) {
            refused(
                    ErrorCode.INVALID_WEIGHT,
                    new WriteSet().events(Feed.events(Feed.LIKES).add(null, 1L, "bo", weight, 5)));
        }
        for (long at : new long[] {-1, Feed.T0 + 300_001, Long.MAX_VALUE}) {
            refused(
                    ErrorCode.INVALID_TIMESTAMP,
                    new WriteSet().events(Feed.events(Feed.LIKES).add(null, 1L, "bo", 1, at)));
        }
        store.commit(
                new WriteSet()
                        .events(Feed.events(Feed.LIKES).add(null, 1L, "bo", 1, Feed.T0 + 300_000)));
        refused(
                ErrorCode.TYPE_MISMATCH,
                new WriteSet().events(Feed.events(Feed.LIKES).add(null, "1", "bo", 1, 5)));
        refused(
                ErrorCode.TYPE_MISMATCH,
                new WriteSet().events(Feed.events(Feed.LIKES).add(1, 1, 1, 5)));
        refused(ErrorCode.UNKNOWN_SIGNAL, new WriteSet().events(Feed.events(99).add(1, 1, 1, 5)));
    }

    @Test
    void tooManyEventsAreRefused() {
        EventBatch batch = Feed.events(Feed.LIKES);
        for (int i = 0; i <= 1_000_000; i++) {
            batch.addAnonymous(1, 1, 5);
        }
        refused(ErrorCode.LIMIT_EXCEEDED, new WriteSet().events(batch));
    }

    @Test
    void aRepeatedEventIsAcknowledgedAndIgnored() {
        EventBatch batch =
                Feed.events(Feed.LIKES)
                        .add(7L, 1L, "ann", 1, 5)
                        .add(7L, 1L, "ann", 1, 5)
                        .add(null, 2L, null, 2.5, 6)
                        .add(8L, 1L, "bo", 1, 7);
        long position = store.commit(new WriteSet().events(batch));
        assertEquals(2, likes(1));
        assertEquals(2.5, likes(2));
        assertEquals(
                position,
                store.commit(
                        new WriteSet().events(Feed.events(Feed.LIKES).add(8L, 2L, "bo", 1, 7))));
        store.commit(
                new WriteSet()
                        .events(Feed.events(Feed.VIEWS).add(8L, 2L, "bo", 1, 7))
                        .events(Feed.events(Feed.VIEWS).add(8L, 2L, "bo", 1, 7)));
        assertEquals(2.5, likes(2));
        try (EventCursor events = store.events(Feed.LIKES)) {
            assertTrue(events.next());
            assertEquals(7, events.eventId());
            assertEquals("ann", events.user());
            assertTrue(events.next());
            assertFalse(events.hasEventId());
            assertNull(events.user());
            assertEquals(2L, events.target());
            assertEquals(2.5, events.weight());
            assertEquals(6, events.at());
            assertTrue(events.next());
            assertEquals(position, events.position());
            assertFalse(events.next());
            assertFalse(events.next());
        }
    }

    @Test
    void aFailedSetRemembersNoEventIds() {
        refused(
                ErrorCode.UNKNOWN_ENTITY,
                new WriteSet()
                        .events(Feed.events(Feed.LIKES).add(7L, 1L, "ann", 1, 5))
                        .putEdge(Feed.FOLLOWS, "zoe", 1L, 1, 5));
        store.commit(new WriteSet().events(Feed.events(Feed.LIKES).add(7L, 1L, "ann", 1, 5)));
        assertEquals(1, likes(1));
    }

    @Test
    void seenAndExcludedItemsFollowTheirSignals() {
        int ann = store.table(Feed.READERS).ordinal("ann");
        int post = store.table(Feed.POSTS).ordinal(4);
        store.commit(
                new WriteSet()
                        .events(Feed.events(Feed.VIEWS).add(null, 4L, "ann", 1, 5))
                        .events(Feed.events(Feed.OPENS).add(null, 5L, "ann", 1, 5))
                        .events(Feed.events(Feed.HIDES).add(null, 3L, "ann", 1, 5)));
        assertTrue(store.seen(Feed.POSTS, Feed.READERS).of(ann).contains(post));
        assertEquals(2, store.seen(Feed.POSTS, Feed.READERS).of(ann).cardinality());
        assertEquals(1, store.excluded(Feed.POSTS, Feed.READERS).of(ann).cardinality());
        assertEquals(0, store.seen(Feed.AUTHORS, Feed.READERS).of(ann).cardinality());
        store.commit(new WriteSet().changeSchema(schema -> schema.without("opens")));
        assertEquals(1, store.seen(Feed.POSTS, Feed.READERS).of(ann).cardinality());
        assertTrue(store.seen(Feed.POSTS, Feed.READERS).of(ann).contains(post));
        fails(ErrorCode.UNKNOWN_SIGNAL, () -> store.signal(Feed.OPENS));
    }

    @Test
    void aRowInsertedAnewHasNoPast() {
        store.commit(
                new WriteSet()
                        .events(Feed.events(Feed.LIKES).add(null, 1L, "ann", 1, 5))
                        .putEdge(Feed.FOLLOWS, "ann", 3L, 1, 5));
        Table posts = store.table(Feed.POSTS);
        Table authors = store.table(Feed.AUTHORS);
        int old = posts.ordinal(1);
        store.commit(
                new WriteSet()
                        .delete(Feed.POSTS, old, store.position())
                        .insert(Feed.POSTS, Feed.post(1, 2L))
                        .delete(Feed.AUTHORS, authors.ordinal(3), store.position())
                        .insert(Feed.AUTHORS, Feed.author(3))
                        .events(Feed.events(Feed.LIKES).add(null, 1L, "bo", 1, 6)));
        assertTrue(posts.ordinal(1) != old);
        assertNull(posts.row(old));
        assertEquals(1, likes(1));
        assertEquals(0, store.relationship(Feed.FOLLOWS).size());
    }

    @Test
    void edgesComeAndGo() {
        store.commit(new WriteSet().putEdge(Feed.FOLLOWS, "ann", 2L, 0.5, 9));
        int ann = store.table(Feed.READERS).ordinal("ann");
        int author = store.table(Feed.AUTHORS).ordinal(2);
        assertEquals(0.5, store.relationship(Feed.FOLLOWS).weight(ann, author));
        refused(
                ErrorCode.INVALID_WEIGHT,
                new WriteSet().putEdge(Feed.FOLLOWS, "ann", 2L, Double.NaN, 9));
        refused(ErrorCode.UNKNOWN_ENTITY, new WriteSet().putEdge(Feed.FOLLOWS, "ann", 77L, 1, 9));
        store.commit(
                new WriteSet()
                        .removeEdge(Feed.FOLLOWS, "bo", 2L)
                        .removeEdge(Feed.FOLLOWS, "ann", 2));
        assertEquals(0, store.relationship(Feed.FOLLOWS).size());
    }

    @Test
    void definitionsWithDependentsStay() {
        TidalException e =
                refused(
                        ErrorCode.DEPENDENT_OBJECTS,
                        new WriteSet().changeSchema(schema -> schema.without("authors")));
        assertEquals(
                "table authors cannot be dropped, since column posts.creator, relationship"
                        + " follows refer to it; drop that first",
                e.getMessage());
        store.commit(
                new WriteSet()
                        .changeSchema(schema -> schema.without("notes"))
                        .changeSchema(schema -> schema.without("follows")));
        fails(ErrorCode.UNKNOWN_TABLE, () -> store.table(Feed.NOTES));
        fails(ErrorCode.UNKNOWN_RELATIONSHIP, () -> store.relationship(Feed.FOLLOWS));
        assertThrows(
                IllegalStateException.class,
                () -> new WriteSet().insert(1, new Object[0]).changeSchema(schema -> schema));
    }

    @Test
    void aSetMayDefineATableAndFillIt() {
        int id = store.schema().nextId();
        store.commit(
                new WriteSet()
                        .changeSchema(
                                schema ->
                                        schema.with(
                                                new io.tidaldb.schema.TableDefinition(
                                                        id,
                                                        "fresh",
                                                        io.tidaldb.schema.TableKind.PLAIN,
                                                        store.table(Feed.NOTES)
                                                                .definition()
                                                                .columns(),
                                                        List.of())))
                        .insert(id, new Object[] {"a"}));
        assertEquals(1, store.table(id).liveCount());
    }

    @Test
    void windowsMoveWithTheReader() {
        store.commit(
                new WriteSet().events(Feed.events(Feed.LIKES).add(null, 1L, "ann", 1, Feed.T0)));
        int post = store.table(Feed.POSTS).ordinal(1);
        store.advanceTo(Feed.T0 + Feed.HOUR - 60_000);
        assertEquals(1, store.signal(Feed.LIKES).windowSum(post, Window.HOUR));
        store.advanceTo(Feed.T0 + Feed.HOUR);
        assertEquals(0, store.signal(Feed.LIKES).windowSum(post, Window.HOUR));
        assertEquals(1, store.signal(Feed.LIKES).windowSum(post, Window.DAY));
    }

    @Test
    void aLogClockStandsAtTheNewestEvent() {
        StoreClock clock = StoreClock.parse("log");
        try (Store history = Feed.withPosts(StoreOptions.inMemory().withClock(clock))) {
            history.commit(
                    new WriteSet().events(Feed.events(Feed.LIKES).add(null, 1L, "ann", 1, 1000)));
            assertEquals(1000, clock.now());
            history.commit(
                    new WriteSet()
                            .events(
                                    Feed.events(Feed.LIKES)
                                            .add(null, 2L, "ann", 1, 1000 + Feed.HOUR)));
            Table posts = history.table(Feed.POSTS);
            var likes = history.signal(Feed.LIKES);
            assertEquals(0, likes.windowSum(posts.ordinal(1), Window.HOUR));
            assertEquals(1, likes.windowSum(posts.ordinal(2), Window.HOUR));
        }
    }

    @Test
    void afterCloseEverythingSaysClosed(@TemporaryHome Path directory) throws InterruptedException {
        for (StoreOptions options : List.of(MEMORY, StoreOptions.at(directory))) {
            Store closing = Feed.withPosts(options);
            Table posts = closing.table(Feed.POSTS);
            EventCursor events = closing.events(Feed.LIKES);
            var rows = posts.scan(null);
            assertTrue(rows.next());
            closing.close();
            closing.close();
            fails(ErrorCode.CLOSED, closing::schema);
            fails(ErrorCode.CLOSED, () -> closing.commit(new WriteSet()));
            Throwable refusal = closing.submit(new WriteSet()).exceptionNow();
            assertEquals(ErrorCode.CLOSED, ((TidalException) refusal).code());
            fails(ErrorCode.CLOSED, () -> closing.events(Feed.LIKES));
            fails(ErrorCode.CLOSED, closing::statistics);
            fails(ErrorCode.CLOSED, () -> posts.row(0));
            fails(ErrorCode.CLOSED, rows::next);
            rows.close();
            events.close();
        }
    }

    @Test
    void submittedSetsCompleteOrFail() throws Exception {
        assertEquals(
                store.position() + 1,
                store.submit(new WriteSet().insert(Feed.AUTHORS, Feed.author(50))).get());
        ExecutionException e =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                store.submit(new WriteSet().insert(Feed.AUTHORS, Feed.author(50)))
                                        .get());
        assertEquals(ErrorCode.DUPLICATE_KEY, ((TidalException) e.getCause()).code());
        assertEquals(store.position(), store.commit(new WriteSet()));
    }
}
