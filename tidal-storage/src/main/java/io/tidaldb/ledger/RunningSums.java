package io.tidaldb.ledger;

import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.column.Blocks;
import io.tidaldb.column.Cells;
import io.tidaldb.column.DoubleColumn;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * One window's column of sums, and the blocks in which sums have fallen since bounds were exact.
 *
 * <p>What comes is later taken away, so a sum must not keep the roundings of a time when it was
 * large: where a sum is not exact, what it lacks is kept beside it (double-double arithmetic on
 * Knuth's error-free TwoSum). Integers never need that, and signals with integer weights take no
 * memory for it.
 */
final class RunningSums implements BucketSums {
    /**
     * A sum of opposite signs that is this small against what was added counts as 0; about what
     * double-double arithmetic leaves of a cancellation after very many roundings.
     */
    private static final double RESIDUE = 0x1p-60;

    final DoubleColumn values = DoubleColumn.ofSums();
    private final BitSet fallen = new BitSet();

    /** Null for sums that follow from others and so are in no checkpoint. */
    private final ChangedBlocks changed;

    /** Per block what the exact sums exceed their values by; null where nothing does. */
    private double[][] lacking = {};

    private RunningSums(ChangedBlocks changed) {
        this.changed = changed;
    }

    /** Sums that checkpoints hold. */
    static RunningSums stored() {
        return new RunningSums(new ChangedBlocks());
    }

    /** Sums that follow from buckets. */
    static RunningSums derived() {
        return new RunningSums(null);
    }

    /** The error of {@code sum = a + b}, exactly: a + b − sum. */
    static double roundingError(double a, double b, double sum) {
        double part = sum - a;
        return (a - (sum - part)) + (b - part);
    }

    @Override
    public long byteSize() {
        long lacks = 0;
        for (double[] block : lacking) {
            lacks += block == null ? 0 : 1;
        }
        return values.byteSize() + lacks * Blocks.SIZE * Double.BYTES;
    }

    /** Adds to an ordinal's sum. */
    void add(int ordinal, double addend) {
        add(ordinal, addend, 0);
    }

    /**
     * Adds to an ordinal's sum.
     *
     * @param low what is added on top of {@code addend}, in size at most half of its last bit
     */
    void add(int ordinal, double addend, double low) {
        int block = ordinal >>> Blocks.SHIFT;
        if (changed != null) {
            changed.touch(block);
        }
        int integer = (int) addend;
        boolean mayBeExact = integer == addend && low == 0 && lacks(block) == null;
        if (!mayBeExact || !values.addInteger(ordinal, integer)) {
            addFraction(ordinal, addend, low);
        }
    }

    /** Adds the weights of events from one moment until before another. */
    void add(SortedEvents events, long from, long until) {
        if (events.isWeighted()) {
            for (int i = 0; i < events.size(); i++) {
                if (events.time(i) >= from && events.time(i) < until) {
                    add(events.ordinal(i), events.weight(i));
                }
            }
            return;
        }
        add(events.targets(), events.counts(), events.combine(from, until));
    }

    /** Adds integers to the sums of ordinals, of which the first {@code count} count, ascending. */
    void add(int[] ordinals, int[] addends, int count) {
        for (int i = 0, end; i < count; i = end) {
            int block = ordinals[i] >>> Blocks.SHIFT;
            end = i + 1;
            while (end < count && ordinals[end] >>> Blocks.SHIFT == block) {
                end++;
            }
            if (changed != null) {
                changed.touch(block);
            }
            if (lacks(block) != null || !values.addIntegers(block, ordinals, addends, i, end)) {
                for (int k = i; k < end; k++) {
                    addFraction(ordinals[k], addends[k], 0);
                }
            }
        }
    }

    private double[] lacks(int block) {
        return block < lacking.length ? lacking[block] : null;
    }

    private void addFraction(int ordinal, double addend, double low) {
        int block = ordinal >>> Blocks.SHIFT;
        double[] lacks = lacks(block);
        double old = values.value(ordinal);
        double sum = old + addend;
        double error = roundingError(old, addend, sum) + low;
        if (lacks == null) {
            if (error == 0) {
                values.set(ordinal, sum);
                return;
            }
            lacks = allocate(block);
        }
        int row = ordinal & Blocks.MASK;
        double rest = lacks[row] + error;
        double total = sum + rest;
        if (Math.abs(total) <= RESIDUE * Math.abs(addend)) {
            total = 0;
            lacks[row] = 0;
        } else {
            lacks[row] = rest - (total - sum);
        }
        values.set(ordinal, total);
    }

    @Override
    public void join(int ordinal, double weight, long bucket) {
        add(ordinal, weight);
    }

    @Override
    public void join(SortedEvents events, BucketGrid grid, long first, long last) {
        add(events, grid.start(first), grid.start(last + 1));
    }

    @Override
    public void join(int first, PackedSums packed, long bucket) {
        add(first, packed, 1);
    }

    @Override
    public void leave(int first, PackedSums packed, long bucket) {
        add(first, packed, -1);
        for (int i = 0; i < packed.size(); i++) {
            fallen.set(first + packed.row(i) >>> Blocks.SHIFT);
        }
    }

    private void add(int first, PackedSums packed, int sign) {
        if (packed.holdsIntegers()) {
            add(packed.ordinals(first), packed.integers(sign), packed.size());
            return;
        }
        for (int i = 0; i < packed.size(); i++) {
            add(first + packed.row(i), sign * packed.sum(i));
        }
    }

    /** Subtracts from an ordinal's sum, so that its block's bounds may be made tighter. */
    void subtract(int ordinal, double subtrahend, double low) {
        add(ordinal, -subtrahend, -low);
        fallen.set(ordinal >>> Blocks.SHIFT);
    }

    /** What an ordinal's exact sum exceeds its value by. */
    double lacking(int ordinal) {
        double[] lacks = lacks(ordinal >>> Blocks.SHIFT);
        return lacks == null ? 0 : lacks[ordinal & Blocks.MASK];
    }

    /** Adds what others have, under other ordinals; negative ones are left out. */
    void addAll(RunningSums from, IntUnaryOperator newOrdinal) {
        for (int block = 0; block < from.values.pageCount(); block++) {
            Object page = from.values.page(block);
            for (int row = 0; page != null && row < Blocks.SIZE; row++) {
                int ordinal = (block << Blocks.SHIFT) + row;
                double sum = Cells.get(page, row);
                double low = from.lacking(ordinal);
                int to = sum == 0 && low == 0 ? -1 : newOrdinal.applyAsInt(ordinal);
                if (to >= 0) {
                    add(to, sum, low);
                }
            }
        }
    }

    /** Sums of their own that are these less a multiple of others. */
    RunningSums less(RunningSums others, double factor) {
        RunningSums result = derived();
        int blocks = Math.max(values.pageCount(), others.values.pageCount());
        for (int block = 0; block < blocks; block++) {
            if (values.page(block) != null || others.values.page(block) != null) {
                result.setDifference(block, this, others, factor);
            }
        }
        return result;
    }

    /** Fills an empty block with what some sums exceed a multiple of others by. */
    private void setDifference(int block, RunningSums minuend, RunningSums others, double factor) {
        double[] cells = new double[Blocks.SIZE];
        double[] subtrahends = new double[Blocks.SIZE];
        minuend.values.read(block, Blocks.SIZE, cells);
        others.values.read(block, Blocks.SIZE, subtrahends);
        double[] lacks = minuend.lacks(block);
        double[] othersLack = others.lacks(block);
        double[] rests = new double[Blocks.SIZE];
        boolean empty = true;
        boolean exact = true;
        for (int row = 0; row < Blocks.SIZE; row++) {
            double other = subtrahends[row];
            double product = factor * other;
            double sum = cells[row] - product;
            double rest =
                    roundingError(cells[row], -product, sum)
                            + (lacks == null ? 0 : lacks[row])
                            - Math.fma(factor, other, -product)
                            - (othersLack == null ? 0 : factor * othersLack[row]);
            double total = sum + rest;
            boolean isResidue = Math.abs(total) <= RESIDUE * Math.abs(product);
            cells[row] = isResidue ? 0 : total;
            rests[row] = isResidue ? 0 : rest - (total - sum);
            empty &= cells[row] == 0;
            exact &= rests[row] == 0;
        }
        if (!empty) {
            values.load(block, cells);
            if (!exact) {
                System.arraycopy(rests, 0, allocate(block), 0, Blocks.SIZE);
            }
        }
    }

    @Override
    public void clear(int ordinal) {
        int block = ordinal >>> Blocks.SHIFT;
        if (changed != null && values.page(block) != null) {
            changed.touch(block);
        }
        if (block < lacking.length && lacking[block] != null) {
            lacking[block][ordinal & Blocks.MASK] = 0;
        }
        if (values.value(ordinal) != 0) {
            values.set(ordinal, 0);
            values.tightenBounds(block);
        }
    }

    @Override
    public void moveTo(long edge) {}

    @Override
    public long nextMove() {
        return Long.MAX_VALUE;
    }

    @Override
    public void tighten() {
        for (int block = fallen.nextSetBit(0); block >= 0; block = fallen.nextSetBit(block + 1)) {
            values.tightenBounds(block);
            dropZeros(block);
        }
        fallen.clear();
    }

    private void dropZeros(int block) {
        double[] lacks = lacks(block);
        if (lacks != null && Arrays.stream(lacks).allMatch(lack -> lack == 0)) {
            lacking[block] = null;
        }
    }

    /** Begins a checkpoint; {@link #copyNext} goes on with it. Of stored sums. */
    void beginCapture(IntFunction<PageId> ids, Consumer<Page> sink) {
        changed.begin(
                block -> {
                    double[] lacks = lacks(block);
                    return new CellsPage(
                            ids.apply(block), copy(block), lacks == null ? null : lacks.clone());
                },
                sink);
    }

    /** Notes that no checkpoint has any of them. Of stored sums. */
    void touchAll() {
        for (int block = 0; block < values.pageCount(); block++) {
            if (values.page(block) != null) {
                changed.touch(block);
            }
        }
    }

    /** Copies one more block for the checkpoint; false if none is left. Of stored sums. */
    boolean copyNext() {
        return changed.copyNext();
    }

    private Object copy(int block) {
        Object page = values.page(block);
        return page == null ? null : Cells.copy(page);
    }

    /** Fills a block from a checkpoint, but for ordinals that stand for nothing any more. */
    void restore(int block, CellsPage.Sums page, IntPredicate stale) {
        double[] cells = page.values();
        for (int row = 0; row < Blocks.SIZE; row++) {
            double lacks = page.lacking() == null ? 0 : page.lacking()[row];
            if ((cells[row] != 0 || lacks != 0) && stale.test((block << Blocks.SHIFT) + row)) {
                changed.touch(block);
                cells[row] = 0;
                if (page.lacking() != null) {
                    page.lacking()[row] = 0;
                }
            }
        }
        values.load(block, cells);
        if (page.lacking() != null) {
            System.arraycopy(page.lacking(), 0, allocate(block), 0, Blocks.SIZE);
        }
    }

    private double[] allocate(int block) {
        if (block >= lacking.length) {
            lacking = Arrays.copyOf(lacking, Math.max(block + 1, lacking.length * 2));
        }
        lacking[block] = new double[Blocks.SIZE];
        return lacking[block];
    }
}
