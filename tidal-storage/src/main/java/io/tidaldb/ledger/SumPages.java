package io.tidaldb.ledger;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.Cells;

/**
 * The sums of a part in which many rows got something, in pages of {@link Cells}. A checkpoint
 * shares the pages: one that is about to change is copied first. For the writer thread.
 */
final class SumPages {
    private static final int COUNT = Bucket.PART_SIZE >>> Blocks.SHIFT;

    private final Object[] pages = new Object[COUNT];

    /** One bit a page, set where a checkpoint may hold it. */
    private long shared;

    static SumPages of(PackedSums packed) {
        SumPages sums = new SumPages();
        for (int i = 0; i < packed.size(); i++) {
            sums.set(packed.row(i), packed.sum(i));
        }
        return sums;
    }

    double get(int row) {
        Object page = pages[row >>> Blocks.SHIFT];
        return page == null ? 0 : Cells.get(page, row & Blocks.MASK);
    }

    void set(int row, double value) {
        int index = row >>> Blocks.SHIFT;
        Object page = pages[index] == null ? Cells.zeros(value) : writable(index);
        pages[index] = Cells.with(page, row & Blocks.MASK, value);
    }

    /**
     * Adds an integer exactly, unless the row's page holds fractions or the sum is beyond 32 bits.
     *
     * @return whether it was added
     */
    boolean add(int row, int addend) {
        int index = row >>> Blocks.SHIFT;
        int cell = row & Blocks.MASK;
        Object page = pages[index];
        if (page == null) {
            page = Cells.zeros(addend);
            pages[index] = page;
        } else if (shared != 0) {
            page = writable(index);
        }
        long sum;
        if (page instanceof byte[] bytes) {
            sum = (long) bytes[cell] + addend;
            if (sum == (byte) sum) {
                bytes[cell] = (byte) sum;
                return true;
            }
        } else if (page instanceof short[] shorts) {
            sum = (long) shorts[cell] + addend;
            if (sum == (short) sum) {
                shorts[cell] = (short) sum;
                return true;
            }
        } else if (page instanceof int[] integers) {
            sum = (long) integers[cell] + addend;
            if (sum != (int) sum) {
                return false;
            }
        } else {
            return false;
        }
        pages[index] = Cells.with(page, cell, sum);
        return true;
    }

    /**
     * Adds integers to rows of a page, exactly, unless it holds fractions or a sum is beyond 32
     * bits.
     *
     * @param ordinals different ones of the page, of which the places from {@code from} to {@code
     *     to} count
     * @param addends how much each gets
     * @return whether they were added; nothing is if not
     */
    boolean addIntegers(int index, int[] ordinals, int[] addends, int from, int to) {
        Object page = pages[index] == null ? Cells.zeros(0) : writable(index);
        if (page instanceof double[]) {
            return false;
        }
        long range = Cells.sumRange(page, ordinals, addends, from, to);
        if (range == Cells.TOO_WIDE) {
            return false;
        }
        pages[index] = Cells.withSums(page, ordinals, addends, from, to, range);
        return true;
    }

    private Object writable(int index) {
        if ((shared >>> index & 1) != 0) {
            pages[index] = Cells.copy(pages[index]);
            shared &= ~(1L << index);
        }
        return pages[index];
    }

    /** Visits all sums, page by page. */
    void forEach(int first, Bucket.Visitor visitor) {
        for (int i = 0; i < COUNT; i++) {
            if (pages[i] != null) {
                visitor.visit(first + (i << Blocks.SHIFT), PackedSums.of(pages[i]));
            }
        }
    }

    /** The pages as they are now; those of them never change any more. */
    Object[] share() {
        shared = -1;
        return pages.clone();
    }

    PackedSums packed() {
        return PackedSums.of(pages);
    }

    /** How many bytes the pages take. */
    int byteSize() {
        int bytes = 0;
        for (Object page : pages) {
            bytes += page == null ? 0 : Cells.width(page) * Blocks.SIZE;
        }
        return bytes;
    }
}
