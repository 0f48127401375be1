package io.tidaldb.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** How much of what the exact index finds the graph finds, which is deterministic here. */
class HnswIndexTest {
    private static final int DIMENSION = 24;
    private static final int K = 10;
    private static final double FLOOR = 0.97;

    private static final class Pair {
        final HnswIndex graph;
        final ExactIndex exact;

        Pair(Metric metric, int dimension, float[][] vectors) {
            graph = new HnswIndex(metric, dimension, HnswOptions.of(Runnable::run, 1));
            exact = new ExactIndex(metric, dimension);
            for (int i = 0; i < vectors.length; i++) {
                put(i, vectors[i]);
            }
        }

        void put(int ordinal, float[] vector) {
            graph.put(ordinal, vector);
            exact.put(ordinal, vector);
        }

        void remove(int ordinal) {
            graph.remove(ordinal);
            exact.remove(ordinal);
        }

        void assertFinds(String what, List<float[]> queries, OrdinalFilter filter, int effort) {
            if (filter == null) {
                assertFalse(SearchPlan.scans(graph.size(), graph.size(), effort), "a walk");
            }
            double recall = Vectors.recall(graph, exact, queries, K, filter, effort);
            assertTrue(recall >= FLOOR, what + ": recall " + recall);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nearest_of_all_kinds_of_vectors(Metric metric) {
        Random random = new Random(11);
        float[][] gaussian = Vectors.gaussian(random, 2500, DIMENSION);
        new Pair(metric, DIMENSION, gaussian)
                .assertFinds("gaussian", Vectors.queries(random, gaussian, 100), null, 40);
        float[][] clustered = Vectors.clustered(random, 2500, DIMENSION, 40);
        new Pair(metric, DIMENSION, clustered)
                .assertFinds("clustered", Vectors.queries(random, clustered, 100), null, 40);
        float[][] lengths = Vectors.gaussian(random, 2500, DIMENSION);
        for (float[] vector : lengths) {
            float factor = (float) Math.exp(random.nextGaussian());
            for (int i = 0; i < DIMENSION; i++) {
                vector[i] *= factor;
            }
        }
        new Pair(metric, DIMENSION, lengths)
                .assertFinds("of all lengths", Vectors.queries(random, lengths, 100), null, 40);
    }

    @Test
    void half_of_the_vectors_wait_to_be_linked() {
        Random random = new Random(9);
        float[][] vectors = Vectors.clustered(random, 5000, DIMENSION, 40);
        Pair pair = new Pair(Metric.COSINE, DIMENSION, Arrays.copyOf(vectors, 2500));
        pair.graph.close();
        for (int i = 2500; i < 5000; i++) {
            pair.put(i, vectors[i]);
        }
        assertEquals(2500, pair.graph.unlinked());
        pair.assertFinds("waiting", Vectors.queries(random, vectors, 100), null, 40);
    }

    @Test
    void distances_far_from_zero() {
        Random random = new Random(10);
        float[][] vectors = Vectors.clustered(random, 2500, DIMENSION, 40);
        float[] offset = Vectors.gaussian(random, DIMENSION);
        for (float[] vector : vectors) {
            for (int i = 0; i < DIMENSION; i++) {
                vector[i] += 1000 * offset[i];
            }
        }
        new Pair(Metric.EUCLIDEAN, DIMENSION, vectors)
                .assertFinds("far", Vectors.queries(random, vectors, 100), null, 40);
    }

    @Test
    void equal_vectors_do_not_cut_off_others() {
        Random random = new Random(12);
        float[][] vectors = Vectors.gaussian(random, 12_000, 12);
        float[] same = vectors[0];
        for (int i = 0; i < 10_000; i++) {
            vectors[i * 6 / 5] = same;
        }
        Pair pair = new Pair(Metric.COSINE, 12, vectors);
        Nearest nearest = pair.graph.search(same, 100, null, 100);
        for (int i = 0; i < 100; i++) {
            assertEquals(1, nearest.score(i), 1e-6);
        }
        List<float[]> others = new ArrayList<>();
        for (int i = 5; i < 3000; i += 6) {
            others.add(vectors[i]);
        }
        assertTrue(others.stream().noneMatch(same::equals));
        pair.assertFinds("among equal ones", others, null, 100);
    }

    @ParameterizedTest
    @EnumSource
    void filters_of_any_share(Metric metric) {
        Random random = new Random(13);
        float[][] vectors = Vectors.clustered(random, 4000, DIMENSION, 40);
        Pair pair = new Pair(metric, DIMENSION, vectors);
        List<float[]> queries = Vectors.queries(random, vectors, 100);
        for (double share : new double[] {0.9, 0.5, 0.1, 0.01, 0.001}) {
            OrdinalFilter filter = Vectors.filter(vectors.length, i -> random.nextDouble() < share);
            for (int effort : new int[] {50, 5}) {
                double recall = Vectors.recall(pair.graph, pair.exact, queries, K, filter, effort);
                assertTrue(effort < 50 || recall >= FLOOR, share + ": recall " + recall);
            }
        }
    }

    /** All that pass are near one another, and far from the query or near to it. */
    @Test
    void filters_that_go_with_the_query() {
        Random random = new Random(14);
        int clusters = 10;
        float[][] vectors = Vectors.clustered(random, 6000, DIMENSION, clusters);
        Pair pair = new Pair(Metric.COSINE, DIMENSION, vectors);
        List<float[]> queries = Vectors.queries(random, vectors, 100);
        for (int some : new int[] {1, 2, 5, 9}) {
            for (int first = 0; first < clusters; first += 3) {
                int from = first;
                OrdinalFilter filter =
                        Vectors.filter(
                                vectors.length,
                                i -> (i % clusters - from + clusters) % clusters < some);
                pair.assertFinds(some + " clusters from " + first, queries, filter, 50);
            }
        }
    }

    @Test
    void a_filter_may_pass_what_is_not_there() {
        Random random = new Random(15);
        float[][] vectors = Vectors.gaussian(random, 3000, DIMENSION);
        Pair pair = new Pair(Metric.EUCLIDEAN, DIMENSION, vectors);
        for (int i = 0; i < 3000; i++) {
            if (i % 300 != 0) {
                pair.remove(i);
            }
        }
        assertEquals(10, pair.graph.size());
        long[] everything = new long[1000];
        Arrays.fill(everything, -1);
        for (OrdinalFilter filter :
                new OrdinalFilter[] {
                    null,
                    new OrdinalFilter(everything),
                    new OrdinalFilter(everything, 0),
                    new OrdinalFilter(everything, Integer.MAX_VALUE)
                }) {
            Nearest nearest = pair.graph.search(vectors[5], Integer.MAX_VALUE, filter, 10);
            assertEquals(
                    Vectors.ordinals(pair.exact.search(vectors[5], 10, null, 1)),
                    Vectors.ordinals(nearest));
        }
        assertEquals(
                0, pair.graph.search(vectors[5], 1, new OrdinalFilter(new long[0]), 10).size());
    }

    /** Everything is replaced several times over, and nodes that were left are used again. */
    @ParameterizedTest
    @EnumSource
    void after_many_updates(Metric metric) {
        Random random = new Random(16);
        float[][] vectors = Vectors.clustered(random, 2000, DIMENSION, 30);
        Pair pair = new Pair(metric, DIMENSION, vectors);
        long bytes = pair.graph.byteSize();
        for (int i = 0; i < 10_000; i++) {
            int ordinal = random.nextInt(vectors.length);
            if (random.nextInt(10) == 0) {
                pair.remove(ordinal);
            } else {
                vectors[ordinal] =
                        Vectors.near(random, vectors[random.nextInt(vectors.length)], 0.3f);
                pair.put(ordinal, vectors[ordinal]);
            }
        }
        assertEquals(pair.exact.size(), pair.graph.size());
        pair.assertFinds("after updates", Vectors.queries(random, vectors, 100), null, 25);
        assertTrue(
                pair.graph.byteSize() < 2 * bytes,
                () -> bytes + " bytes became " + pair.graph.byteSize());
        for (int ordinal = 0; ordinal < vectors.length; ordinal++) {
            pair.remove(ordinal);
        }
        assertEquals(0, pair.graph.size());
        assertEquals(0, pair.graph.search(vectors[0], 5, null, 5).size());
        for (int ordinal = 0; ordinal < vectors.length; ordinal++) {
            pair.put(ordinal, vectors[ordinal]);
        }
        pair.assertFinds("filled again", Vectors.queries(random, vectors, 100), null, 25);
    }

    @Test
    void what_is_not_linked_is_found() {
        Random random = new Random(17);
        float[][] vectors = Vectors.clustered(random, 4000, DIMENSION, 40);
        // Nothing is done in the background.
        HnswIndex graph =
                new HnswIndex(
                        Metric.COSINE,
                        DIMENSION,
                        HnswOptions.of(
                                task -> {
                                    // Dropped.
                                },
                                1));
        for (int i = 0; i < vectors.length; i++) {
            graph.put(i, vectors[i]);
            if (i % 100 == 0) {
                assertEquals(i, graph.search(vectors[i], 1, null, 1).ordinal(0));
            }
        }
        assertEquals(vectors.length, graph.unlinked());
        graph.put(17, vectors[18]);
        graph.remove(18);
        assertEquals(17, graph.search(vectors[18], 1, null, 1).ordinal(0));
        assertEquals(3999, graph.search(vectors[18], 4000, null, 1).size());
    }

    @Test
    void vectors_may_be_elsewhere() {
        Random random = new Random(18);
        float[][] vectors = Vectors.clustered(random, 1500, 64, 40);
        boolean[] gone = new boolean[vectors.length];
        FloatVectors source =
                (ordinal, into) -> {
                    System.arraycopy(vectors[ordinal], 0, into, 0, into.length);
                    return !gone[ordinal];
                };
        HnswOptions options = HnswOptions.of(Runnable::run, 1);
        for (Metric metric : Metric.values()) {
            HnswIndex inside = new HnswIndex(metric, 64, options);
            HnswIndex outside = new HnswIndex(metric, 64, options.withVectors(source));
            for (int i = 0; i < vectors.length; i++) {
                inside.put(i, vectors[i]);
                outside.put(i, vectors[i]);
            }
            assertTrue(outside.byteSize() < inside.byteSize() / 2);
            for (float[] query : Vectors.queries(random, vectors, 100)) {
                Nearest a = inside.search(query, K, null, 50);
                Nearest b = outside.search(query, K, null, 50);
                for (int i = 0; i < K; i++) {
                    assertEquals(a.ordinal(i), b.ordinal(i));
                    assertEquals(a.score(i), b.score(i));
                }
            }
            int best = outside.search(vectors[7], 1, null, 50).ordinal(0);
            gone[best] = true;
            assertTrue(outside.search(vectors[7], 1, null, 50).ordinal(0) != best);
            assertTrue(Float.isNaN(outside.score(best, vectors[7])));
            gone[best] = false;
        }
    }

    @Test
    void an_executor_that_is_shut_down_takes_nothing_and_all_is_found() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        executor.shutdown();
        Random random = new Random(19);
        float[][] vectors = Vectors.gaussian(random, 300, DIMENSION);
        HnswIndex graph = new HnswIndex(Metric.DOT, DIMENSION, HnswOptions.of(executor, 1));
        for (int i = 0; i < vectors.length; i++) {
            graph.put(i, vectors[i]);
        }
        graph.awaitIndexed();
        assertEquals(300, graph.unlinked());
        assertEquals(300, graph.search(vectors[0], 300, null, 1).size());
    }
}
