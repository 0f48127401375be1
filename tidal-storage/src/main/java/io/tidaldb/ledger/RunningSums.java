package io.tidaldb.ledger;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.DoubleColumn;
import java.util.BitSet;

/** One window's column of sums, and the blocks in which sums have fallen since bounds were exact. */
final class RunningSums {
    /**
     * A sum of fractions that is this small against what was last added counts as 0: 2^−40, that is
     * a few thousand roundings.
     */
    private static final double RESIDUE = 0x1p-40;

    /** A sum of fractions under this, absolutely and against what was last added, is added up anew. */
    private static final double DOUBTFUL = 1e-6;

    final DoubleColumn values = DoubleColumn.ofSums();
    private final BitSet fallen = new BitSet();

    /** The sum, or 0 if it is no integer and no more than the residue of a cancellation. */
    static double settled(double sum, double addend) {
        return Math.abs(sum) <= RESIDUE * Math.abs(addend) && sum != Math.rint(sum) ? 0 : sum;
    }

    /**
     * Adds to an ordinal's sum.
     *
     * @return whether so much has cancelled that the sum should be added up anew
     */
    boolean add(int ordinal, double addend) {
        double sum = values.add(ordinal, addend);
        return Math.abs(sum) < DOUBTFUL * Math.max(1, Math.abs(addend)) && sum != Math.rint(sum);
    }

    void set(int ordinal, double sum) {
        values.set(ordinal, sum);
        fell(ordinal);
    }

    /** Notes that an ordinal's sum has fallen. */
    void fell(int ordinal) {
        fallen.set(ordinal >>> Blocks.SHIFT);
    }

    /** Makes the bounds of all blocks with fallen sums exact. */
    void tighten() {
        for (int block = fallen.nextSetBit(0); block >= 0; block = fallen.nextSetBit(block + 1)) {
            values.tightenBounds(block);
        }
        fallen.clear();
    }
}
