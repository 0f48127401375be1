package io.tidaldb.rank.evaluation;

import io.tidaldb.rank.expression.ArithmeticOperator;

/**
 * Arithmetic on intervals. Rounding to nearest never reverses an order, so the four operations
 * applied to the ends bound the operations applied to what lies between without any slack.
 */
final class IntervalArithmetic {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private IntervalArithmetic() {}

    /** Replaces the i-th interval of {@code x} by that of {@code x operator y}. */
    static void apply(ArithmeticOperator operator, Intervals x, Intervals y, int i) {
        boolean missing = x.missing[i] || y.missing[i];
        switch (operator) {
            case ADD -> {
                boolean opposed =
                        x.high[i] == INFINITY && y.low[i] == -INFINITY
                                || x.low[i] == -INFINITY && y.high[i] == INFINITY;
                x.set(i, x.low[i] + y.low[i], x.high[i] + y.high[i], missing || opposed);
            }
            case SUBTRACT -> {
                boolean opposed =
                        x.high[i] == INFINITY && y.high[i] == INFINITY
                                || x.low[i] == -INFINITY && y.low[i] == -INFINITY;
                x.set(i, x.low[i] - y.high[i], x.high[i] - y.low[i], missing || opposed);
            }
            case MULTIPLY -> multiply(x, y, i, missing);
            case DIVIDE -> divide(x, y, i, missing);
            case RATIO -> ratio(x, y, i, missing);
            case MODULO -> modulo(x, y, i, missing);
            case POWER -> power(x, y, i, missing);
        }
    }

    private static void multiply(Intervals x, Intervals y, int i, boolean missing) {
        double a = product(x.low[i], y.low[i]);
        double b = product(x.low[i], y.high[i]);
        double c = product(x.high[i], y.low[i]);
        double d = product(x.high[i], y.high[i]);
        // 0 times an infinity is NaN.
        boolean undefined =
                x.mayBeInfinite(i) && holdsZero(y, i) || y.mayBeInfinite(i) && holdsZero(x, i);
        x.set(
                i,
                Math.min(Math.min(a, b), Math.min(c, d)),
                Math.max(Math.max(a, b), Math.max(c, d)),
                missing || undefined);
    }

    /** The limit of products of what lies between: 0 where one end is 0 and the other infinite. */
    private static double product(double x, double y) {
        return x == 0 || y == 0 ? 0 : x * y;
    }

    private static void divide(Intervals x, Intervals y, int i, boolean missing) {
        if (holdsZero(y, i)) {
            x.setUnknown(i);
            return;
        }
        double a = x.low[i] / y.low[i];
        double b = x.low[i] / y.high[i];
        double c = x.high[i] / y.low[i];
        double d = x.high[i] / y.high[i];
        boolean undefined = x.mayBeInfinite(i) && y.mayBeInfinite(i);
        x.set(
                i,
                Math.min(Math.min(a, b), Math.min(c, d)),
                Math.max(Math.max(a, b), Math.max(c, d)),
                missing || undefined);
    }

    /** A quotient that is 0 where the divisor is, and grows without end where it comes near. */
    private static void ratio(Intervals x, Intervals y, int i, boolean missing) {
        if (!holdsZero(y, i)) {
            divide(x, y, i, missing);
            return;
        }
        boolean up = x.high[i] > 0 && y.high[i] > 0 || x.low[i] < 0 && y.low[i] < 0;
        boolean down = x.low[i] < 0 && y.high[i] > 0 || x.high[i] > 0 && y.low[i] < 0;
        boolean undefined = x.mayBeInfinite(i) && y.mayBeInfinite(i);
        x.set(i, down ? -INFINITY : 0, up ? INFINITY : 0, missing || undefined);
    }

    private static void modulo(Intervals x, Intervals y, int i, boolean missing) {
        double most = Math.max(Math.abs(y.low[i]), Math.abs(y.high[i]));
        double low = Math.max(Math.min(x.low[i], 0), -most);
        double high = Math.min(Math.max(x.high[i], 0), most);
        x.set(i, low, high, missing || holdsZero(y, i) || x.mayBeInfinite(i));
    }

    private static void power(Intervals x, Intervals y, int i, boolean missing) {
        boolean wholeExponent = y.low[i] == y.high[i] && y.low[i] == Math.rint(y.low[i]);
        // A negative zero to a negative odd power is −∞.
        if (x.low[i] > 0 || x.low[i] == 0 && y.low[i] >= 0) {
            corners(x, y, i, missing || y.mayBeInfinite(i));
        } else if (wholeExponent && y.low[i] > 0 && !y.mayBeInfinite(i)) {
            if (y.low[i] % 2 == 0) {
                double most = Math.max(-x.low[i], Math.abs(x.high[i]));
                double least = x.high[i] < 0 ? -x.high[i] : 0;
                x.setRounded(i, Math.pow(least, y.low[i]), Math.pow(most, y.low[i]), missing);
            } else {
                double least = Math.pow(x.low[i], y.low[i]);
                x.setRounded(i, least, Math.pow(x.high[i], y.low[i]), missing);
            }
        } else {
            x.setUnknown(i);
        }
    }

    /**
     * For a base that is not negative x^y = e^(y ln x) has its extremes where y and ln x have
     * theirs.
     */
    private static void corners(Intervals x, Intervals y, int i, boolean missing) {
        double a = Math.pow(x.low[i], y.low[i]);
        double b = Math.pow(x.low[i], y.high[i]);
        double c = Math.pow(x.high[i], y.low[i]);
        double d = Math.pow(x.high[i], y.high[i]);
        x.setRounded(
                i,
                Math.min(Math.min(a, b), Math.min(c, d)),
                Math.max(Math.max(a, b), Math.max(c, d)),
                missing);
    }

    private static boolean holdsZero(Intervals x, int i) {
        return x.low[i] <= 0 && x.high[i] >= 0;
    }
}
