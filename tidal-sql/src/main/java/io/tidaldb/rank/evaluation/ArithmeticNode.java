package io.tidaldb.rank.evaluation;

import io.tidaldb.rank.expression.ArithmeticOperator;

final class ArithmeticNode extends BoundExpression {
    private final ArithmeticOperator operator;
    private final BoundExpression left;
    private final BoundExpression right;
    private final Scratch scratch;

    ArithmeticNode(
            ArithmeticOperator operator,
            BoundExpression left,
            BoundExpression right,
            Scratch scratch) {
        this.operator = operator;
        this.left = left;
        this.right = right;
        this.scratch = scratch;
    }

    ArithmeticOperator operator() {
        return operator;
    }

    BoundExpression left() {
        return left;
    }

    BoundExpression right() {
        return right;
    }

    @Override
    public void evaluate(Selection rows, double[] out) {
        left.evaluate(rows, out);
        if (operator == ArithmeticOperator.ADD && right instanceof ColumnNode column) {
            column.addTo(rows, out);
        } else if (right instanceof ConstantNode constant) {
            evaluate(rows.count(), out, constant.value);
        } else {
            double[] other = scratch.pushDoubles();
            right.evaluate(rows, other);
            evaluate(rows.count(), out, other);
            scratch.popDoubles();
        }
    }

    private void evaluate(int count, double[] out, double constant) {
        switch (operator) {
            case ADD -> {
                for (int i = 0; i < count; i++) {
                    out[i] += constant;
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < count; i++) {
                    out[i] -= constant;
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < count; i++) {
                    out[i] *= constant;
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < count; i++) {
                    out[i] /= constant;
                }
            }
            case RATIO, MODULO, POWER -> {
                for (int i = 0; i < count; i++) {
                    out[i] = operator.apply(out[i], constant);
                }
            }
        }
    }

    private void evaluate(int count, double[] out, double[] other) {
        switch (operator) {
            case ADD -> {
                for (int i = 0; i < count; i++) {
                    out[i] += other[i];
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < count; i++) {
                    out[i] -= other[i];
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < count; i++) {
                    out[i] *= other[i];
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < count; i++) {
                    out[i] /= other[i];
                }
            }
            case RATIO -> {
                for (int i = 0; i < count; i++) {
                    out[i] = ArithmeticOperator.RATIO.apply(out[i], other[i]);
                }
            }
            case MODULO, POWER -> {
                for (int i = 0; i < count; i++) {
                    out[i] = operator.apply(out[i], other[i]);
                }
            }
        }
    }

    @Override
    public void bound(int first, int count, Intervals out) {
        left.bound(first, count, out);
        Intervals other = scratch.pushIntervals();
        right.bound(first, count, other);
        for (int i = 0; i < count; i++) {
            IntervalArithmetic.apply(operator, out, other, i);
        }
        scratch.popIntervals();
    }

    @Override
    boolean mayBeMissing() {
        return switch (operator) {
            case ADD, SUBTRACT -> left.mayBeMissing() || right.mayBeMissing();
            case MULTIPLY ->
                    left.mayBeMissing()
                            || !(right instanceof ConstantNode constant
                                    && Math.abs(constant.value) < 1e100);
            case DIVIDE ->
                    left.mayBeMissing()
                            || !(right instanceof ConstantNode constant
                                    && Math.abs(constant.value) > 1e-100);
            case RATIO, MODULO, POWER -> true;
        };
    }

    @Override
    public boolean isRowByRow() {
        return left.isRowByRow() || right.isRowByRow();
    }
}
