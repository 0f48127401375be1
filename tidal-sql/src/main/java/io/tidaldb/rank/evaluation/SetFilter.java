package io.tidaldb.rank.evaluation;

import io.tidaldb.column.OrdinalSet;

/** Whether a row is in a set, or with {@code complement} is not. */
final class SetFilter extends BoundPredicate {
    private final OrdinalSet set;
    private final boolean complement;
    private final Scratch scratch;

    SetFilter(OrdinalSet set, boolean complement, Scratch scratch) {
        this.set = set;
        this.complement = complement;
        this.scratch = scratch;
    }

    @Override
    public void retain(int block, long[] mask) {
        long[] members = scratch.pushMask();
        Masks.clear(members);
        set.addTo(block, members);
        if (complement) {
            Masks.andNot(mask, members);
        } else {
            Masks.and(mask, members);
        }
        scratch.popMask();
    }

    @Override
    public void prune(int first, int count, boolean[] possible) {
        if (complement) {
            return;
        }
        boolean[] held = new boolean[count];
        set.addBlocksTo(first, count, held);
        for (int i = 0; i < count; i++) {
            possible[i] &= held[i];
        }
    }

    @Override
    int cost() {
        return 0;
    }
}
