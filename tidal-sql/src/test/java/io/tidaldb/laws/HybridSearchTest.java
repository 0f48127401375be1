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
import java.util.concurrent.atomic.AtomicReference;

/**
 * A statement that searches by words and by meaning finds one version of each row by both, whatever
 * is written meanwhile. Each version of a row has a word and a direction of its own.
 */
class HybridSearchTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final int WRITERS = 2;
    private static final int READERS = 3;
    private static final int SEARCHES = 250;
    private static final int KEYS = 8;

    /** So many that not all rows are near. */
    private static final int OTHERS = 400;

    private static final int DIMENSION = 8;
    private static final double SAME = 0.9999;

    private static final String INSERT = "INSERT INTO posts VALUES (?, ?, ?)";

    private static final String SEARCH =
            "SELECT id, TEXT_SCORE() AS words, VECTOR_SCORE() AS meaning FROM posts"
                    + " RANK BY RRF() MATCH ? NEAR ? LIMIT 30";

    /** A version of a row. */
    private record Version(long id, long number) {
        String word() {
            return "w" + id + "x" + number;
        }

        List<Float> meaning() {
            Random random = new Random(id * 1_000_003 + number);
            List<Float> components = new ArrayList<>();
            for (int i = 0; i < DIMENSION; i++) {
                components.add((float) random.nextGaussian());
            }
            return components;
        }
    }

    private final AtomicReference<Version> newest = new AtomicReference<>(new Version(0, 0));
    private final AtomicBoolean stopped = new AtomicBoolean();
    private Database db;
    private ExecutorService threads;

    @BeforeEach
    void open() {
        db = Database.inMemory(NOW);
        db.run(
                "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, title VARCHAR, meaning VECTOR("
                        + DIMENSION
                        + "))");
        List<List<?>> others = new ArrayList<>();
        for (long id = 1_000; id < 1_000 + OTHERS; id++) {
            others.add(values(new Version(id, 0)));
        }
        db.prepare(INSERT).updateBatch(others, new Cancellation());
        db.run("CREATE TEXT INDEX words ON posts (title) ANALYZER standard");
        db.run("CREATE VECTOR INDEX meanings ON posts (meaning)");
        threads = Executors.newFixedThreadPool(WRITERS + READERS + 1);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        db.close();
    }

    private static List<?> values(Version version) {
        return List.of(version.id, version.word(), version.meaning());
    }

    private void write(int writer) {
        Random random = new Random(writer);
        long[] numbers = new long[KEYS];
        boolean[] there = new boolean[KEYS];
        try (Session session = db.openSession()) {
            Statement insert = session.prepare(INSERT);
            Statement update =
                    session.prepare("UPDATE posts SET title = ?, meaning = ? WHERE id = ?");
            Statement delete = session.prepare("DELETE FROM posts WHERE id = ?");
            while (!stopped.get()) {
                int key = random.nextInt(KEYS);
                long id = (long) writer * KEYS + key;
                if (there[key] && random.nextInt(4) == 0) {
                    newest.set(new Version(id, numbers[key]));
                    delete.update(List.of(id), new Cancellation());
                    there[key] = false;
                    continue;
                }
                Version next = new Version(id, ++numbers[key]);
                newest.set(random.nextBoolean() ? next : new Version(id, next.number - 1));
                if (there[key]) {
                    update.update(List.of(next.word(), next.meaning(), id), new Cancellation());
                } else {
                    insert.update(values(next), new Cancellation());
                    there[key] = true;
                }
            }
        }
    }

    private void rebuild() {
        try (Session session = db.openSession()) {
            while (!stopped.get()) {
                for (String index : List.of("words", "meanings")) {
                    session.prepare("ALTER TABLE posts REBUILD INDEX " + index)
                            .update(List.of(), new Cancellation());
                }
            }
        }
    }

    /** How many of the searches found what they looked for. */
    private int read(int searches) {
        int found = 0;
        try (Session session = db.openSession()) {
            Statement search = session.prepare(SEARCH);
            for (int i = 0; i < searches; i++) {
                Version wanted = newest.get();
                try (Rows rows =
                        search.query(
                                List.of(wanted.word(), wanted.meaning()), new Cancellation())) {
                    while (rows.hasNext()) {
                        Object[] row = rows.next();
                        boolean byWords = ((Number) row[1]).doubleValue() > 0;
                        boolean byMeaning = ((Number) row[2]).doubleValue() > SAME;
                        assertEquals(
                                byWords,
                                byMeaning,
                                () -> wanted + ": " + List.of(row[0], row[1], row[2]));
                        found += byWords ? 1 : 0;
                    }
                }
            }
        }
        return found;
    }

    @Test
    void aRowIsFoundByBothOrByNeither() throws Exception {
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.add(threads.submit(() -> write(writer)));
        }
        writers.add(threads.submit(this::rebuild));
        List<Future<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(threads.submit(() -> read(SEARCHES)));
        }
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
