package io.tidaldb.rank.evaluation;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.OrdinalSet;

import java.util.Arrays;

/** A bit for each row of a block, in {@link OrdinalSet#BLOCK_WORDS} longs. */
public final class Masks {
    private Masks() {}

    public static long[] create() {
        return new long[OrdinalSet.BLOCK_WORDS];
    }

    public static int cardinality(long[] mask) {
        int count = 0;
        for (long word : mask) {
            count += Long.bitCount(word);
        }
        return count;
    }

    public static boolean isEmpty(long[] mask) {
        long any = 0;
        for (long word : mask) {
            any |= word;
        }
        return any == 0;
    }

    public static void clear(long[] mask) {
        Arrays.fill(mask, 0);
    }

    public static boolean contains(long[] mask, int row) {
        return (mask[row >>> 6] >>> row & 1) != 0;
    }

    public static void andNot(long[] mask, long[] other) {
        for (int i = 0; i < mask.length; i++) {
            mask[i] &= ~other[i];
        }
    }

    static void and(long[] mask, long[] other) {
        for (int i = 0; i < mask.length; i++) {
            mask[i] &= other[i];
        }
    }

    static void or(long[] mask, long[] other) {
        for (int i = 0; i < mask.length; i++) {
            mask[i] |= other[i];
        }
    }

    /** Keeps the first {@code rows} bits. */
    public static void truncate(long[] mask, int rows) {
        if (rows >= Blocks.SIZE) {
            return;
        }
        int word = rows >>> 6;
        mask[word] &= (1L << rows) - 1;
        Arrays.fill(mask, word + 1, mask.length, 0);
    }
}
