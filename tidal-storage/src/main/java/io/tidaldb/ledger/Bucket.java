package io.tidaldb.ledger;

import io.tidaldb.checkpoint.Page;
import io.tidaldb.column.Blocks;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * What each ordinal got within one stretch of time, in parts of 65,536 ordinals. A part is packed,
 * or in pages if those take less memory, or if many events come for it. What comes for packed parts
 * waits in a list until there is so much of it that packing it with the rest pays off. So an event
 * that comes late costs no search. For the writer thread.
 */
final class Bucket {
    /** How many ordinals, as a power of two, make a part, which is what a checkpoint rewrites. */
    static final int PART_SHIFT = 16;

    static final int PART_SIZE = 1 << PART_SHIFT;
    private static final int PAGE_SHIFT = PART_SHIFT - Blocks.SHIFT;

    /** How many additions may wait, however few ordinals are packed. */
    private static final int FEW_WAITING = 4096;

    /** Packed ordinals for each addition that may wait. */
    private static final int PACKED_PER_WAITING = 8;

    /** Of how many ordinals on a part of the moment's bucket is in pages. */
    private static final int MANY_PACKED = 2048;

    /**
     * A sum of fractions that is this small against what was last added counts as 0: 2^−40, that is
     * a few thousand roundings.
     */
    private static final double RESIDUE = 0x1p-40;

    /** What takes notice of roundings. */
    interface Deviations {
        /**
         * An ordinal's sum has grown by more than what was added to it.
         *
         * @param deviation how much more
         */
        void add(int ordinal, double deviation);
    }

    /** Which stretch: the time divided by the length of a bucket, rounded down. */
    final long index;

    /** The parts; null where nothing is packed. */
    private PackedSums[] packed = {};

    /** The parts that are in pages, null for the others; as long. */
    private SumPages[] pages = {};

    private int packedSize;
    private Additions waiting = new Additions();

    /** Whether its time has passed, so that few more events are expected. */
    private boolean settled;

    /** The parts that changed since the last checkpoint. */
    private BitSet changed = new BitSet();

    /** The parts of which a checkpoint under way has still to take copies, or null. */
    private BitSet pending;

    private BucketPage.Ids ids;
    private Consumer<Page> sink;

    /**
     * @param settled whether its time has passed
     */
    Bucket(long index, boolean settled) {
        this.index = index;
        this.settled = settled;
    }

    /**
     * Adds to an ordinal's sum, now or when the bucket is packed.
     *
     * @return what the sum has grown by beyond {@code weight}: 0 but for rounding
     */
    double add(int ordinal, double weight) {
        int part = ordinal >>> PART_SHIFT;
        prepareChange(part);
        SumPages sums = part < pages.length ? pages[part] : null;
        if (sums == null) {
            waiting.add(ordinal, weight);
            return 0;
        }
        int row = ordinal & PART_SIZE - 1;
        int integer = (int) weight;
        if (integer == weight && sums.add(row, integer)) {
            return 0;
        }
        double old = sums.get(row);
        double kept = kept(old, weight);
        sums.set(row, kept);
        return deviation(old, weight, kept);
    }

    /**
     * Adds integers to ordinals of one block, if it is in pages and that can be done exactly.
     *
     * @param ordinals different ones, of which the places from {@code from} to {@code to} count
     * @return whether they were added; nothing is if not
     */
    boolean addIntegers(int block, int[] ordinals, int[] addends, int from, int to) {
        int part = block >>> PAGE_SHIFT;
        if (part >= pages.length || pages[part] == null) {
            return false;
        }
        prepareChange(part);
        int page = block & (1 << PAGE_SHIFT) - 1;
        return pages[part].addIntegers(page, ordinals, addends, from, to);
    }

    /** The sum of a sum and what is added to it, as it is kept. */
    static double kept(double old, double weight) {
        double sum = old + weight;
        boolean isResidue = Math.abs(sum) <= RESIDUE * Math.abs(weight) && sum != Math.rint(sum);
        return isResidue ? 0 : sum;
    }

    /** What the kept sum exceeds the exact one by. */
    static double deviation(double old, double weight, double kept) {
        double sum = old + weight;
        return kept - sum - RunningSums.roundingError(old, weight, sum);
    }

