package io.tidaldb.rank.evaluation;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.OrdinalSet;

import java.util.Arrays;

/**
 * Rows of one block, ascending: either every row of the block or a list. Evaluating all rows of a
 * block costs less than picking out most of them, so a mask with most bits set becomes a dense
 * selection.
 */
public final class Selection {
    /** From how many rows on it pays to evaluate the whole block. */
    private static final int DENSE = Blocks.SIZE * 5 / 8;

    /** One row in so many tells whether most rows would stay. */
    private static final int SAMPLE_STRIDE = 16;

    private final int[] rows = new int[Blocks.SIZE];
    private int block;
    private int count;
    private boolean dense;

    /** Every row of a block, whether or not it exists. */
    void setDense(int newBlock) {
        block = newBlock;
        count = Blocks.SIZE;
        dense = true;
    }

    /**
     * At least the rows whose bits are set: exactly those, or every row of the block.
     *
     * @param exact never more than those
     */
    public void set(int newBlock, long[] mask, boolean exact) {
        if (!exact && Masks.cardinality(mask) >= DENSE) {
            setDense(newBlock);
            return;
        }
        block = newBlock;
        dense = false;
        int n = 0;
        for (int word = 0; word < OrdinalSet.BLOCK_WORDS; word++) {
            for (long bits = mask[word]; bits != 0; bits &= bits - 1) {
                rows[n++] = word << 6 | Long.numberOfTrailingZeros(bits);
            }
        }
        count = n;
    }

    /**
     * The rows of {@code ordinals[from]} to {@code ordinals[to − 1]}, which lie in one block; 1,024
     * at most.
     */
    public void setOrdinals(int[] ordinals, int from, int to) {
        clear(ordinals[from] >>> Blocks.SHIFT);
        for (int i = from; i < to; i++) {
            add(ordinals[i] & Blocks.MASK);
        }
    }

    void clear(int newBlock) {
        block = newBlock;
        count = 0;
        dense = false;
    }

    void add(int row) {
        rows[count++] = row;
    }

    /**
     * Drops the rows without a bit in {@code mask} or with a value below {@code least}, unless that
     * is not worth it, and moves the values of the others up.
     */
    void narrow(long[] mask, double[] values, double least) {
        int n = 0;
        if (dense) {
            int reaching = 0;
            for (int i = 0; i < Blocks.SIZE; i += SAMPLE_STRIDE) {
                reaching += values[i] >= least ? 1 : 0;
            }
            if (reaching * SAMPLE_STRIDE >= DENSE) {
                return;
            }
            for (int i = 0; i < Blocks.SIZE; i++) {
                if (values[i] >= least && Masks.contains(mask, i)) {
                    rows[n] = i;
                    values[n++] = values[i];
                }
            }
            dense = false;
        } else {
            for (int i = 0; i < count; i++) {
                double value = values[i];
                rows[n] = rows[i];
                values[n] = value;
                n += value >= least ? 1 : 0;
            }
        }
        count = n;
    }

    public int block() {
        return block;
    }

    public int count() {
        return count;
    }

    public boolean isDense() {
        return dense;
    }

    /** The list of rows; meaningless if dense. */
    int[] rows() {
        return rows;
    }

    /** The i-th row's position in the block. */
    public int row(int i) {
        return dense ? i : rows[i];
    }

    int ordinal(int i) {
        return block << Blocks.SHIFT | row(i);
    }

    /** The selection's rows as bits. */
    void toMask(long[] mask) {
        if (dense) {
            Arrays.fill(mask, -1L);
            return;
        }
        Arrays.fill(mask, 0);
        for (int i = 0; i < count; i++) {
            mask[rows[i] >>> 6] |= 1L << rows[i];
        }
    }
}
