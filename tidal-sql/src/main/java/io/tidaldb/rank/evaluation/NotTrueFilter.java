package io.tidaldb.rank.evaluation;

/** TRUE where the operand is FALSE or UNKNOWN. */
final class NotTrueFilter extends BoundPredicate {
    private final BoundPredicate operand;
    private final Scratch scratch;

    NotTrueFilter(BoundPredicate operand, Scratch scratch) {
        this.operand = operand;
        this.scratch = scratch;
    }

    @Override
    public void retain(int block, long[] mask) {
        long[] found = scratch.pushMask();
        System.arraycopy(mask, 0, found, 0, mask.length);
        operand.retain(block, found);
        Masks.andNot(mask, found);
        scratch.popMask();
    }

    @Override
    public boolean isRowByRow() {
        return operand.isRowByRow();
    }

    @Override
    double share() {
        return 1 - operand.share();
    }

    @Override
    int cost() {
        return operand.cost();
    }
}
