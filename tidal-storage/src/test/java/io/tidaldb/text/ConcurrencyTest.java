package io.tidaldb.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Searches while one thread writes. */
class ConcurrencyTest {
    private static final int ROWS = 40;
    private static final int ROUNDS = 60;

    /**
     * The writer sets all rows to a round's words in turn. Whoever looks sees each row once, and
     * none older than what was written before it looked.
     */
    @Test
    void searchesSeeWholeRowsAndNothingOld(@TemporaryHome Path home) throws Exception {
        AtomicInteger written = new AtomicInteger(-1);
        AtomicBoolean done = new AtomicBoolean();
        try (TextIndex index = TextIndex.create(home.resolve("index"), Texts.PLAIN, "me");
                ExecutorService readers = Executors.newFixedThreadPool(3)) {
            write(index, 0);
            written.set(0);
            List<Future<Integer>> views = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                views.add(
                        readers.submit(
                                () -> {
                                    int looked = 0;
                                    while (!done.get() || looked == 0) {
                                        look(index, written);
                                        looked++;
                                    }
                                    return looked;
                                }));
            }
            try {
                for (int round = 1; round < ROUNDS; round++) {
                    write(index, round);
                    written.set(round);
                    if (round % 20 == 0) {
                        index.commit(round);
                    }
                }
            } finally {
                done.set(true);
            }
            for (Future<Integer> looked : views) {
                assertTrue(looked.get() > 0);
            }
        }
    }

    private static void write(TextIndex index, int round) {
        for (int ordinal = 0; ordinal < ROWS; ordinal++) {
            index.put(ordinal, round, Texts.plain("all round" + round));
        }
    }

    private static void look(TextIndex index, AtomicInteger written) {
        int least = written.get();
        try (TextView view = index.view()) {
            assertEquals(ROWS, view.search(Texts.query("all")).all(null).size());
            int[] seen = {0, Integer.MAX_VALUE, -1};
            view.check(
                    (ordinal, birth, digest) -> {
                        seen[0]++;
                        seen[1] = Math.min(seen[1], (int) birth);
                        seen[2] = Math.max(seen[2], (int) birth);
                    });
            assertEquals(ROWS, seen[0]);
            assertTrue(seen[1] >= least, "a row of round " + seen[1] + " after " + least);
            assertTrue(seen[2] - seen[1] <= 1, seen[1] + " beside " + seen[2]);
        }
    }

    // Closing is what is tested.
    @SuppressWarnings("try")
    @Test
    void interruptsDoNotHarmTheIndex(@TemporaryHome Path home) throws Exception {
        try (TextIndex index = TextIndex.create(home.resolve("index"), Texts.PLAIN, "me")) {
            AtomicBoolean done = new AtomicBoolean();
            AtomicBoolean failed = new AtomicBoolean();
            Thread searching =
                    new Thread(
                            () -> {
                                while (!done.get()) {
                                    try (TextView view = index.view()) {
                                        view.search(Texts.query("all")).top(5, null);
                                    } catch (RuntimeException e) {
                                        failed.set(true);
                                        throw e;
                                    }
                                }
                            });
            searching.start();
            for (int i = 0; i < 300; i++) {
                index.put(i, i, Texts.plain("all of it " + i));
                searching.interrupt();
                if (i % 100 == 50) {
                    Thread.currentThread().interrupt();
                    index.commit(i);
                    assertTrue(Thread.interrupted());
                }
            }
            done.set(true);
            searching.join();
            assertTrue(!failed.get());
            try (TextView view = index.view()) {
                assertEquals(300, view.search(Texts.query("all")).all(null).size());
            }
            Thread.currentThread().interrupt();
            index.close();
            assertTrue(Thread.interrupted());
        }
        try (TextIndex index = TextIndex.open(home.resolve("index"), Texts.PLAIN, "me")) {
            assertEquals(250, index.position());
        }
    }
}
