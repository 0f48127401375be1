package io.tidaldb.rank.evaluation;

import io.tidaldb.column.LongColumn;
import io.tidaldb.column.OrdinalSet;

final class LongRangeFilter extends BoundPredicate {
    /** From how many candidates in a word on all 64 rows are compared without looking which. */
    private static final int DENSE = 16;

    private final LongColumn column;
    private final LongRange range;

    LongRangeFilter(LongColumn column, LongRange range) {
        this.column = column;
        this.range = range;
    }

    @Override
    public void retain(int block, long[] mask) {
        long[] values = column.values(block);
        long[] present = column.present(block);
        if (values == null || present == null) {
            Masks.clear(mask);
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
    int cost() {
        return 1;
    }
}
