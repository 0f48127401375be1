package io.tidaldb.rank.expression;

/** Arithmetic of two doubles. */
public enum ArithmeticOperator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    /** {@code left / right}, and 0 where {@code right} is 0. */
    RATIO,
    /** The remainder with the dividend's sign, as in SQL's MOD and Java's {@code %}. */
    MODULO,
    /** {@link Math#pow}. */
    POWER;

    /** The operation itself; NaN if either operand is NaN. */
    public double apply(double left, double right) {
        return switch (this) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case RATIO -> right == 0 && !Double.isNaN(left) ? 0 : left / right;
            case MODULO -> left % right;
            // Math.pow(NaN, 0) is 1, but NULL to any power is NULL.
            case POWER -> Double.isNaN(left) ? left : Math.pow(left, right);
        };
    }
}
