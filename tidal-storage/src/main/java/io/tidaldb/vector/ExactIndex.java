package io.tidaldb.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Compares a query with every vector. Exact at any size, and what approximate indexes are measured
 * by.
 */
public final class ExactIndex implements VectorIndex {
    private static final VarHandle VECTORS =
            MethodHandles.arrayElementVarHandle(float[][].class).withInvokeExactBehavior();

    private final Metric metric;
    private final int dimension;

    /** A vector never changes; an ordinal gets another array. */
    private volatile float[][] vectors = new float[16][];

    private volatile int size;

    /**
     * @throws IllegalArgumentException unless the dimension is from 1 to {@link
     *     Metric#MAX_DIMENSION}
     */
    public ExactIndex(Metric metric, int dimension) {
        this.metric = metric;
        this.dimension = Metric.checkDimension(dimension);
    }

    @Override
    public Metric metric() {
        return metric;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public void put(int ordinal, float[] vector) {
        SearchChecks.checkOrdinal(ordinal);
        metric.check(vector, dimension);
        float[][] all = vectors;
        if (ordinal >= all.length) {
            int length =
                    (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(ordinal + 1L, 2L * all.length));
            all = Arrays.copyOf(all, length);
            vectors = all;
        }
        boolean isNew = all[ordinal] == null;
        VECTORS.setVolatile(all, ordinal, vector.clone());
        if (isNew) {
            size = size + 1;
        }
    }

    @Override
    public void remove(int ordinal) {
        SearchChecks.checkOrdinal(ordinal);
        float[][] all = vectors;
        if (ordinal < all.length && all[ordinal] != null) {
            VECTORS.setVolatile(all, ordinal, (float[]) null);
            size = size - 1;
        }
    }

    @Override
    public Nearest search(float[] query, int k, OrdinalFilter filter, int effort) {
        SearchChecks.check(k, effort);
        float length = length(metric.check(query, dimension));
        float[][] all = vectors;
        KeyHeap best = new KeyHeap();
        for (int ordinal = 0; ordinal < all.length; ordinal++) {
            if (filter != null && !filter.passes(ordinal)) {
                continue;
            }
            float[] vector = (float[]) VECTORS.getVolatile(all, ordinal);
            if (vector != null) {
                best.offer(ScoreKey.of(score(query, length, vector), ordinal), k);
            }
        }
        return Nearest.ofAscending(best.sorted(), best.size(), k, false);
    }

    @Override
    public VectorScorer scorer(float[] query) {
        float[] own = query.clone();
        float length = length(metric.check(own, dimension));
        return ordinal -> {
            float[][] all = vectors;
            float[] vector =
                    ordinal >= 0 && ordinal < all.length
                            ? (float[]) VECTORS.getVolatile(all, ordinal)
                            : null;
            return vector == null ? Float.NaN : score(own, length, vector);
        };
    }

    private float score(float[] query, float queryLength, float[] vector) {
        float length =
                metric == Metric.COSINE
                        ? length(Kernels.BEST.dot(vector, 0, vector, 0, dimension))
                        : 1;
        return metric.score(query, 0, queryLength, vector, 0, length, dimension);
    }

    private static float length(float squared) {
        return (float) Math.sqrt(squared);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long byteSize() {
        return 4L * vectors.length + size * (16L + 4L * dimension);
    }

    @Override
    public void close() {}
}
