package io.tidaldb.ledger;

/** What each ordinal got within one stretch of time: an open-addressing map from int to double. */
final class Bucket {
    /**
     * A sum of fractions that is this small against what was last added counts as 0: 2^−40, that is
     * a few thousand roundings.
     */
    private static final double RESIDUE = 0x1p-40;

    /** Which stretch: the time divided by the length of a bucket, rounded down. */
    final long index;

    /** Ordinals plus one, so that 0 marks a free slot; a power of two long, at most half full. */
    private int[] keys = new int[8];

    private double[] sums = new double[8];
    private int count;

    Bucket(long index) {
        this.index = index;
    }

    /**
     * Adds to an ordinal's sum.
     *
     * @return what the sum has grown by beyond {@code weight}: 0 but for rounding
     */
    double add(int ordinal, double weight) {
        int slot = slot(keys, ordinal);
        if (keys[slot] == 0) {
            if (count * 2 >= keys.length) {
                grow();
                slot = slot(keys, ordinal);
            }
            keys[slot] = ordinal + 1;
            count++;
        }
        double old = sums[slot];
        double sum = old + weight;
        double error = RunningSums.roundingError(old, weight, sum);
        boolean isResidue = Math.abs(sum) <= RESIDUE * Math.abs(weight) && sum != Math.rint(sum);
        sums[slot] = isResidue ? 0 : sum;
        return sums[slot] - sum - error;
    }

    /** Makes the ordinal's sum 0. */
    void clear(int ordinal) {
        int slot = slot(keys, ordinal);
        if (keys[slot] != 0) {
            sums[slot] = 0;
        }
    }

    /** How many slots {@link #ordinalAt} and {@link #sumAt} may be asked for. */
    int slots() {
        return keys.length;
    }

    /** The slot's ordinal, or -1 where it is free. */
    int ordinalAt(int slot) {
        return keys[slot] - 1;
    }

    double sumAt(int slot) {
        return sums[slot];
    }

    private void grow() {
        int[] oldKeys = keys;
        double[] oldSums = sums;
        keys = new int[oldKeys.length * 2];
        sums = new double[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(keys, oldKeys[i] - 1);
                keys[slot] = oldKeys[i];
                sums[slot] = oldSums[i];
            }
        }
    }

    /** Where the ordinal is, or where it would go. */
    private static int slot(int[] keys, int ordinal) {
        int mask = keys.length - 1;
        int slot = (ordinal * 0x9E3779B9 >>> 7 ^ ordinal) & mask;
        while (keys[slot] != 0 && keys[slot] != ordinal + 1) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
