package io.tidaldb.rank.evaluation;

/** IS NULL of an expression, or with {@code complement} IS NOT NULL. */
final class NullExpressionFilter extends BoundPredicate {
    private final BoundExpression operand;
    private final boolean complement;
    private final Scratch scratch;

    NullExpressionFilter(BoundExpression operand, boolean complement, Scratch scratch) {
        this.operand = operand;
        this.complement = complement;
        this.scratch = scratch;
    }

    @Override
    public void retain(int block, long[] mask) {
        Selection rows = scratch.pushSelection();
        rows.set(block, mask, operand.isRowByRow());
        double[] values = scratch.pushDoubles();
        operand.evaluate(rows, values);
        for (int i = 0; i < rows.count(); i++) {
            if (Double.isNaN(values[i]) == complement) {
                int row = rows.row(i);
                mask[row >>> 6] &= ~(1L << row);
            }
        }
        scratch.popDoubles();
        scratch.popSelection();
    }

    @Override
    public void prune(int first, int count, boolean[] possible) {
        if (complement) {
            return;
        }
        Intervals values = scratch.pushIntervals();
        operand.bound(first, count, values);
        for (int i = 0; i < count; i++) {
            possible[i] &= values.missing[i];
        }
        scratch.popIntervals();
    }

    @Override
    public boolean isRowByRow() {
        return operand.isRowByRow();
    }

    @Override
    double share() {
        return complement ? 1 - GUESS : GUESS;
    }

    @Override
    int cost() {
        return operand.isRowByRow() ? 1000 : 10;
    }
}
