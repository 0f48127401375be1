package io.tidaldb.ledger;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.DoubleColumn;

import java.util.Arrays;
import java.util.BitSet;

/**
 * One window's column of sums, and the blocks in which sums have fallen since bounds were exact.
 *
 * <p>What comes is later taken away, so a sum must not keep the roundings of a time when it was
 * large: where a sum is not exact, what it lacks is kept beside it (double-double arithmetic on
 * Knuth's error-free TwoSum). Integers never need that, and signals with integer weights take no
 * memory for it.
 */
final class RunningSums {
    /**
     * A sum of opposite signs that is this small against what was added counts as 0; about what
     * double-double arithmetic leaves of a cancellation after very many roundings.
     */
    private static final double RESIDUE = 0x1p-60;

    final DoubleColumn values = DoubleColumn.ofSums();
    private final BitSet fallen = new BitSet();

    /** Per block what the exact sums exceed their values by; null where nothing does. */
    private double[][] lacking = {};

    /** The error of {@code sum = a + b}, exactly: a + b − sum. */
    static double roundingError(double a, double b, double sum) {
        double part = sum - a;
        return (a - (sum - part)) + (b - part);
    }

    /** Adds to an ordinal's sum. */
    void add(int ordinal, double addend) {
        int block = ordinal >>> Blocks.SHIFT;
        double[] lacks = block < lacking.length ? lacking[block] : null;
        double old = values.value(ordinal);
        double sum = old + addend;
        double error = roundingError(old, addend, sum);
        if (lacks == null) {
            if (error == 0) {
                values.set(ordinal, sum);
                return;
            }
            lacks = allocate(block);
        }
        int row = ordinal & Blocks.MASK;
        double low = lacks[row] + error;
        double total = sum + low;
        if (Math.abs(total) <= RESIDUE * Math.abs(addend)) {
            total = 0;
            lacks[row] = 0;
        } else {
            lacks[row] = low - (total - sum);
        }
        values.set(ordinal, total);
    }

    /** Subtracts from an ordinal's sum, so that its block's bounds may be made tighter. */
    void subtract(int ordinal, double subtrahend) {
        add(ordinal, -subtrahend);
        fallen.set(ordinal >>> Blocks.SHIFT);
    }

    /** Makes an ordinal's sum 0. */
    void clear(int ordinal) {
        int block = ordinal >>> Blocks.SHIFT;
        if (block < lacking.length && lacking[block] != null) {
            lacking[block][ordinal & Blocks.MASK] = 0;
        }
        if (values.value(ordinal) != 0) {
            values.set(ordinal, 0);
            values.tightenBounds(block);
        }
    }

    /** Makes the bounds of all blocks with fallen sums exact. */
    void tighten() {
        for (int block = fallen.nextSetBit(0); block >= 0; block = fallen.nextSetBit(block + 1)) {
            values.tightenBounds(block);
        }
        fallen.clear();
    }

    private double[] allocate(int block) {
        if (block >= lacking.length) {
            lacking = Arrays.copyOf(lacking, Math.max(block + 1, lacking.length * 2));
        }
        lacking[block] = new double[Blocks.SIZE];
        return lacking[block];
    }
}
