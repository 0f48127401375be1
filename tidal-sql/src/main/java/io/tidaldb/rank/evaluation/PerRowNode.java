package io.tidaldb.rank.evaluation;

import io.tidaldb.rank.expression.RowValue;
import io.tidaldb.rank.expression.Values;

final class PerRowNode extends BoundExpression {
    private final RowValue function;
    private final Values parameters;
    private final long now;

    PerRowNode(RowValue function, Values parameters, long now) {
        this.function = function;
        this.parameters = parameters;
        this.now = now;
    }

    @Override
    public void evaluate(Selection rows, double[] out) {
        for (int i = 0; i < rows.count(); i++) {
            out[i] = function.value(rows.ordinal(i), parameters, now);
        }
    }

    @Override
    public void bound(int first, int count, Intervals out) {
        for (int i = 0; i < count; i++) {
            out.setUnknown(i);
        }
    }

    @Override
    boolean mayBeMissing() {
        return true;
    }

    @Override
    public boolean isRowByRow() {
        return true;
    }
}
