package io.tidaldb.rank.evaluation;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.rank.expression.RowTest;
import io.tidaldb.rank.expression.Values;

/** Calls a test for each row and keeps those for which it gives {@code wanted}. */
final class RowFilter extends BoundPredicate {
    private final RowTest test;
    private final Boolean wanted;
    private final Values parameters;
    private final long now;

    RowFilter(RowTest test, boolean wanted, Values parameters, long now) {
        this.test = test;
        this.wanted = wanted;
        this.parameters = parameters;
        this.now = now;
    }

    @Override
    public void retain(int block, long[] mask) {
        int base = block << Blocks.SHIFT;
        for (int word = 0; word < OrdinalSet.BLOCK_WORDS; word++) {
            for (long rest = mask[word]; rest != 0; rest &= rest - 1) {
                int ordinal = base | word << 6 | Long.numberOfTrailingZeros(rest);
                if (!wanted.equals(test.test(ordinal, parameters, now))) {
                    mask[word] &= ~Long.lowestOneBit(rest);
                }
            }
        }
    }

    @Override
    public boolean isRowByRow() {
        return true;
    }

    @Override
    double share() {
        return GUESS;
    }

    @Override
    int cost() {
        return 1000;
    }
}
