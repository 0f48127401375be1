package io.tidaldb.sql.runtime;

import io.tidaldb.vector.Metric;
import io.tidaldb.vector.Nearest;
import io.tidaldb.vector.VectorScorer;

/**
 * What one NEAR found.
 *
 * @param nearest what is nearest; null if nothing is, as the vector is NULL
 * @param wanted how many were asked for
 * @param metric of the index; null where nothing is near
 * @param target NEAR's vector; null where nothing is near
 * @param scorer scores any row against NEAR's vector; null where nothing is near
 * @param except an ordinal that is no candidate, as NEAR is about it; or -1
 */
public record Neighbours(
        Nearest nearest,
        int wanted,
        Metric metric,
        float[] target,
        VectorScorer scorer,
        int except) {
    /** Where nothing is near. */
    public static Neighbours none(int except) {
        return new Neighbours(null, 0, null, null, null, except);
    }

    /** How many were found. */
    public int size() {
        return nearest == null ? 0 : nearest.size();
    }

    /** With others as the nearest. */
    Neighbours with(Nearest others) {
        return new Neighbours(others, wanted, metric, target, scorer, except);
    }

    /** A missing vector must not be better than a far one, so distances become similarities. */
    double similarity(float score) {
        return metric == Metric.EUCLIDEAN ? 1 / (1 - (double) score) : score;
    }
}
