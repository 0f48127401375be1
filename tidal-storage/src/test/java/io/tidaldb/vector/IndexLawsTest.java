package io.tidaldb.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.Random;

/** What holds of every search after any writes. */
class IndexLawsTest {
    @Property(tries = 60)
    void searches_return_the_best_that_pass_in_order(
            @ForAll Metric metric,
            @ForAll @IntRange(min = 1, max = 40) int dimension,
            @ForAll @IntRange(min = 1, max = 150) int ordinals,
            @ForAll @IntRange(min = 1, max = 400) int writes,
            @ForAll boolean linked,
            @ForAll long seed) {
        Random random = new Random(seed);
        // Without background, all nodes stay in the tail.
        HnswIndex graph =
                new HnswIndex(
                        metric,
                        dimension,
                        HnswOptions.of(
                                task -> {
                                    if (linked) {
                                        task.run();
                                    }
                                },
                                1));
        ExactIndex exact = new ExactIndex(metric, dimension);
        for (int i = 0; i < writes; i++) {
            int ordinal = random.nextInt(ordinals);
            if (random.nextInt(4) == 0) {
                graph.remove(ordinal);
                exact.remove(ordinal);
            } else {
                float[] vector = vector(random, dimension);
                graph.put(ordinal, vector);
                exact.put(ordinal, vector);
                assertEquals(
                        exact.score(ordinal, vector), graph.score(ordinal, vector), "just put");
            }
            if (i % 40 == 0) {
                check(graph, exact, random, dimension, ordinals);
            }
        }
        check(graph, exact, random, dimension, ordinals);
    }

    /** Small integers make many equal scores. */
    private static float[] vector(Random random, int dimension) {
        float[] vector = new float[dimension];
        boolean small = random.nextBoolean();
        for (int i = 0; i < dimension; i++) {
            vector[i] = small ? random.nextInt(-1, 2) : (float) random.nextGaussian();
        }
        vector[random.nextInt(dimension)] = 1;
        return vector;
    }

    private static void check(
            VectorIndex graph, VectorIndex exact, Random random, int dimension, int ordinals) {
        assertEquals(exact.size(), graph.size());
        float[] query = vector(random, dimension);
        OrdinalFilter filter =
                random.nextBoolean() ? null : Vectors.filter(ordinals, i -> random.nextInt(3) > 0);
        int k = random.nextInt(1, 2 * ordinals + 1);
        Nearest ours = graph.search(query, k, filter, random.nextInt(1, 50));
        Nearest all = exact.search(query, Integer.MAX_VALUE, filter, 1);
        assertEquals(Math.min(k, all.size()), ours.size());
        assertEquals(ours.size(), Vectors.ordinals(ours).size());
        for (int i = 0; i < ours.size(); i++) {
            assertEquals(exact.score(ours.ordinal(i), query), ours.score(i));
            assertTrue(filter == null || filter.passes(ours.ordinal(i)));
            if (i > 0) {
                assertTrue(
                        ours.score(i - 1) > ours.score(i)
                                || ours.score(i - 1) == ours.score(i)
                                        && ours.ordinal(i - 1) < ours.ordinal(i));
            }
        }
        if (k >= all.size()) {
            for (int i = 0; i < all.size(); i++) {
                assertEquals(all.ordinal(i), ours.ordinal(i));
            }
        }
    }
}
