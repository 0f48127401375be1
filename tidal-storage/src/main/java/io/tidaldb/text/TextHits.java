package io.tidaldb.text;

import java.util.Arrays;

/** Rows that match, with their scores, in the order that what returns them says. */
public final class TextHits {
    static final TextHits NONE = new TextHits(new int[0], new float[0]);

    private final int[] ordinals;
    private final float[] scores;

    private TextHits(int[] ordinals, float[] scores) {
        this.ordinals = ordinals;
        this.scores = scores;
    }

    /**
     * Hits that somebody else made, which are taken over.
     *
     * @param scores one for each row
     */
    public static TextHits of(int[] ordinals, float[] scores) {
        return new TextHits(ordinals, scores);
    }

    /** From numbers as {@link TopRows} makes them, best last. */
    static TextHits ofRanked(long[] entries, int count) {
        Arrays.sort(entries, 0, count);
        int[] ordinals = new int[count];
        float[] scores = new float[count];
        for (int i = 0; i < count; i++) {
            long entry = entries[count - 1 - i];
            ordinals[i] = ~(int) entry;
            scores[i] = Float.intBitsToFloat((int) (entry >>> 32));
        }
        return new TextHits(ordinals, scores);
    }

    /** From numbers as {@link AllRows} makes them. */
    static TextHits ofOrdered(long[] entries, int count) {
        // Each segment's are in order already, which this finds and merges.
        Arrays.sort(entries, 0, count);
        int[] ordinals = new int[count];
        float[] scores = new float[count];
        for (int i = 0; i < count; i++) {
            ordinals[i] = (int) (entries[i] >>> 32);
            scores[i] = Float.intBitsToFloat((int) entries[i]);
        }
        return new TextHits(ordinals, scores);
    }

    /** How many. */
    public int size() {
        return ordinals.length;
    }

    /** The row of the hit at an index from 0. */
    public int ordinal(int index) {
        return ordinals[index];
    }

    /** Its score, above 0. */
    public float score(int index) {
        return scores[index];
    }

    /** All rows; the caller's to keep and not to change. */
    public int[] ordinals() {
        return ordinals;
    }

    /** All scores, in the order of the rows; the caller's to keep and not to change. */
    public float[] scores() {
        return scores;
    }
}
