package io.tidaldb.rank.evaluation;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Blocks;
import io.tidaldb.column.OrdinalSet;

/**
 * Whether one of an array's elements has one of some codes, or with {@code complement} the array is
 * not NULL and none has.
 */
final class ElementFilter extends BoundPredicate {
    private final ArrayColumn column;
    private final int[] codes;
    private final boolean complement;

    ElementFilter(ArrayColumn column, int[] codes, boolean complement) {
        this.column = column;
        this.codes = codes;
        this.complement = complement;
    }

    @Override
    public void retain(int block, long[] mask) {
        int base = block << Blocks.SHIFT;
        for (int word = 0; word < OrdinalSet.BLOCK_WORDS; word++) {
            for (long rest = mask[word]; rest != 0; rest &= rest - 1) {
                int ordinal = base | word << 6 | Long.numberOfTrailingZeros(rest);
                if (!passes(column.codes(ordinal))) {
                    mask[word] &= ~Long.lowestOneBit(rest);
                }
            }
        }
    }

    private boolean passes(int[] elements) {
        if (elements == null) {
            return false;
        }
        for (int element : elements) {
            for (int code : codes) {
                if (element == code) {
                    return !complement;
                }
            }
        }
        return complement;
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
