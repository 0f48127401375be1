package io.tidaldb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.session.Cancellation;
import io.tidaldb.session.Session;
import io.tidaldb.sql.execute.Engine;
import io.tidaldb.store.BackupPlaces;
import io.tidaldb.store.BreakableStore;
import io.tidaldb.store.Store;
import io.tidaldb.store.StoreOptions;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

@Timeout(60)
class EventWriterTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private TidalDb db;
    private Session session;

    @BeforeEach
    void open() {
        db = open(TidalDb.builder().ephemeral());
        session = db.openSession();
    }

    private static TidalDb open(TidalDbBuilder builder) {
        TidalDb opened = builder.clock(new StoreClock.FixedClock(NOW.toEpochMilli())).open();
        try (Session defining = opened.openSession()) {
            define(defining);
        }
        return opened;
    }

    private static void define(Session session) {
        for (String sql :
                List.of(
                        "CREATE USER TABLE readers (id BIGINT PRIMARY KEY)",
                        "CREATE USER TABLE members (name VARCHAR PRIMARY KEY)",
                        "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY)",
                        "CREATE ITEM TABLE pages (url VARCHAR PRIMARY KEY)",
                        "CREATE SIGNAL likes ON posts BY readers WINDOWS (HOUR, DAY)",
                        "CREATE SIGNAL visits ON pages BY members WINDOWS (HOUR)",
                        "CREATE SIGNAL hits ON posts WINDOWS (HOUR)",
                        "INSERT INTO readers VALUES (41), (42), (43)",
                        "INSERT INTO members VALUES ('ann'), ('bo')",
                        "INSERT INTO posts VALUES (1), (2), (3)",
                        "INSERT INTO pages VALUES ('/'), ('/about')")) {
            run(session, sql);
        }
    }

    @AfterEach
    void close() {
        session.close();
        db.close();
    }

    private static void run(Session session, String sql) {
        session.prepare(sql).update(List.of(), new Cancellation());
    }

    private static List<List<Object>> query(Session session, String sql) {
        List<List<Object>> result = new ArrayList<>();
        try (var rows = session.prepare(sql).query(List.of(), new Cancellation())) {
            rows.forEachRemaining(row -> result.add(Arrays.asList(row)));
        }
        return result;
    }

    private List<List<Object>> query(String sql) {
        return query(session, sql);
    }

    private static TidalException fails(ErrorCode code, Executable call) {
        TidalException e = assertThrows(TidalException.class, call);
        assertEquals(code, e.code(), e.getMessage());
        return e;
    }

    private static TidalException failure(CompletableFuture<Long> future) {
        return assertInstanceOf(
                TidalException.class,
                assertThrows(CompletionException.class, future::join).getCause());
    }

    @Test
    void anEventIsWhatAnInsertWouldHaveMadeOfIt() {
        EventWriter likes = db.signal("LIKES");
        long position = likes.event(1).by(42).append();
        assertEquals(position, db.healthCheck().position());
        run(session, "INSERT INTO likes (item_id, user_id) VALUES (1, 42)");
        likes.event(2).by(41).weight(-2.5).at(NOW.minusSeconds(60)).id(77).append();
        run(
                session,
                "INSERT INTO likes (event_id, item_id, user_id, weight, at) VALUES (78, 2, 41, -2.5,"
                        + " TIMESTAMP '2026-03-01 11:59:00')");
        List<List<Object>> rows = query("SELECT item_id, user_id, weight, at FROM likes");
        assertEquals(rows.get(1), rows.get(0));
        assertEquals(rows.get(3), rows.get(2));
        assertEquals(
                List.of(List.of(77L), List.of(78L)),
                query("SELECT event_id FROM likes WHERE event_id IS NOT NULL"));
        // A repeat is acknowledged and ignored.
        likes.event(2).by(41).weight(9).id(77).append();
        assertEquals(
                List.of(List.of(1L, 2.0), List.of(2L, -5.0), List.of(3L, 0.0)),
                query("SELECT id, COUNT_OVER(likes, INTERVAL '1' HOUR) FROM posts ORDER BY id"));
    }

    @Test
    void keysMayBeText() {
        EventWriter visits = db.signal("visits");
        visits.event("/").by("ann").append();
        visits.batch().event("/about").by("bo").weight(3).event("/").by("bo").append();
        assertEquals(
                List.of(List.of("/", 2.0), List.of("/about", 3.0)),
                query("SELECT url, COUNT_OVER(visits, INTERVAL '1' HOUR) FROM pages ORDER BY url"));
    }

    @Test
    void aSignalWithoutUsersHasNone() {
        EventWriter hits = db.signal("hits");
        hits.event(1).append();
        hits.batch().event(2).event(2).id(5).event(2).id(5).append();
        assertEquals(
                List.of(List.of(1L, 1.0), List.of(2L, 2.0), List.of(3L, 0.0)),
                query("SELECT id, COUNT_OVER(hits, INTERVAL '1' HOUR) FROM posts ORDER BY id"));
        fails(ErrorCode.INVALID_VALUE, () -> hits.event(1).by(42).append());
    }

    @Test
    void aBatchIsWholeOrNotThereAndCanBeUsedAgain() {
        EventWriter likes = db.signal("likes");
        EventWriter.Batch batch = likes.batch();
        assertEquals(db.healthCheck().position(), batch.append());
        for (int i = 0; i < 1000; i++) {
            batch.event(1 + i % 2).by(41 + i % 3).weight(i % 5).id(i);
        }
        assertEquals(1000, batch.size());
        batch.event(99).by(41);
        TidalException e = fails(ErrorCode.UNKNOWN_ENTITY, batch::append);
        assertTrue(e.getMessage().contains("event 1001 of the batch"), e.getMessage());
        assertEquals(1001, batch.size());
        assertEquals(List.of(List.of(0L)), query("SELECT COUNT(*) FROM likes"));
        batch.clear();
        assertEquals(0, batch.size());
        batch.event(1).by(41).event(2).by(42);
        batch.append();
        assertEquals(0, batch.size());
        batch.event(3).by(43).append();
        assertEquals(
                List.of(List.of(1L, 41L), List.of(2L, 42L), List.of(3L, 43L)),
                query("SELECT item_id, user_id FROM likes"));
    }

    @Test
    void whatIsWrongIsNamed() {
        EventWriter likes = db.signal("likes");
        TidalException e = fails(ErrorCode.UNKNOWN_SIGNAL, () -> db.signal("like"));
        assertTrue(e.getMessage().contains("Did you mean likes"), e.getMessage());
        fails(ErrorCode.UNKNOWN_SIGNAL, () -> db.signal("posts"));
        e = fails(ErrorCode.NOT_NULL_VIOLATION, () -> likes.event(1).append());
        assertTrue(e.getMessage().contains("event 1 of the batch"), e.getMessage());
        e =
                fails(
                        ErrorCode.NOT_NULL_VIOLATION,
                        () -> likes.batch().event(1).by(41).event(2).event(3).append());
        assertTrue(e.getMessage().contains("event 2 of the batch"), e.getMessage());
        fails(ErrorCode.NOT_NULL_VIOLATION, () -> likes.event(null));
        fails(ErrorCode.NOT_NULL_VIOLATION, () -> likes.event(1).by(null));
        fails(ErrorCode.UNKNOWN_ENTITY, () -> likes.event(1).by(99).append());
        fails(ErrorCode.TYPE_MISMATCH, () -> likes.event("one").by(41).append());
        fails(ErrorCode.TYPE_MISMATCH, () -> likes.event(1).by("ann").append());
        fails(
                ErrorCode.TYPE_MISMATCH,
                () -> likes.batch().event(1).by(41).event("two").by(41).append());
        for (double weight : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e10}) {
            fails(ErrorCode.INVALID_WEIGHT, () -> likes.event(1).by(41).weight(weight).append());
        }
        fails(ErrorCode.INVALID_TIMESTAMP, () -> likes.event(1).by(41).at(-1).append());
        fails(
                ErrorCode.INVALID_TIMESTAMP,
                () -> likes.event(1).by(41).at(NOW.plusSeconds(3600)).append());
        assertThrows(IllegalStateException.class, () -> likes.batch().by(41));
        assertThrows(IllegalStateException.class, () -> likes.batch().weight(1));
        EventWriter.Batch many = likes.batch();
        for (int i = 0; i <= 1_000_000; i++) {
            many.event(1).by(41);
        }
        fails(ErrorCode.LIMIT_EXCEEDED, many::append);
        // By the other way the same failures come with the future, or at once.
        assertEquals(ErrorCode.UNKNOWN_ENTITY, failure(likes.event(9).by(41).appendAsync()).code());
        fails(ErrorCode.NOT_NULL_VIOLATION, () -> likes.event(1).appendAsync());
        assertEquals(List.of(List.of(0L)), query("SELECT COUNT(*) FROM likes"));
    }

    @Test
    void aDroppedSignalIsMissed() {
        EventWriter likes = db.signal("likes");
        EventWriter.Batch begun = likes.batch().event(1).by(41).event(2).by(42);
        run(session, "DROP SIGNAL likes");
        TidalException e = fails(ErrorCode.UNKNOWN_SIGNAL, () -> likes.event(1).by(41).append());
        assertTrue(e.getMessage().contains("likes was dropped"), e.getMessage());
        fails(ErrorCode.UNKNOWN_SIGNAL, begun::append);
        fails(ErrorCode.UNKNOWN_SIGNAL, begun::appendAsync);
        run(session, "CREATE SIGNAL likes ON pages BY members");
        e = fails(ErrorCode.UNKNOWN_SIGNAL, begun::append);
        assertTrue(e.getMessage().contains("made anew"), e.getMessage());
        likes.event("/").by("ann").append();
        assertEquals(List.of(List.of("/", "ann")), query("SELECT item_id, user_id FROM likes"));
    }

    @Test
    void asynchronousWritesCompleteWhenTheyAreSeen() {
        EventWriter likes = db.signal("likes");
        List<CompletableFuture<Long>> writes = new ArrayList<>();
        EventWriter.Batch batch = likes.batch();
        for (int i = 0; i < 500; i++) {
            writes.add(batch.event(1).by(41).id(i).appendAsync());
            assertEquals(0, batch.size());
        }
        // A dependent may itself write, and wait for that.
        CompletableFuture<Long> further =
                writes.getLast().thenApply(position -> likes.event(2).by(42).append());
        assertEquals(writes.getLast().join() + 1, further.join());
        writes.forEach(CompletableFuture::join);
        assertEquals(
                List.of(List.of(500.0)),
                query("SELECT COUNT_OVER(likes, INTERVAL '1' HOUR) FROM posts WHERE id = 1"));
        assertEquals(db.healthCheck().position(), likes.batch().appendAsync().join().longValue());
    }

    @Test
    void eventsAreThereAfterReopening(@TemporaryHome Path directory) {
        try (TidalDb disk = open(TidalDb.builder().dataDir(directory))) {
            disk.signal("likes").event(1).by(41).id(5).append();
            disk.signal("likes").event(1).by(42).appendAsync().join();
        }
        try (TidalDb disk =
                        TidalDb.builder()
                                .dataDir(directory)
                                .clock(new StoreClock.FixedClock(NOW.toEpochMilli()))
                                .open();
                Session reading = disk.openSession()) {
            disk.signal("likes").event(1).by(41).id(5).append();
            assertEquals(
                    List.of(List.of(2.0)),
                    query(
                            reading,
                            "SELECT COUNT_OVER(likes, INTERVAL '1' HOUR) FROM posts WHERE id = 1"));
        }
    }

    @Test
    void whenTheDatabaseIsBehindAWriterWaitsAsLongAsItIsTold() throws Exception {
        BreakableStore behind =
                new BreakableStore(
                        StoreOptions.inMemory()
                                .withQueuedCommits(1)
                                .withClock(new StoreClock.FixedClock(NOW.toEpochMilli())));
        try (Store store = behind.store();
                Session sql = new Engine(store).openSession(new BackupPlaces.Nowhere())) {
            define(sql);
            EventWriter likes =
                    new EventWriter(new Engine(store), store, "likes", Duration.ofHours(1));
            EventWriter hasty = likes.within(Duration.ZERO);
            behind.hold();
            CompletableFuture<Long> written = likes.event(1).by(41).appendAsync();
            behind.awaitWrite();
            CompletableFuture<Long> queued = likes.event(1).by(42).appendAsync();
            EventWriter.Batch batch = hasty.batch().event(2).by(41).event(2).by(42);
            TidalException e = fails(ErrorCode.OVERLOADED, batch::append);
            assertTrue(e.getMessage().contains("1 of 1 commits"), e.getMessage());
            assertEquals(2, batch.size());
            CompletableFuture<Long> refused = batch.appendAsync();
            assertTrue(refused.isCompletedExceptionally());
            assertEquals(ErrorCode.OVERLOADED, failure(refused).code());
            assertEquals(2, batch.size());
            // Giving up on a write does not stop it.
            assertTrue(queued.cancel(true));
            assertFalse(written.isDone());
            behind.letGo();
            written.join();
            while (store.statistics().queue().commits() > 0) {
                Thread.onSpinWait();
            }
            long position = batch.append();
            assertEquals(position, store.position());
            assertEquals(
                    List.of(List.of(1L, 2.0), List.of(2L, 2.0), List.of(3L, 0.0)),
                    query(
                            sql,
                            "SELECT id, COUNT_OVER(likes, INTERVAL '1' HOUR) FROM posts ORDER BY"
                                    + " id"));
        }
    }

    @Test
    void sqlIsRefusedInTheSameWay() throws Exception {
        BreakableStore behind =
                new BreakableStore(
                        StoreOptions.inMemory()
                                .withQueuedCommits(1)
                                .withWriteTimeout(Duration.ZERO));
        try (Store store = behind.store();
                Session sql = new Engine(store).openSession(new BackupPlaces.Nowhere())) {
            define(sql);
            behind.hold();
            EventWriter hits = new EventWriter(new Engine(store), store, "hits", Duration.ZERO);
            CompletableFuture<Long> written = hits.event(1).appendAsync();
            behind.awaitWrite();
            CompletableFuture<Long> queued = hits.event(1).appendAsync();
            fails(ErrorCode.OVERLOADED, () -> run(sql, "INSERT INTO hits (item_id) VALUES (1)"));
            behind.letGo();
            written.join();
            queued.join();
            run(sql, "INSERT INTO hits (item_id) VALUES (1)");
            assertEquals(List.of(List.of(3L)), query(sql, "SELECT COUNT(*) FROM hits"));
        }
    }
}
