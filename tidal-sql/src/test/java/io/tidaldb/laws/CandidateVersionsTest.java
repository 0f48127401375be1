package io.tidaldb.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.session.Cancellation;
import io.tidaldb.session.Rows;
import io.tidaldb.session.Session;
import io.tidaldb.session.Statement;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sources of candidates that read a row's columns and those that search an index see one version of
 * it, whatever is written meanwhile. A row's title, picture and author always change together, so
 * each source has all rows of the followed author and no others.
 */
class CandidateVersionsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final int WRITERS = 2;
    private static final int SEARCHES = 150;
    private static final int QUICK_SEARCHES = 3_000;
    private static final int KEYS = 6;

    /** Of the author who is not followed. */
    private static final int OTHERS = 400;

    private static final long FOLLOWED = 1;
    private static final long OTHER = 2;

    /** All of whose rows have the word. */
    private static final String FOLLOWED_OR_WORD =
            "SELECT id, TEXT_SCORE() AS words, 1 AS picture FROM posts RANK BY id"
                    + " CANDIDATES FROM MATCH 'near', FOLLOWED FOR USER 1";

    private static final String ALL_SOURCES =
            "SELECT id, TEXT_SCORE() AS words, VECTOR_SCORE() AS picture FROM posts RANK BY id"
                    + " CANDIDATES FROM MATCH 'near', NEAR ARRAY[1, 0], FOLLOWED, RELATED ITEM 1000"
                    + " BY likes FOR USER 1";

    private final AtomicBoolean stopped = new AtomicBoolean();
    private Database db;
    private ExecutorService threads;

    @BeforeEach
    void open() {
        db = Database.inMemory(NOW);
        db.run("CREATE USER TABLE readers (id BIGINT PRIMARY KEY)");
        db.run("CREATE CREATOR TABLE authors (id BIGINT PRIMARY KEY)");
        db.run(
                "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, title VARCHAR, picture VECTOR(2),"
                        + " author BIGINT REFERENCES authors)");
        db.run("CREATE RELATIONSHIP follows FROM readers TO authors");
        db.run("CREATE SIGNAL likes ON posts BY readers PERMANENT RELATES");
        db.run("INSERT INTO readers VALUES (1), (2)");
        db.run("INSERT INTO authors VALUES (1), (2)");
        db.run("INSERT INTO follows (user_id, creator_id) VALUES (1, 1)");
        List<List<?>> others = new ArrayList<>();
        for (long id = 1_000; id < 1_000 + OTHERS; id++) {
            others.add(values(id, OTHER));
        }
        db.prepare("INSERT INTO posts VALUES (?, ?, ?, ?)").updateBatch(others, new Cancellation());
        db.run("INSERT INTO likes (item_id, user_id) VALUES (1000, 2), (1001, 2)");
        db.run("CREATE TEXT INDEX ON posts (title) ANALYZER standard");
        db.run("CREATE VECTOR INDEX ON posts (picture)");
        threads = Executors.newFixedThreadPool(WRITERS + 2);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        db.close();
    }

    private static List<?> values(long id, long author) {
        return author == FOLLOWED
                ? List.of(id, "near", List.of(1f, 0f), author)
                : List.of(id, "far", List.of(-1f, 0f), author);
    }

    private void write(int writer) {
        Random random = new Random(writer);
        boolean[] there = new boolean[KEYS];
        try (Session session = db.openSession()) {
            Statement insert = session.prepare("INSERT INTO posts VALUES (?, ?, ?, ?)");
            Statement update =
                    session.prepare(
                            "UPDATE posts SET title = ?, picture = ?, author = ? WHERE id = ?");
            Statement delete = session.prepare("DELETE FROM posts WHERE id = ?");
            while (!stopped.get()) {
                int key = random.nextInt(KEYS);
                long id = (long) writer * KEYS + key;
                List<?> row = values(id, random.nextBoolean() ? FOLLOWED : OTHER);
                if (!there[key]) {
                    insert.update(row, new Cancellation());
                    there[key] = true;
                } else if (random.nextInt(4) == 0) {
                    delete.update(List.of(id), new Cancellation());
                    there[key] = false;
                } else {
                    update.update(
                            List.of(row.get(1), row.get(2), row.get(3), id), new Cancellation());
                }
            }
        }
    }

    /** How many rows of the followed author there were in all answers. */
    private int read(String query, int searches) {
        int found = 0;
        try (Session session = db.openSession()) {
            Statement search = session.prepare(query);
            for (int i = 0; i < searches; i++) {
                try (Rows rows = search.query(List.of(), new Cancellation())) {
                    while (rows.hasNext()) {
                        Object[] row = rows.next();
                        long id = ((Number) row[0]).longValue();
                        boolean byWords = ((Number) row[1]).doubleValue() > 0;
                        boolean byPicture = ((Number) row[2]).doubleValue() > 0;
                        assertEquals(byWords, byPicture, () -> "row " + id);
                        if (id < 1_000 && byWords) {
                            found++;
                        }
                    }
                }
            }
        }
        return found;
    }

    @Test
    void allSourcesSeeOneVersionOfARow() throws Exception {
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.add(threads.submit(() -> write(writer)));
        }
        List<Future<Integer>> readers = new ArrayList<>();
        readers.add(threads.submit(() -> read(FOLLOWED_OR_WORD, QUICK_SEARCHES)));
        readers.add(threads.submit(() -> read(ALL_SOURCES, SEARCHES)));
        int found = 0;
        try {
            for (Future<Integer> reader : readers) {
                found += reader.get();
            }
        } finally {
            stopped.set(true);
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        assertTrue(found > 0, "nothing was ever found");
    }
}
