package io.tidaldb.vector;

import java.util.concurrent.Executor;

/**
 * How a graph is built.
 *
 * @param degree how many neighbours a node has at most in the upper layers, from 4 to 64; in the
 *     lowest, twice as many
 * @param beam how many candidates are kept while a node's neighbours are looked for, from 8 to
 *     4,096
 * @param executor runs what happens in the background; one that runs it in the calling thread makes
 *     each {@code put} link its node itself. One that refuses a task is given no more, and what
 *     comes stays in the tail.
 * @param threads how many tasks it is given at most at once, at least 1
 * @param vectors has the vectors, which are then not kept in memory but quantised; null if the
 *     index is to keep them. When an ordinal is put, they already have its new vector.
 */
public record HnswOptions(
        int degree, int beam, Executor executor, int threads, FloatVectors vectors) {
    /**
     * @throws IllegalArgumentException if a number is out of its range
     */
    public HnswOptions {
        check("degree", degree, 4, 64);
        check("beam", beam, 8, 4096);
        check("threads", threads, 1, 1024);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "a graph's " + name + " is from " + min + " to " + max + ", not " + value);
        }
    }

    /** Degree 16, beam 100, vectors in memory. */
    public static HnswOptions of(Executor executor, int threads) {
        return new HnswOptions(16, 100, executor, threads, null);
    }

    public HnswOptions withDegree(int newDegree) {
        return new HnswOptions(newDegree, beam, executor, threads, vectors);
    }

    public HnswOptions withBeam(int newBeam) {
        return new HnswOptions(degree, newBeam, executor, threads, vectors);
    }

    public HnswOptions withVectors(FloatVectors newVectors) {
        return new HnswOptions(degree, beam, executor, threads, newVectors);
    }
}
