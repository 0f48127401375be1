package io.tidaldb.sql.runtime;

import java.util.Arrays;
import java.util.BitSet;

/** Rows and their scores. */
final class PickedRows {
    private final int[] ordinals;
    private final float[] scores;
    private int size;

    /**
     * @param most how many there can be
     */
    PickedRows(int most) {
        ordinals = new int[most];
        scores = new float[most];
    }

    void add(int ordinal, float score) {
        ordinals[size] = ordinal;
        scores[size++] = score;
    }

    void addUnless(BitSet without, int ordinal, float score) {
        if (!without.get(ordinal)) {
            add(ordinal, score);
        }
    }

    int size() {
        return size;
    }

    int[] ordinals() {
        return Arrays.copyOf(ordinals, size);
    }

    float[] scores() {
        return Arrays.copyOf(scores, size);
    }
}
