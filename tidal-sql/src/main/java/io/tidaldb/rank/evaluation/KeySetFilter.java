package io.tidaldb.rank.evaluation;

import io.tidaldb.column.LongColumn;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.rank.expression.KeySetSource.KeySet;

/**
 * Whether an integer column's value is in a set of keys, or with {@code complement} is not or is
 * NULL.
 */
final class KeySetFilter extends BoundPredicate {
    private final LongColumn column;
    private final KeySet keys;
    private final boolean complement;

    KeySetFilter(LongColumn column, KeySet keys, boolean complement) {
        this.column = column;
        this.keys = keys;
        this.complement = complement;
    }

    @Override
    public void retain(int block, long[] mask) {
        long[] values = column.values(block);
        long[] present = column.present(block);
        if (values == null || present == null) {
            if (!complement) {
                Masks.clear(mask);
            }
            return;
        }
        for (int word = 0; word < OrdinalSet.BLOCK_WORDS; word++) {
            long found = 0;
            for (long rest = mask[word] & present[word]; rest != 0; rest &= rest - 1) {
                if (keys.contains(values[word << 6 | Long.numberOfTrailingZeros(rest)])) {
                    found |= Long.lowestOneBit(rest);
                }
            }
            mask[word] &= complement ? ~found : found;
        }
    }

    @Override
    double share() {
        return complement ? 1 - GUESS : GUESS;
    }

    @Override
    int cost() {
        return 20;
    }
}
