package io.tidaldb.rank.evaluation;

import java.util.Arrays;

final class ConstantNode extends BoundExpression {
    final double value;

    ConstantNode(double value) {
        this.value = value;
    }

    @Override
    public void evaluate(Selection rows, double[] out) {
        Arrays.fill(out, 0, rows.count(), value);
    }

    @Override
    public void bound(int first, int count, Intervals out) {
        for (int i = 0; i < count; i++) {
            if (Double.isNaN(value)) {
                out.setMissing(i);
            } else {
                out.set(i, value, value, false);
            }
        }
    }

    @Override
    boolean mayBeMissing() {
        return !Double.isFinite(value);
    }

    @Override
    public boolean isRowByRow() {
        return false;
    }
}
