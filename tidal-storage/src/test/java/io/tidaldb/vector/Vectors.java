package io.tidaldb.vector;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** Generated vectors, and how well an index finds them. */
final class Vectors {
    private Vectors() {}

    static float[] gaussian(Random random, int dimension) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    static float[][] gaussian(Random random, int count, int dimension) {
        float[][] vectors = new float[count][];
        for (int i = 0; i < count; i++) {
            vectors[i] = gaussian(random, dimension);
        }
        return vectors;
    }

    /** Vectors around as many centres, vector i around centre i modulo their number. */
    static float[][] clustered(Random random, int count, int dimension, int clusters) {
        float[][] centres = gaussian(random, clusters, dimension);
        float[][] vectors = new float[count][];
        for (int i = 0; i < count; i++) {
            vectors[i] = near(random, centres[i % clusters], 0.4f);
        }
        return vectors;
    }

    static float[] near(Random random, float[] centre, float spread) {
        float[] vector = centre.clone();
        for (int i = 0; i < vector.length; i++) {
            vector[i] += spread * (float) random.nextGaussian();
        }
        return vector;
    }

    /** Vectors near some of others, of which some may be null. */
    static List<float[]> queries(Random random, float[][] vectors, int count) {
        return Stream.generate(() -> vectors[random.nextInt(vectors.length)])
                .filter(Objects::nonNull)
                .map(vector -> near(random, vector, 0.3f))
                .limit(count)
                .toList();
    }

    /** The ordinals for which a condition holds. */
    static OrdinalFilter filter(int limit, IntPredicate condition) {
        long[] words = new long[Math.ceilDiv(limit, 64)];
        for (int i = 0; i < limit; i++) {
            if (condition.test(i)) {
                words[i >>> 6] |= 1L << i;
            }
        }
        return new OrdinalFilter(words);
    }

    static Set<Integer> ordinals(Nearest nearest) {
        Set<Integer> ordinals = new HashSet<>();
        for (int i = 0; i < nearest.size(); i++) {
            ordinals.add(nearest.ordinal(i));
        }
        return ordinals;
    }

    /**
     * The share of the best k that an index finds. What scores as well as the worst of them is one
     * of them.
     */
    static double recall(
            VectorIndex index,
            VectorIndex exact,
            List<float[]> queries,
            int k,
            OrdinalFilter filter,
            int effort) {
        int found = 0;
        int all = 0;
        for (float[] query : queries) {
            Nearest truth = exact.search(query, k, filter, 1);
            Nearest ours = index.search(query, k, filter, effort);
            if (ours.size() != truth.size()) {
                throw new AssertionError(ours.size() + " instead of " + truth.size());
            }
            float worst = truth.score(truth.size() - 1);
            for (int i = 0; i < ours.size(); i++) {
                found += ours.score(i) >= worst ? 1 : 0;
            }
            all += truth.size();
        }
        return (double) found / all;
    }
}
