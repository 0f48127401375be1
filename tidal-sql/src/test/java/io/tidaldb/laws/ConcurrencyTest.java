package io.tidaldb.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.session.Cancellation;
import io.tidaldb.session.Rows;
import io.tidaldb.session.Session;
import io.tidaldb.session.Statement;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Several sessions at once. */
class ConcurrencyTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final int THREADS = 6;

    private Database db;
    private ExecutorService threads;

    @BeforeEach
    void open() {
        db = Database.inMemory(NOW);
        threads = Executors.newFixedThreadPool(THREADS);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        db.close();
    }

    /** What a thread does with a session of its own. */
    private interface Work {
        void run(Session session, int thread) throws Exception;
    }

    /** Starts all threads at once and waits for all; what one throws is thrown here. */
    private void together(int count, Work work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int thread = i;
            Callable<Void> task =
                    () -> {
                        start.await();
                        try (Session session = db.openSession()) {
                            work.run(session, thread);
                        }
                        return null;
                    };
            running.add(threads.submit(task));
        }
        start.countDown();
        for (Future<?> each : running) {
            each.get();
        }
    }

    private static long update(Session session, String sql, Object... parameters) {
        return session.prepare(sql).update(List.of(parameters), new Cancellation());
    }

    private static List<List<Object>> query(Statement statement, Object... parameters) {
        List<List<Object>> result = new ArrayList<>();
        try (Rows rows = statement.query(List.of(parameters), new Cancellation())) {
            rows.forEachRemaining(row -> result.add(java.util.Arrays.asList(row)));
        }
        return result;
    }

    @Test
    void noIncrementIsLost() throws Exception {
        db.run("CREATE TABLE counters (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
        db.run("INSERT INTO counters VALUES (1, 0), (2, 0)");
        int each = 60;
        together(
                THREADS,
                (session, thread) -> {
                    Statement add = session.prepare("UPDATE counters SET n = n + 1 WHERE id = ?");
                    for (int i = 0; i < each; i++) {
                        // A statement that others overtook too often says so and changed nothing.
                        boolean done = false;
                        while (!done) {
                            try {
                                add.update(List.of(1 + i % 2), new Cancellation());
                                done = true;
                            } catch (TidalException e) {
                                assertEquals(ErrorCode.SERIALIZATION_FAILURE, e.code());
                            }
                        }
                    }
                });
        assertEquals(
                List.of(List.of(THREADS * each / 2), List.of(THREADS * each / 2)),
                db.run("SELECT n FROM counters ORDER BY id"));
    }

    @Test
    void everyRowAndEventArrivesOnce() throws Exception {
        db.run("CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, topic VARCHAR)");
        db.run("CREATE SIGNAL likes ON posts DECAY HALF LIFE INTERVAL '1' DAY");
        db.run("INSERT INTO posts VALUES (0, 'common')");
        int each = 50;
        together(
                THREADS,
                (session, thread) -> {
                    Statement insert = session.prepare("INSERT INTO posts VALUES (?, ?)");
                    Statement like =
                            session.prepare(
                                    "INSERT INTO likes (event_id, item_id) VALUES (?, 0), (?, ?)");
                    for (int i = 0; i < each; i++) {
                        long id = 1 + thread * 1000L + i;
                        insert.update(List.of(id, "t" + thread), new Cancellation());
                        // The first event has an id that each thread sends.
                        like.update(List.of((long) i, 10_000 + id, id), new Cancellation());
                    }
                });
        assertEquals(
                List.of(List.of((long) THREADS * each + 1)), db.run("SELECT COUNT(*) FROM posts"));
        assertEquals(
                List.of(List.of((double) each)),
                db.run("SELECT COUNT_OVER(likes) FROM posts WHERE id = 0"));
        assertEquals(
                List.of(List.of((double) THREADS * each)),
                db.run("SELECT SUM(COUNT_OVER(likes)) FROM posts WHERE id > 0"));
    }

    @Test
    void onlyOneInsertsAKey() throws Exception {
        db.run("CREATE TABLE keys_ (id INTEGER PRIMARY KEY, thread INTEGER)");
        int[] wins = new int[THREADS];
        together(
                THREADS,
                (session, thread) -> {
                    for (int id = 0; id < 40; id++) {
                        try {
                            update(session, "INSERT INTO keys_ VALUES (?, ?)", id, thread);
                            wins[thread]++;
                        } catch (TidalException e) {
                            assertEquals(ErrorCode.DUPLICATE_KEY, e.code());
                        }
                    }
                });
        assertEquals(40, java.util.Arrays.stream(wins).sum());
        for (List<Object> row : db.run("SELECT thread, COUNT(*) FROM keys_ GROUP BY thread")) {
            assertEquals((long) wins[(Integer) row.get(0)], row.get(1));
        }
    }

    @Test
    void queriesGoOnWhileTheSchemaChanges() throws Exception {
        db.run("CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, n INTEGER)");
        db.run("INSERT INTO posts VALUES (1, 1), (2, 2), (3, 3)");
        AtomicBoolean done = new AtomicBoolean();
        together(
                3,
                (session, thread) -> {
                    if (thread == 0) {
                        try {
                            for (int i = 0; i < 25; i++) {
                                update(session, "CREATE TABLE extra" + i + " (id INTEGER)");
                                update(
                                        session,
                                        "CREATE OR REPLACE RANKING PROFILE p ON posts AS SCORE n *"
                                                + (i % 2 == 0 ? " 1" : " -1"));
                                update(session, "DROP TABLE extra" + i);
                            }
                        } finally {
                            done.set(true);
                        }
                        return;
                    }
                    Statement ranked = session.prepare("SELECT id FROM posts RANK BY n LIMIT 2");
                    Statement grouped = session.prepare("SELECT SUM(n) FROM posts GROUP BY n > 2");
                    do {
                        assertEquals(List.of(List.of(3L), List.of(2L)), query(ranked));
                        assertEquals(2, query(grouped).size());
                        update(session, "UPSERT INTO posts VALUES (?, -1)", 10L + thread);
                        update(session, "DELETE FROM posts WHERE id = ?", 10L + thread);
                    } while (!done.get());
                });
        assertEquals(
                List.of(List.of(3L), List.of(2L), List.of(1L)),
                db.run("SELECT id FROM posts RANK BY n"));
    }

    @Test
    void aPreparedStatementFollowsItsTable() {
        db.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR)");
        db.run("INSERT INTO t VALUES (1, 'x')");
        Statement all = db.prepare("SELECT * FROM t");
        Statement insert = db.prepare("INSERT INTO t VALUES (?, ?)");
        assertEquals(List.of(List.of(1, "x")), db.run(all));

        db.run("DROP TABLE t");
        TidalException gone = assertThrows(TidalException.class, () -> db.run(all));
        assertEquals(ErrorCode.UNKNOWN_TABLE, gone.code());

        db.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a DOUBLE, b DATE)");
        assertEquals(List.of(), db.run(all));
        assertEquals(3, all.columns().size());
        assertThrows(TidalException.class, () -> db.run(insert, 2, "y"));
        db.run("INSERT INTO t VALUES (2, 0.5, NULL)");
        assertEquals(List.of(java.util.Arrays.asList(2, 0.5, null)), db.run(all));
    }

    @Test
    void aProfileThatIsReplacedRanksAtOnce() {
        db.run("CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, n INTEGER)");
        db.run("INSERT INTO posts VALUES (1, 5), (2, 9)");
        db.run("CREATE RANKING PROFILE p ON posts AS SCORE n");
        Statement ranked = db.prepare("SELECT id FROM posts RANK USING p");
        assertEquals(List.of(List.of(2L), List.of(1L)), db.run(ranked));
        db.run("CREATE OR REPLACE RANKING PROFILE p ON posts AS SCORE -n");
        assertEquals(List.of(List.of(1L), List.of(2L)), db.run(ranked));
    }

    @Test
    void aCancelledStatementChangesNothing() {
        db.run("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        Statement insert = db.prepare("INSERT INTO t VALUES (1)");
        TidalException e =
                assertThrows(TidalException.class, () -> insert.update(List.of(), cancellation));
        assertEquals(ErrorCode.CANCELLED, e.code());
        assertTrue(db.run("SELECT * FROM t").isEmpty());
    }

    @Test
    void aBatchIsWholeOrNothing() {
        db.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(3))");
        Statement insert = db.prepare("INSERT INTO t VALUES (?, ?)");
        assertThrows(
                TidalException.class,
                () ->
                        insert.updateBatch(
                                List.of(List.of(1, "a"), List.of(2, "long")), new Cancellation()));
        assertTrue(db.run("SELECT * FROM t").isEmpty());
        long[] counts =
                insert.updateBatch(List.of(List.of(1, "a"), List.of(2, "b")), new Cancellation());
        assertEquals(2, java.util.Arrays.stream(counts).sum());
    }
}
