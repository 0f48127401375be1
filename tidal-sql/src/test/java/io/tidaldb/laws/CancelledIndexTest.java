package io.tidaldb.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.session.Cancellation;
import io.tidaldb.session.Session;
import io.tidaldb.session.Statement;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Making an index can be cancelled, and then nothing was made. */
class CancelledIndexTest {
    private static final int ROWS = 4_000;

    /** More often than a machine that is busy lets the index be made before it is cancelled. */
    private static final int ATTEMPTS = 50;

    private static final String COUNT =
            "SELECT COUNT(*) FROM information_schema.indexes WHERE index_name = 'words'";

    private static final String SEARCH =
            "SELECT id FROM posts RANK BY TEXT_SCORE() MATCH 'w17' LIMIT 5";

    private Database db;

    @BeforeEach
    void open() {
        db = Database.inMemory(1_700_000_000_000L);
        db.run("CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, title VARCHAR)");
        List<List<?>> rows = new ArrayList<>();
        for (long id = 0; id < ROWS; id++) {
            rows.add(List.of(id, "w" + id));
        }
        db.prepare("INSERT INTO posts VALUES (?, ?)").updateBatch(rows, new Cancellation());
    }

    @AfterEach
    void close() {
        db.close();
    }

    private static void requireCancelled(Statement statement, Cancellation cancellation) {
        TidalException e =
                assertThrows(TidalException.class, () -> statement.update(List.of(), cancellation));
        assertEquals(ErrorCode.CANCELLED, e.code());
    }

    private long indexes() {
        return (Long) db.run(COUNT).getFirst().getFirst();
    }

    @Test
    void whatWasCancelledBeforeIsNotBegun() {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        requireCancelled(db.prepare("CREATE TEXT INDEX words ON posts (title)"), cancelled);
        assertEquals(0, indexes());
        db.run("CREATE TEXT INDEX words ON posts (title)");
        requireCancelled(db.prepare("ALTER TABLE posts REBUILD INDEX words"), cancelled);
        assertEquals(List.of(List.of(17L)), db.run(SEARCH));
    }

    @Test
    void anIndexThatIsBeingMadeIsNotThereAfterwards() throws Exception {
        int cancelled = 0;
        for (int i = 0; i < ATTEMPTS && cancelled < 2; i++) {
            Cancellation cancellation = new Cancellation();
            // As soon as it is defined.
            CompletableFuture<Void> cancelling =
                    CompletableFuture.runAsync(
                            () -> {
                                try (Session session = db.openSession()) {
                                    Statement count = session.prepare(COUNT);
                                    while (isAbsent(count) && !cancellation.isCancelled()) {
                                        Thread.onSpinWait();
                                    }
                                    cancellation.cancel();
                                }
                            });
            boolean made = true;
            try {
                db.prepare("CREATE TEXT INDEX words ON posts (title)")
                        .update(List.of(), cancellation);
            } catch (TidalException e) {
                assertEquals(ErrorCode.CANCELLED, e.code());
                made = false;
            } finally {
                cancellation.cancel();
                cancelling.get();
            }
            assertEquals(made ? 1 : 0, indexes());
            if (made) {
                db.run("DROP INDEX words");
            } else {
                cancelled++;
            }
        }
        assertEquals(2, cancelled);
        db.run("CREATE TEXT INDEX words ON posts (title)");
        assertEquals(List.of(List.of(17L)), db.run(SEARCH));
    }

    private static boolean isAbsent(Statement count) {
        try (var rows = count.query(List.of(), new Cancellation())) {
            return (Long) rows.next()[0] == 0;
        }
    }

    @Test
    void anIndexThatIsMadeAnewStaysAsItWas() throws Exception {
        db.run("CREATE TEXT INDEX words ON posts (title)");
        boolean any = false;
        for (int i = 0; i < ATTEMPTS && !any; i++) {
            Cancellation cancellation = new Cancellation();
            Statement rebuild = db.prepare("ALTER TABLE posts REBUILD INDEX words");
            CompletableFuture<Boolean> rebuilding =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    rebuild.update(List.of(), cancellation);
                                    return false;
                                } catch (TidalException e) {
                                    assertEquals(ErrorCode.CANCELLED, e.code());
                                    return true;
                                }
                            });
            Thread.sleep(i % 10);
            cancellation.cancel();
            any = rebuilding.get();
            assertEquals(List.of(List.of(17L)), db.run(SEARCH));
        }
        assertTrue(any, "it was always made before it was cancelled");
        db.run("UPDATE posts SET title = 'w17' WHERE id = 3");
        assertEquals(2, db.run(SEARCH).size());
    }
}
