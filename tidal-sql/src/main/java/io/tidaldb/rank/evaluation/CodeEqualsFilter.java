package io.tidaldb.rank.evaluation;

import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.OrdinalSet;

/**
 * Whether a string has one certain code, or with {@code complement} is not NULL and has another.
 */
final class CodeEqualsFilter extends BoundPredicate {
    private static final int DENSE = 16;

    private final DictionaryColumn column;
    private final int code;
    private final boolean complement;

    CodeEqualsFilter(DictionaryColumn column, int code, boolean complement) {
        this.column = column;
        this.code = code;
        this.complement = complement;
    }

    @Override
    public void retain(int block, long[] mask) {
        int[] codes = column.page(block);
        if (codes == null) {
            Masks.clear(mask);
            return;
        }
        for (int word = 0; word < OrdinalSet.BLOCK_WORDS; word++) {
            long candidates = mask[word];
            if (candidates == 0) {
                continue;
            }
            int start = word << 6;
            if (complement) {
                candidates &= ~equal(codes, start, DictionaryColumn.NULL_CODE, candidates);
                candidates &= ~equal(codes, start, code, candidates);
            } else {
                candidates &= equal(codes, start, code, candidates);
            }
            mask[word] = candidates;
        }
    }

    private static long equal(int[] codes, int start, int code, long candidates) {
        long bits = 0;
        if (Long.bitCount(candidates) >= DENSE) {
            // Without a branch, which would often be predicted wrongly: x | −x is negative unless x
            // is 0.
            for (int i = 0; i < Long.SIZE; i++) {
                int difference = codes[start + i] ^ code;
                bits |= (long) (~(difference | -difference) >>> 31) << i;
            }
        } else {
            for (long rest = candidates; rest != 0; rest &= rest - 1) {
                int i = Long.numberOfTrailingZeros(rest);
                bits |= (codes[start + i] == code ? 1L : 0L) << i;
            }
        }
        return bits;
    }

    @Override
    double share() {
        return complement ? 1 - GUESS : GUESS;
    }

    @Override
    int cost() {
        return 1;
    }
}
