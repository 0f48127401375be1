package io.tidaldb.rank.evaluation;

/** GREATEST or LEAST of two; NaN if either is. */
final class ExtremeNode extends BoundExpression {
    private final boolean greatest;
    private final BoundExpression left;
    private final BoundExpression right;
    private final Scratch scratch;

    ExtremeNode(boolean greatest, BoundExpression left, BoundExpression right, Scratch scratch) {
        this.greatest = greatest;
        this.left = left;
        this.right = right;
        this.scratch = scratch;
    }

    @Override
    public void evaluate(Selection rows, double[] out) {
        left.evaluate(rows, out);
        double[] other = scratch.pushDoubles();
        right.evaluate(rows, other);
        int count = rows.count();
        if (greatest) {
            for (int i = 0; i < count; i++) {
                out[i] = Math.max(out[i], other[i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                out[i] = Math.min(out[i], other[i]);
            }
        }
        scratch.popDoubles();
    }

    @Override
    public void bound(int first, int count, Intervals out) {
        left.bound(first, count, out);
        Intervals other = scratch.pushIntervals();
        right.bound(first, count, other);
        for (int i = 0; i < count; i++) {
            boolean missing = out.missing[i] || other.missing[i];
            if (greatest) {
                double low = Math.max(out.low[i], other.low[i]);
                out.set(i, low, Math.max(out.high[i], other.high[i]), missing);
            } else {
                double low = Math.min(out.low[i], other.low[i]);
                out.set(i, low, Math.min(out.high[i], other.high[i]), missing);
            }
        }
        scratch.popIntervals();
    }

    @Override
    boolean mayBeMissing() {
        return left.mayBeMissing() || right.mayBeMissing();
    }

    @Override
    public boolean isRowByRow() {
        return left.isRowByRow() || right.isRowByRow();
    }
}
