package io.tidaldb.rank.evaluation;

import java.util.Arrays;

final class ConstantFilter extends BoundPredicate {
    static final ConstantFilter ALL = new ConstantFilter(true);
    static final ConstantFilter NONE = new ConstantFilter(false);

    private final boolean value;

    private ConstantFilter(boolean value) {
        this.value = value;
    }

    @Override
    public void retain(int block, long[] mask) {
        if (!value) {
            Masks.clear(mask);
        }
    }

    @Override
    public void prune(int first, int count, boolean[] possible) {
        if (!value) {
            Arrays.fill(possible, 0, count, false);
        }
    }

    @Override
    double share() {
        return value ? 1 : 0;
    }

    @Override
    int cost() {
        return 0;
    }
}
