package io.tidaldb.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {
    private static VectorIndex index(Metric metric, int dimension) {
        return new HnswIndex(metric, dimension, HnswOptions.of(Runnable::run, 1));
    }

    private static void assertRefused(String message, Runnable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    @Test
    void scores() {
        float[] a = {3, 4};
        float[] b = {4, 3};
        for (Metric metric : Metric.values()) {
            for (VectorIndex index :
                    new VectorIndex[] {index(metric, 2), new ExactIndex(metric, 2)}) {
                index.put(5, b);
                float expected =
                        switch (metric) {
                            case COSINE -> 0.96f;
                            case DOT -> 24;
                            case EUCLIDEAN -> -2;
                        };
                assertEquals(expected, index.score(5, a));
                assertEquals(expected, index.search(a, 1, null, 1).score(0));
                assertEquals(Float.NaN, index.score(4, a));
                assertEquals(Float.NaN, index.score(-1, a));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_cannot_be_compared_is_refused_and_changes_nothing(Metric metric) {
        for (VectorIndex index : new VectorIndex[] {index(metric, 3), new ExactIndex(metric, 3)}) {
            index.put(0, new float[] {1, 2, 3});
            float[][] bad = {
                {},
                {1, 2},
                {1, 2, 3, 4},
                {1, Float.NaN, 3},
                {1, 2, Float.NEGATIVE_INFINITY},
                {1e20f, 1, 1}
            };
            String[] messages = {
                "a vector has 0 dimensions instead of 3",
                "a vector has 2 dimensions instead of 3",
                "a vector has 4 dimensions instead of 3",
                "a vector's number 2 is NaN",
                "a vector's number 3 is -Infinity",
                "a vector is too long: the square of its length exceeds the range of a float"
            };
            for (int i = 0; i < bad.length; i++) {
                float[] vector = bad[i];
                assertRefused(messages[i], () -> index.put(0, vector));
                assertRefused(messages[i], () -> index.search(vector, 1, null, 1));
                assertRefused(messages[i], () -> index.score(0, vector));
            }
            assertEquals(1, index.size());
            assertEquals(0, index.search(new float[] {1, 2, 3}, 9, null, 1).ordinal(0));
        }
    }

    @Test
    void a_zero_vector_has_no_direction() {
        VectorIndex cosine = index(Metric.COSINE, 2);
        String message = "a vector of length zero has no direction to compare by cosine";
        assertRefused(message, () -> cosine.put(0, new float[2]));
        assertRefused(message, () -> cosine.search(new float[2], 1, null, 1));
        assertRefused(
                "a vector is too short to compare by cosine",
                () -> cosine.put(0, new float[] {1e-20f, 0}));
        for (Metric metric : new Metric[] {Metric.DOT, Metric.EUCLIDEAN}) {
            VectorIndex index = index(metric, 2);
            index.put(0, new float[2]);
            assertEquals(0, index.search(new float[2], 1, null, 1).score(0));
        }
    }

    @Test
    void dimensions_and_searches_have_limits() {
        assertRefused("vectors have from 1 to 4096 dimensions, not 0", () -> index(Metric.DOT, 0));
        assertRefused(
                "vectors have from 1 to 4096 dimensions, not 4097", () -> index(Metric.DOT, 4097));
        for (int dimension : new int[] {1, 4096}) {
            VectorIndex index = index(Metric.EUCLIDEAN, dimension);
            index.put(7, new float[dimension]);
            assertEquals(1, index.search(new float[dimension], Integer.MAX_VALUE, null, 1).size());
            assertRefused(
                    "a search is for at least 1 vector, not 0",
                    () -> index.search(new float[dimension], 0, null, 1));
            assertRefused(
                    "a search's effort is at least 1, not -1",
                    () -> index.search(new float[dimension], 1, null, -1));
            assertRefused("-1 is no ordinal", () -> index.put(-1, new float[dimension]));
        }
    }
}
