package io.tidaldb.column;

/**
 * How ordinals fall into blocks: ordinal {@code o} is at {@code o & MASK} in block {@code o >>>
 * SHIFT}.
 */
public final class Blocks {
    public static final int SHIFT = 10;

    /** Rows in a block. */
    public static final int SIZE = 1 << SHIFT;

    public static final int MASK = SIZE - 1;

    private Blocks() {}

    /** How many blocks hold {@code size} ordinals. */
    public static int count(int size) {
        return (size + MASK) >>> SHIFT;
    }

    /** How many of {@code size} ordinals lie in {@code block}. */
    public static int rows(int block, int size) {
        return Math.clamp((long) size - ((long) block << SHIFT), 0, SIZE);
    }
}
