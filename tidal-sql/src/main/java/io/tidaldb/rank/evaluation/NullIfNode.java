package io.tidaldb.rank.evaluation;

final class NullIfNode extends BoundExpression {
    private final BoundExpression operand;
    private final BoundExpression value;
    private final Scratch scratch;

    NullIfNode(BoundExpression operand, BoundExpression value, Scratch scratch) {
        this.operand = operand;
        this.value = value;
        this.scratch = scratch;
    }

    @Override
    public void evaluate(Selection rows, double[] out) {
        operand.evaluate(rows, out);
        double[] other = scratch.pushDoubles();
        value.evaluate(rows, other);
        for (int i = 0; i < rows.count(); i++) {
            if (out[i] == other[i]) {
                out[i] = Double.NaN;
            }
        }
        scratch.popDoubles();
    }

    @Override
    public void bound(int first, int count, Intervals out) {
        operand.bound(first, count, out);
        for (int i = 0; i < count; i++) {
            out.set(i, out.low[i], out.high[i], true);
        }
    }

    @Override
    boolean mayBeMissing() {
        return true;
    }

    @Override
    public boolean isRowByRow() {
        return operand.isRowByRow() || value.isRowByRow();
    }
}