    /** The ordinal's sum. */
    double sum(int ordinal) {
        int part = ordinal >>> PART_SHIFT;
        int row = ordinal & PART_SIZE - 1;
        if (part < pages.length && pages[part] != null) {
            return pages[part].get(row);
        }
        double sum = part < packed.length && packed[part] != null ? packed[part].get(row) : 0;
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.ordinal(i) == ordinal) {
                sum = kept(sum, waiting.weight(i));
            }
        }
        return sum;
    }

    private void prepareChange(int part) {
        if (pending != null) {
            copyIfPending();
        }
        if (!changed.get(part)) {
            changed.set(part);
        }
    }

    /** Whether so much waits that {@link #pack} pays off. */
    boolean isDueForPacking() {
        return waiting.size() >= Math.max(FEW_WAITING, packedSize / PACKED_PER_WAITING);
    }

    /** Adds what waits to the sums. */
    void pack(Deviations deviations) {
        if (waiting.size() == 0) {
            return;
        }
        long[] places = waiting.sorted();
        for (int from = 0, to; from < places.length; from = to) {
            int part = partOf(places[from]);
            to = partEnd(places, part);
            PackedSums old = part < packed.length ? packed[part] : null;
            put(part, PackedSums.merge(old, waiting, places, from, to, deviations));
        }
        waiting = new Additions();
    }

    private static int partOf(long place) {
        return (int) (place >>> Integer.SIZE + PART_SHIFT);
    }

    /** Where the additions of a part end in their order, and those of the next begin. */
    static int partEnd(long[] places, int part) {
        int end = Arrays.binarySearch(places, part + 1L << Integer.SIZE + PART_SHIFT);
        return end < 0 ? ~end : end;
    }

    /** Makes a part that is not in pages hold other sums, in the form that suits them. */
    private void put(int part, PackedSums sums) {
        if (part >= packed.length) {
            packed = Arrays.copyOf(packed, part + 1);
            pages = Arrays.copyOf(pages, part + 1);
        }
        packedSize -= packed[part] == null ? 0 : packed[part].size();
        boolean inPages =
                settled ? sums.byteSize() > PART_SIZE * sums.width() : sums.size() > MANY_PACKED;
        packed[part] = inPages ? null : sums;
        pages[part] = inPages ? SumPages.of(sums) : null;
        packedSize += inPages ? 0 : sums.size();
    }

    /** Whether {@link #pack} may find roundings. */
    boolean mayDeviate() {
        return !waiting.holdsIntegers();
    }

    /** Makes the ordinal's sum 0. Not to be called while it {@link #mayDeviate}. */
    void clear(int ordinal) {
        double sum = sum(ordinal);
        if (sum != 0) {
            add(ordinal, -sum);
        }
    }

    /**
     * Takes less memory, since its time has passed.
     *
     * @return about how many rows that took looking at
     */
    int settle() {
        if (settled) {
            return 0;
        }
        settled = true;
        int rows = 0;
        for (int part = 0; part < pages.length; part++) {
            if (pages[part] != null) {
                PackedSums sums = pages[part].packed();
                rows += PART_SIZE;
                if (sums.byteSize() < pages[part].byteSize()) {
                    pages[part] = null;
                    packed[part] = sums;
                    packedSize += sums.size();
                }
            }
        }
        return rows;
    }

    /** About how many bytes its sums take. */
    long byteSize() {
        long bytes = 0;
        for (int part = 0; part < packed.length; part++) {
            bytes += packed[part] == null ? 0 : packed[part].byteSize();
            bytes += pages[part] == null ? 0 : pages[part].byteSize();
        }
        return bytes + waiting.byteSize();
    }

    /** What takes sums: a part's first ordinal, and what it got. */
    interface Visitor {
        void visit(int first, PackedSums sums);
    }

    /** Visits all sums, in ascending order of ordinals. Nothing may wait. */
    void forEach(Visitor visitor) {
        for (int part = 0; part < packed.length; part++) {
            if (pages[part] != null) {
                pages[part].forEach(part << PART_SHIFT, visitor);
            } else if (packed[part] != null) {
                visitor.visit(part << PART_SHIFT, packed[part]);
            }
        }
    }

    /** Fills a part from a checkpoint; it differs from that if ordinals were dropped. */
    void restore(int part, PackedSums sums, boolean differs) {
        put(part, sums);
        if (differs) {
            changed.set(part);
        }
    }

    /**
     * Begins a checkpoint.
     *
     * @return whether there is something to copy
     */
    boolean beginCapture(BucketPage.Ids newIds, Consumer<Page> newSink) {
        if (changed.isEmpty()) {
            return false;
        }
        ids = newIds;
        sink = newSink;
        pending = changed;
        changed = new BitSet();
        return true;
    }

    /** Takes the copies that are still to be taken; false if there are none. */
    boolean copyIfPending() {
        if (pending == null) {
            return false;
        }
        BucketPage.Waiting additions = new BucketPage.Waiting(waiting.prefix());
        for (int part = pending.nextSetBit(0); part >= 0; part = pending.nextSetBit(part + 1)) {
            sink.accept(
                    new BucketPage(
                            ids.of(index, part),
                            part < packed.length ? packed[part] : null,
                            part < pages.length && pages[part] != null ? pages[part].share() : null,
                            additions));
        }
        pending = null;
        return true;
    }

    /** Notes that no checkpoint has any of it. */
    void touchAll() {
        for (int part = 0; part < packed.length; part++) {
            if (packed[part] != null || pages[part] != null) {
                changed.set(part);
            }
        }
        for (int i = 0; i < waiting.size(); i++) {
            changed.set(waiting.ordinal(i) >>> PART_SHIFT);
        }
    }
}
