package io.tidaldb.rank.evaluation;

import io.tidaldb.rank.expression.ComparisonOperator;

/** Compares doubles; NaN, which is NULL, compares with nothing. */
final class ComparisonFilter extends BoundPredicate {
    private final ComparisonOperator operator;
    private final BoundExpression left;
    private final BoundExpression right;
    private final boolean rowByRow;
    private final Scratch scratch;

    ComparisonFilter(
            ComparisonOperator operator,
            BoundExpression left,
            BoundExpression right,
            Scratch scratch) {
        this.operator = operator;
        this.left = left;
        this.right = right;
        this.rowByRow = left.isRowByRow() || right.isRowByRow();
        this.scratch = scratch;
    }

    @Override
    public void retain(int block, long[] mask) {
        Selection rows = scratch.pushSelection();
        rows.set(block, mask, rowByRow);
        double[] x = scratch.pushDoubles();
        double[] y = scratch.pushDoubles();
        left.evaluate(rows, x);
        right.evaluate(rows, y);
        for (int i = 0; i < rows.count(); i++) {
            if (!holds(x[i], y[i])) {
                int row = rows.row(i);
                mask[row >>> 6] &= ~(1L << row);
            }
        }
        scratch.popDoubles();
        scratch.popDoubles();
        scratch.popSelection();
    }

    private boolean holds(double x, double y) {
        return switch (operator) {
            case EQUAL -> x == y;
            case NOT_EQUAL -> x < y || x > y;
            case LESS -> x < y;
            case LESS_OR_EQUAL -> x <= y;
            case GREATER -> x > y;
            case GREATER_OR_EQUAL -> x >= y;
        };
    }

    @Override
    public void prune(int first, int count, boolean[] possible) {
        Intervals x = scratch.pushIntervals();
        Intervals y = scratch.pushIntervals();
        left.bound(first, count, x);
        right.bound(first, count, y);
        for (int i = 0; i < count; i++) {
            possible[i] &=
                    switch (operator) {
                        case EQUAL -> x.low[i] <= y.high[i] && x.high[i] >= y.low[i];
                        case NOT_EQUAL -> x.low[i] < y.high[i] || x.high[i] > y.low[i];
                        case LESS -> x.low[i] < y.high[i];
                        case LESS_OR_EQUAL -> x.low[i] <= y.high[i];
                        case GREATER -> x.high[i] > y.low[i];
                        case GREATER_OR_EQUAL -> x.high[i] >= y.low[i];
                    };
        }
        scratch.popIntervals();
        scratch.popIntervals();
    }

    @Override
    public boolean isRowByRow() {
        return rowByRow;
    }

    @Override
    double share() {
        return operator == ComparisonOperator.EQUAL ? GUESS / 10 : GUESS;
    }

    @Override
    int cost() {
        return rowByRow ? 1000 : 10;
    }
}
