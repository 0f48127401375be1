package io.tidaldb.rank.evaluation;

import io.tidaldb.column.OrdinalSet;

/** Whether a row is in a set, or with {@code complement} is not. */
final class SetFilter extends BoundPredicate {
    private final OrdinalSet set;
    private final boolean complement;
    private final int rowCount;
    private final Scratch scratch;

    /**
     * @param rowCount how many rows there are
     */
    SetFilter(OrdinalSet set, boolean complement, int rowCount, Scratch scratch) {
        this.set = set;
        this.complement = complement;
        this.rowCount = rowCount;
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
    double share() {
        double members = Math.min(1, set.cardinality() / (double) Math.max(1, rowCount));
        return complement ? 1 - members : members;
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
