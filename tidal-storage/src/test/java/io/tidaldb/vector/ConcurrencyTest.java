package io.tidaldb.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

class ConcurrencyTest {
    private static final int DIMENSION = 16;
    private static final int COUNT = 2000;

    private final ExecutorService background = Executors.newFixedThreadPool(2);
    private final ExecutorService readers = Executors.newFixedThreadPool(2);

    @AfterEach
    void shutDown() {
        background.shutdownNow();
        readers.shutdownNow();
    }

    /**
     * While each vector is put again and again, and others come and go, no search misses one; nodes
     * are retired, taken out and used again meanwhile.
     */
    @Test
    void an_update_never_hides_a_vector() throws Exception {
        float[][] vectors = Vectors.clustered(new Random(21), COUNT, DIMENSION, 10);
        HnswIndex index = new HnswIndex(Metric.COSINE, DIMENSION, HnswOptions.of(background, 2));
        for (int i = 0; i < COUNT; i++) {
            index.put(i, vectors[i]);
        }
        OrdinalFilter even = Vectors.filter(COUNT, i -> i % 2 == 0);
        AtomicBoolean over = new AtomicBoolean();
        List<Future<Integer>> searches = new ArrayList<>();
        for (int thread = 0; thread < 2; thread++) {
            Random random = new Random(thread);
            searches.add(
                    readers.submit(
                            () -> {
                                int done = 0;
                                while (!over.get() || done < 100) {
                                    int i = random.nextInt(COUNT / 2) * 2;
                                    OrdinalFilter filter = random.nextBoolean() ? even : null;
                                    Nearest found = index.search(vectors[i], 5, filter, 20);
                                    assertEquals(5, found.size());
                                    assertEquals(i, found.ordinal(0), "search " + done);
                                    assertEquals(5, Vectors.ordinals(found).size());
                                    assertTrue(index.score(i, vectors[i]) > 0.999f);
                                    done++;
                                }
                                return done;
                            }));
        }
        Random random = new Random(22);
        float[][] others = Vectors.clustered(new Random(23), COUNT, DIMENSION, 10);
        for (int i = 0; i < 6_000; i++) {
            int ordinal = random.nextInt(COUNT);
            index.put(ordinal, vectors[ordinal]);
            index.put(COUNT + ordinal, others[ordinal]);
            if (i % 3 == 0) {
                index.remove(COUNT + random.nextInt(COUNT));
            }
        }
        over.set(true);
        for (Future<Integer> search : searches) {
            assertTrue(search.get() >= 100);
        }
        index.awaitIndexed();
        assertEquals(0, index.unlinked());
        ExactIndex exact = new ExactIndex(Metric.COSINE, DIMENSION);
        for (int i = 0; i < COUNT; i++) {
            exact.put(i, vectors[i]);
        }
        OrdinalFilter ours = Vectors.filter(COUNT, i -> true);
        double recall =
                Vectors.recall(index, exact, Arrays.asList(vectors).subList(0, 200), 10, ours, 30);
        assertTrue(recall >= 0.97, "recall " + recall);
    }

    @Test
    void all_threads_build() throws Exception {
        float[][] vectors = Vectors.gaussian(new Random(24), 2000, DIMENSION);
        HnswIndex index = new HnswIndex(Metric.EUCLIDEAN, DIMENSION, HnswOptions.of(background, 2));
        ExactIndex exact = new ExactIndex(Metric.EUCLIDEAN, DIMENSION);
        for (int i = 0; i < vectors.length; i++) {
            index.put(i, vectors[i]);
            exact.put(i, vectors[i]);
        }
        index.awaitIndexed();
        double recall =
                Vectors.recall(index, exact, Arrays.asList(vectors).subList(0, 200), 10, null, 30);
        assertTrue(recall >= 0.97, "recall " + recall);
        index.close();
    }
}
