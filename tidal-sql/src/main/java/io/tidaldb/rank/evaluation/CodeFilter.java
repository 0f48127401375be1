package io.tidaldb.rank.evaluation;

import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.OrdinalSet;

/** Tests a dictionary's codes. */
final class CodeFilter extends BoundPredicate {
    private final DictionaryColumn column;
    private final CodeTest test;
    private final boolean complement;
    private final boolean nullPasses;
    private final int cost;

    /**
     * @param complement keep the strings that fail the test
     * @param nullPasses keep NULL
     */
    CodeFilter(
            DictionaryColumn column,
            CodeTest test,
            boolean complement,
            boolean nullPasses,
            int cost) {
        this.column = column;
        this.test = test;
        this.complement = complement;
        this.nullPasses = nullPasses;
        this.cost = cost;
    }

    @Override
    public void retain(int block, long[] mask) {
        int[] codes = column.page(block);
        if (codes == null) {
            if (!nullPasses) {
                Masks.clear(mask);
            }
            return;
        }
        for (int word = 0; word < OrdinalSet.BLOCK_WORDS; word++) {
            long found = 0;
            for (long rest = mask[word]; rest != 0; rest &= rest - 1) {
                int code = codes[word << 6 | Long.numberOfTrailingZeros(rest)];
                boolean passes =
                        code == DictionaryColumn.NULL_CODE
                                ? nullPasses
                                : test.test(code) != complement;
                if (passes) {
                    found |= Long.lowestOneBit(rest);
                }
            }
            mask[word] = found;
        }
    }

    @Override
    double share() {
        return complement ? 1 - GUESS : GUESS;
    }

    @Override
    int cost() {
        return cost;
    }
}
