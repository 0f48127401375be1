package io.tidaldb.rank.evaluation;

import io.tidaldb.column.LongColumn;
import io.tidaldb.column.OrdinalSet;

import java.util.Arrays;

/** Whether an integer is one of a few, or with {@code complement} set and is none of them. */
final class LongInFilter extends BoundPredicate {
    private final LongColumn column;
    private final long[] members;
    private final boolean complement;

    LongInFilter(LongColumn column, long[] members, boolean complement) {
        this.column = column;
        this.members = members.clone();
        Arrays.sort(this.members);
        this.complement = complement;
    }

    @Override
    public void retain(int block, long[] mask) {
        long[] values = column.values(block);
        long[] present = column.present(block);
        if (values == null || present == null) {
            Masks.clear(mask);
            return;
        }
        for (int word = 0; word < OrdinalSet.BLOCK_WORDS; word++) {
            long found = 0;
            for (long rest = mask[word] & present[word]; rest != 0; rest &= rest - 1) {
                int row = word << 6 | Long.numberOfTrailingZeros(rest);
                if (Arrays.binarySearch(members, values[row]) >= 0 != complement) {
                    found |= Long.lowestOneBit(rest);
                }
            }
            mask[word] = found;
        }
    }

    @Override
    public void prune(int first, int count, boolean[] possible) {
        if (complement || members.length == 0) {
            return;
        }
        double least = members[0] / column.unit();
        double most = members[members.length - 1] / column.unit();
        for (int i = 0; i < count; i++) {
            possible[i] &= most >= column.min(first + i) && least <= column.max(first + i);
        }
    }

    @Override
    double share() {
        double any = 0;
        for (long member : members) {
            any += LongRangeFilter.share(column, new LongRange(member, member, false));
        }
        any = Math.min(1, any);
        return complement ? 1 - any : any;
    }

    @Override
    int cost() {
        return 4;
    }
}
