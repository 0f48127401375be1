package io.tidaldb.vector;

import java.util.Arrays;

/** Ordinals and their scores, the best first, and of equal ones the smaller ordinal first. */
public final class Nearest {
    private final int[] ordinals;
    private final float[] scores;
    private final boolean walked;

    private Nearest(int[] ordinals, float[] scores, boolean walked) {
        this.ordinals = ordinals;
        this.scores = scores;
        this.walked = walked;
    }

    /**
     * Of some ordinals with their scores, in no order.
     *
     * @param limit how many to take at most
     */
    public static Nearest of(int[] ordinals, float[] scores, int limit) {
        long[] keys = new long[ordinals.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ScoreKey.of(scores[i], ordinals[i]);
        }
        Arrays.sort(keys);
        return ofAscending(keys, keys.length, limit, false);
    }

    /**
     * Of keys in ascending order.
     *
     * @param keys {@link ScoreKey keys} of ordinals, of which those below {@code count} count
     * @param limit how many to take at most; an ordinal that comes twice is taken once
     * @param walked whether a graph was walked through to find them
     */
    static Nearest ofAscending(long[] keys, int count, int limit, boolean walked) {
        int size = 0;
        for (int i = count - 1; i >= 0 && size < limit; i--) {
            if (i == count - 1 || keys[i] != keys[i + 1]) {
                size++;
            }
        }
        int[] ordinals = new int[size];
        float[] scores = new float[size];
        int next = 0;
        for (int i = count - 1; next < size; i--) {
            if (i == count - 1 || keys[i] != keys[i + 1]) {
                ordinals[next] = ScoreKey.id(keys[i]);
                scores[next++] = ScoreKey.score(keys[i]);
            }
        }
        return new Nearest(ordinals, scores, walked);
    }

    /** Whether a graph was walked through, so that some of the nearest may have been missed. */
    public boolean isWalked() {
        return walked;
    }

    public int size() {
        return ordinals.length;
    }

    /** The ordinal in a place, the best being in place 0. */
    public int ordinal(int place) {
        return ordinals[place];
    }

    /** The score in a place, which is exact. */
    public float score(int place) {
        return scores[place];
    }
}
