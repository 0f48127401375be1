package io.tidaldb.sql.runtime;

import io.tidaldb.column.DoubleColumn;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What one source of candidates says of them, in ascending order of ordinals or not; rows of which
 * it says nothing have 0. For one thread.
 */
final class SourceScores {
    private int[] ordinals = new int[64];
    private double[] scores = new double[64];
    private int count;
    private DoubleColumn plain;
    private DoubleColumn normalized;

    void add(int ordinal, double score) {
        if (count == ordinals.length) {
            ordinals = Arrays.copyOf(ordinals, 2 * count);
            scores = Arrays.copyOf(scores, 2 * count);
        }
        ordinals[count] = ordinal;
        scores[count++] = score;
    }

    int size() {
        return count;
    }

    /** The row that was added after so many others. */
    int ordinal(int place) {
        return ordinals[place];
    }

    /** These but for some rows. */
    SourceScores without(BitSet rows) {
        SourceScores kept = new SourceScores();
        for (int i = 0; i < count; i++) {
            if (!rows.get(ordinals[i])) {
                kept.add(ordinals[i], scores[i]);
            }
        }
        return kept;
    }

    /** The scores as they are. */
    DoubleColumn plain() {
        if (plain == null) {
            plain = DoubleColumn.ofSums();
            for (int i = 0; i < count; i++) {
                plain.set(ordinals[i], scores[i]);
            }
        }
        return plain;
    }

    /**
     * The scores between 0, for the least that there can be, and 1, for the best candidate's.
     *
     * @param least the least score that there can be; NaN where there is none, and the least of the
     *     candidates' takes its place
     */
    DoubleColumn normalized(double least) {
        if (normalized == null) {
            double low = Double.isNaN(least) ? least() : least;
            double range = best() - low;
            normalized = DoubleColumn.ofSums();
            for (int i = 0; i < count; i++) {
                normalized.set(ordinals[i], range > 0 ? (scores[i] - low) / range : 1);
            }
        }
        return normalized;
    }

    private double least() {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            least = Math.min(least, scores[i]);
        }
        return least;
    }

    private double best() {
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            best = Math.max(best, scores[i]);
        }
        return best;
    }
}
