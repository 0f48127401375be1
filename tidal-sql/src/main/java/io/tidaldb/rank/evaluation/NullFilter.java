package io.tidaldb.rank.evaluation;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Blocks;
import io.tidaldb.column.Column;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.column.OrdinalSet;

/** IS NULL of a column, or with {@code complement} IS NOT NULL. */
final class NullFilter extends BoundPredicate {
    private final Column column;
    private final boolean complement;
    private final int rowCount;
    private final Scratch scratch;

    /**
     * @param rowCount how many rows there are
     */
    NullFilter(Column column, boolean complement, int rowCount, Scratch scratch) {
        this.column = column;
        this.complement = complement;
        this.rowCount = rowCount;
        this.scratch = scratch;
    }

    @Override
    public void retain(int block, long[] mask) {
        if (column instanceof LongColumn longs) {
            long[] present = longs.present(block);
            for (int word = 0; word < OrdinalSet.BLOCK_WORDS; word++) {
                long set = present == null ? 0 : present[word];
                mask[word] &= complement ? set : ~set;
            }
            return;
        }
        if (column.postings() != null) {
            // Each word is of one moment, and a row's bit says by itself whether it has a value.
            long[] present = scratch.pushMask();
            Masks.clear(present);
            column.postings().addPresentTo(block, present);
            if (complement) {
                Masks.and(mask, present);
            } else {
                Masks.andNot(mask, present);
            }
            scratch.popMask();
            return;
        }
        int base = block << Blocks.SHIFT;
        for (int word = 0; word < OrdinalSet.BLOCK_WORDS; word++) {
            for (long rest = mask[word]; rest != 0; rest &= rest - 1) {
                int row = word << 6 | Long.numberOfTrailingZeros(rest);
                if (column.isNull(base | row) == complement) {
                    mask[word] &= ~Long.lowestOneBit(rest);
                }
            }
        }
    }

    @Override
    double share() {
        double nulls =
                column.postings() == null
                        ? GUESS / 10
                        : Math.clamp(
                                1 - column.postings().presentRows() / Math.max(1.0, rowCount),
                                0,
                                1);
        return complement ? 1 - nulls : nulls;
    }

    @Override
    int cost() {
        return switch (column) {
            case LongColumn longs -> 0;
            case DoubleColumn doubles -> 3;
            case DictionaryColumn strings -> 0;
            case ArrayColumn arrays -> 0;
        };
    }
}
