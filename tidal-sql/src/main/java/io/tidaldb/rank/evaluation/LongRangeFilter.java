package io.tidaldb.rank.evaluation;

import io.tidaldb.column.LongColumn;
import io.tidaldb.column.OrdinalSet;

import java.lang.invoke.VarHandle;

final class LongRangeFilter extends BoundPredicate {
    /** From how many candidates in a word on all 64 rows are compared without looking which. */
    private static final int DENSE = 16;

    /** How many blocks an estimate looks at, about. */
    private static final int SAMPLED = 32;

    private final LongColumn column;
    private final LongRange range;
    private final Scratch scratch;

    LongRangeFilter(LongColumn column, LongRange range, Scratch scratch) {
        this.column = column;
        this.range = range;
        this.scratch = scratch;
    }

    LongColumn column() {
        return column;
    }

    LongRange range() {
        return range;
    }

    @Override
    public void retain(int block, long[] mask) {
        long[] values = column.values(block);
        long[] present = column.present(block);
        if (values == null || present == null) {
            Masks.clear(mask);
            return;
        }
        if (takeWhole(block, present, mask)) {
            return;
        }
        long from = range.from();
        long to = range.to();
        long flip = range.complement() ? -1L : 0L;
        for (int word = 0; word < OrdinalSet.BLOCK_WORDS; word++) {
            long candidates = mask[word] & present[word];
            if (candidates != 0) {
                candidates &=
                        flip
                                ^ (Long.bitCount(candidates) >= DENSE
                                        ? dense(values, word << 6, from, to)
                                        : sparse(values, word << 6, from, to, candidates));
            }
            mask[word] = candidates;
        }
    }

    /**
     * Takes all of the block's values, or none, where its bounds lie inside the range, or outside.
     */
    private boolean takeWhole(int block, long[] present, long[] mask) {
        long[] set = scratch.pushMask();
        System.arraycopy(present, 0, set, 0, set.length);
        // Which values are present is read before the bounds: the writer goes the other way round,
        // so that the bounds hold for all that were present.
        VarHandle.loadLoadFence();
        double min = column.min(block);
        double max = column.max(block);
        double from = range.from() / column.unit();
        double to = range.to() / column.unit();
        // Only where they are strictly apart: different integers may be one double.
        boolean inside = min > from && max < to;
        boolean outside = max < from || min > to;
        if (inside || outside) {
            if (inside == range.complement()) {
                Masks.clear(set);
            }
            Masks.and(mask, set);
        }
        scratch.popMask();
        return inside || outside;
    }

    private static long dense(long[] values, int start, long from, long to) {
        long bits = 0;
        for (int i = 0; i < Long.SIZE; i++) {
            long value = values[start + i];
            bits |= (value >= from & value <= to ? 1L : 0L) << i;
        }
        return bits;
    }

    private static long sparse(long[] values, int start, long from, long to, long candidates) {
        long bits = 0;
        for (long rest = candidates; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            long value = values[start + i];
            bits |= (value >= from & value <= to ? 1L : 0L) << i;
        }
        return bits;
    }

    @Override
    public void prune(int first, int count, boolean[] possible) {
        // Rounding to double and dividing never reverse an order, so strictly apart stays apart.
        double from = range.from() / column.unit();
        double to = range.to() / column.unit();
        for (int i = 0; i < count; i++) {
            double min = column.min(first + i);
            double max = column.max(first + i);
            possible[i] &= min <= max && (range.complement() || to >= min && from <= max);
        }
    }

    @Override
    double share() {
        double share = share(column, range);
        return range.complement() ? 1 - share : share;
    }

    /**
     * About which share of a column's values lie between a range's ends, as if a block's values
     * were spread evenly between its bounds.
     */
    static double share(LongColumn column, LongRange range) {
        double from = range.from() / column.unit();
        double to = range.to() / column.unit();
        double step = 1 / column.unit();
        double sum = 0;
        int sampled = 0;
        int blocks = column.blocks();
        for (int block = 0; block < blocks; block += 1 + blocks / SAMPLED) {
            double min = column.min(block);
            double max = column.max(block);
            if (min <= max) {
                double width = max - min + step;
                double common = Math.min(max, to) - Math.max(min, from) + step;
                sum += Math.clamp(common / width, 0, 1);
                sampled++;
            }
        }
        return sampled == 0 ? 0 : sum / sampled;
    }

    @Override
    int cost() {
        return 1;
    }
}
