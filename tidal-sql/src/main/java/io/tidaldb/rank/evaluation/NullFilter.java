package io.tidaldb.rank.evaluation;

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

    NullFilter(Column column, boolean complement) {
        this.column = column;
        this.complement = complement;
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
    int cost() {
        return switch (column) {
            case LongColumn longs -> 0;
            case DoubleColumn doubles -> 3;
            case DictionaryColumn strings -> 3;
        };
    }
}
