package io.tidaldb.rank.evaluation;

import io.tidaldb.rank.expression.UnaryFunction;

final class UnaryNode extends BoundExpression {
    private final UnaryFunction function;
    private final BoundExpression operand;

    UnaryNode(UnaryFunction function, BoundExpression operand) {
        this.function = function;
        this.operand = operand;
    }

    @Override
    public void evaluate(Selection rows, double[] out) {
        operand.evaluate(rows, out);
        int count = rows.count();
        switch (function) {
            case ABS -> {
                for (int i = 0; i < count; i++) {
                    out[i] = Math.abs(out[i]);
                }
            }
            case SQRT -> {
                for (int i = 0; i < count; i++) {
                    out[i] = Math.sqrt(out[i]);
                }
            }
            case LN -> {
                for (int i = 0; i < count; i++) {
                    out[i] = Math.log(out[i]);
                }
            }
            case LOG10 -> {
                for (int i = 0; i < count; i++) {
                    out[i] = Math.log10(out[i]);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    out[i] = function.apply(out[i]);
                }
            }
        }
    }

    @Override
    public void bound(int first, int count, Intervals out) {
        operand.bound(first, count, out);
        for (int i = 0; i < count; i++) {
            bound(out, i);
        }
    }

    private void bound(Intervals x, int i) {
        double low = x.low[i];
        double high = x.high[i];
        boolean missing = x.missing[i];
        switch (function) {
            // Exact and never falling.
            case SIGN, FLOOR, CEIL, ROUND, TRUNCATE ->
                    x.set(i, function.apply(low), function.apply(high), missing);
            case EXP -> {
                double least = Math.max(0, Intervals.below(Math.exp(low)));
                x.set(i, least, Intervals.above(Math.exp(high)), missing);
            }
            case CBRT, ATAN, SINH, TANH ->
                    x.setRounded(i, function.apply(low), function.apply(high), missing);
            case ABS -> {
                double least = low > 0 ? low : high < 0 ? -high : 0;
                x.set(i, least, Math.max(Math.abs(low), Math.abs(high)), missing);
            }
            case COSH -> {
                double least = low > 0 ? low : high < 0 ? -high : 0;
                double most = Math.max(Math.abs(low), Math.abs(high));
                x.setRounded(i, Math.cosh(least), Math.cosh(most), missing);
            }
            case SQRT, LN, LOG2, LOG10 -> {
                if (high < 0) {
                    x.setMissing(i);
                } else {
                    double least = function.apply(Math.max(low, 0));
                    double most = function.apply(high);
                    if (function == UnaryFunction.SQRT) {
                        x.set(i, least, most, missing || low < 0);
                    } else {
                        x.setRounded(i, least, most, missing || low < 0);
                    }
                }
            }
            case SIN, COS -> x.set(i, -1, 1, missing || x.mayBeInfinite(i));
            case TAN -> x.set(i, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true);
            case ASIN -> x.setRounded(i, -Math.PI / 2, Math.PI / 2, true);
            case ACOS -> x.setRounded(i, 0, Math.PI, true);
        }
    }

    @Override
    boolean mayBeMissing() {
        return switch (function) {
            case ABS, SIGN, FLOOR, CEIL, ROUND, TRUNCATE, CBRT, SIN, COS, ATAN, TANH ->
                    operand.mayBeMissing();
            case SQRT, EXP, LN, LOG2, LOG10, TAN, ASIN, ACOS, SINH, COSH -> true;
        };
    }

    @Override
    public boolean isRowByRow() {
        return operand.isRowByRow();
    }
}
