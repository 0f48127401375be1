package io.tidaldb.ledger;

import io.tidaldb.checkpoint.Page;

import java.util.BitSet;
import java.util.function.Consumer;

/**
 * What each ordinal got within one stretch of time. While events come it is an open-addressing map
 * from int to double; once its time has passed it is packed, and opened again for an event that
 * comes late.
 */
final class Bucket {
    /** How many ordinals, as a power of two, make a part, which is what a checkpoint rewrites. */
    static final int PART_SHIFT = 16;

    /**
     * A sum of fractions that is this small against what was last added counts as 0: 2^−40, that is
     * a few thousand roundings.
     */
    private static final double RESIDUE = 0x1p-40;

    /** Which stretch: the time divided by the length of a bucket, rounded down. */
    final long index;

    /** Ordinals plus one, so that 0 marks a free slot; a power of two long, at most half full. */
    private int[] keys;

    private double[] sums;
    private int count;

    /** The entries while it is packed; null while it is open. */
    private PackedSums packed;

    /** The parts that changed since the last checkpoint. */
    private BitSet changed = new BitSet();

    /** The parts that a checkpoint under way has still to copy, or null. */
    private BucketPage.Copier copier;

    Bucket(long index) {
        this.index = index;
        this.keys = new int[8];
        this.sums = new double[8];
    }

    /** A packed bucket. */
    Bucket(long index, PackedSums entries) {
        this.index = index;
        this.packed = entries;
    }

    /**
     * Adds to an ordinal's sum.
     *
     * @return what the sum has grown by beyond {@code weight}: 0 but for rounding
     */
    double add(int ordinal, double weight) {
        prepareChange(ordinal);
        int slot = slot(keys, ordinal);
        if (keys[slot] == 0) {
            if (count * 2 >= keys.length) {
                rehash(keys.length * 2);
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

    /** The ordinal's sum. */
    double sum(int ordinal) {
        if (packed != null) {
            int place = packed.place(ordinal);
            return place < packed.size() && packed.ordinal(place) == ordinal
                    ? packed.sum(place)
                    : 0;
        }
        return sums[slot(keys, ordinal)];
    }

    /** Makes the ordinal's sum 0. */
    void clear(int ordinal) {
        if (packed != null) {
            int place = packed.place(ordinal);
            if (place == packed.size() || packed.ordinal(place) != ordinal) {
                return;
            }
        } else if (keys[slot(keys, ordinal)] == 0) {
            return;
        }
        prepareChange(ordinal);
        sums[slot(keys, ordinal)] = 0;
    }

    private void prepareChange(int ordinal) {
        copyIfPending();
        changed.set(ordinal >>> PART_SHIFT);
        if (packed != null) {
            open();
        }
    }

    /** Packs it if it is open; returns how many slots that took looking at. */
    int pack() {
        if (packed != null) {
            return 0;
        }
        int slots = keys.length;
        packed = PackedSums.of(keys, sums);
        keys = null;
        sums = null;
        return slots;
    }

    private void open() {
        PackedSums entries = packed;
        packed = null;
        count = entries.size();
        keys = new int[Math.max(8, Integer.highestOneBit(Math.max(1, count)) * 4)];
        sums = new double[keys.length];
        for (int i = 0; i < count; i++) {
            int slot = slot(keys, entries.ordinal(i));
            keys[slot] = entries.ordinal(i) + 1;
            sums[slot] = entries.sum(i);
        }
    }

    /** About how many bytes its entries take. */
    long byteSize() {
        return packed != null
                ? packed.byteSize()
                : (long) keys.length * (Integer.BYTES + Double.BYTES);
    }

    /** What takes an ordinal and its sum. */
    interface Visitor {
        void visit(int ordinal, double sum);
    }

    /** Visits all ordinals whose sums are not 0. */
    void forEach(Visitor visitor) {
        if (packed != null) {
            for (int i = 0; i < packed.size(); i++) {
                visitor.visit(packed.ordinal(i), packed.sum(i));
            }
            return;
        }
        for (int slot = 0; slot < keys.length; slot++) {
            if (sums[slot] != 0) {
                visitor.visit(keys[slot] - 1, sums[slot]);
            }
        }
    }

    /**
     * Begins a checkpoint.
     *
     * @return whether there is something to copy
     */
    boolean beginCapture(BucketPage.Ids ids, Consumer<Page> sink) {
        if (changed.isEmpty()) {
            return false;
        }
        copier = new BucketPage.Copier(ids, changed, sink);
        changed = new BitSet();
        return true;
    }

    /** Copies the parts that are still to be copied, if any; true if there were any. */
    boolean copyIfPending() {
        if (copier == null) {
            return false;
        }
        if (packed != null) {
            copier.copy(index, packed);
        } else {
            copier.copy(index, keys.clone(), sums.clone());
        }
        copier = null;
        return true;
    }

    /** Notes that no checkpoint has any of it. */
    void touchAll() {
        forEach((ordinal, sum) -> changed.set(ordinal >>> PART_SHIFT));
    }

    /** Notes that a part that was read from a checkpoint is not as it is there any more. */
    void differs(int part) {
        changed.set(part);
    }

    private void rehash(int capacity) {
        int[] oldKeys = keys;
        double[] oldSums = sums;
        keys = new int[capacity];
        sums = new double[capacity];
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
