package io.tidaldb.sql.execute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.session.Cancellation;
import io.tidaldb.session.Rows;
import io.tidaldb.session.Session;
import io.tidaldb.store.BackupPlaces;
import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Store;
import io.tidaldb.store.StoreOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What SQL shows of a signal some of whose events have expired. */
class ExpiredEventsTest {
    /** 2026-01-01T00:00:00Z. */
    private static final long T0 = 1_767_225_600_000L;

    private static final long HOUR = 3_600_000L;

    private record Clock(AtomicLong millis) implements StoreClock {
        @Override
        public long now() {
            return millis.get();
        }
    }

    private final Clock clock = new Clock(new AtomicLong(T0));
    private Session session;

    private void update(String sql) {
        session.prepare(sql).update(List.of(), new Cancellation());
    }

    private Object[] row(String sql) {
        try (Rows rows = session.prepare(sql).query(List.of(), new Cancellation())) {
            Object[] row = rows.next();
            assertFalse(rows.hasNext());
            return row;
        }
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES)
    void theyAreGoneAndStillCount(@TempDir Path directory) throws InterruptedException {
        StoreOptions options =
                StoreOptions.at(directory).withCheckpoints(CheckpointPolicy.NEVER).withClock(clock);
        try (Store store = Store.open(options)) {
            session = new Engine(store).openSession(new BackupPlaces.Nowhere());
            update("CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY)");
            update(
                    "CREATE SIGNAL likes ON posts DECAY HALF LIFE INTERVAL '1' DAY WINDOWS (DAY)"
                            + " RETAINS INTERVAL '2' HOUR");
            update("INSERT INTO posts VALUES (1)");
            for (int hour = 0; hour < 6; hour++) {
                clock.millis.set(T0 + hour * HOUR);
                update("INSERT INTO likes (event_id, item_id) VALUES (" + hour + ", 1)");
            }
            String counts =
                    "SELECT COUNT_OVER(likes) AS a, COUNT_OVER(likes, INTERVAL '1' DAY) AS d"
                            + " FROM posts";
            assertArrayEquals(new Object[] {6.0, 6.0}, row(counts));
            int likes = store.schema().signal("likes").orElseThrow().id();
            store.checkpoint();
            while (store.expired(likes).events() == 0) {
                Thread.sleep(5);
            }
            // Those of hours 0 to 2 are more than two hours old.
            assertArrayEquals(
                    new Object[] {"PT2H", 3L, T0 + 2 * HOUR},
                    row(
                            "SELECT retains, expired_events, history_from"
                                    + " FROM information_schema.signals"));
            assertArrayEquals(
                    new Object[] {3L, 3L}, row("SELECT COUNT(*), MIN(event_id) FROM likes"));
            assertArrayEquals(new Object[] {6.0, 6.0}, row(counts));
            assertArrayEquals(
                    new Object[] {3.0},
                    row(
                            "SELECT COUNT_OVER(likes) AS a FROM posts"
                                    + " FOR SYSTEM_TIME AS OF TIMESTAMP '2026-01-01 02:00:00'"));
            for (String table : List.of("posts", "likes")) {
                TidalException e =
                        assertThrows(
                                TidalException.class,
                                () ->
                                        row(
                                                "SELECT COUNT("
                                                        + (table.equals("posts")
                                                                ? "COUNT_OVER(likes)"
                                                                : "*")
                                                        + ") FROM "
                                                        + table
                                                        + " FOR SYSTEM_TIME AS OF TIMESTAMP"
                                                        + " '2026-01-01 01:59:59'"));
                assertEquals(ErrorCode.INVALID_TIMESTAMP, e.code());
                assertTrue(e.getMessage().contains("2026-01-01T02:00:00Z"), e.getMessage());
            }
            assertEquals(
                    0,
                    session.prepare("DELETE FROM likes WHERE event_id = 1")
                            .update(List.of(), new Cancellation()));
            update("INSERT INTO likes (event_id, item_id) VALUES (1, 1)");
            assertArrayEquals(new Object[] {6.0, 6.0}, row(counts));
        }
    }
}
