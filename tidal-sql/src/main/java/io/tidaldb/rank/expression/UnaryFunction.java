package io.tidaldb.rank.expression;

/** A function of one double. Outside its domain it gives NaN or an infinity, never an error. */
public enum UnaryFunction {
    ABS,
    SIGN,
    FLOOR,
    CEIL,
    /** To the nearest integer, halves away from zero. */
    ROUND,
    /** Towards zero. */
    TRUNCATE,
    SQRT,
    CBRT,
    EXP,
    LN,
    LOG2,
    LOG10,
    SIN,
    COS,
    TAN,
    ASIN,
    ACOS,
    ATAN,
    SINH,
    COSH,
    TANH;

    private static final double LN_2 = Math.log(2);

    /** The function itself; NaN for NaN. */
    public double apply(double x) {
        return switch (this) {
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> {
                double magnitude = Math.abs(x);
                double whole = Math.floor(magnitude);
                yield Math.copySign(magnitude - whole >= 0.5 ? whole + 1 : whole, x);
            }
            case TRUNCATE -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case SQRT -> Math.sqrt(x);
            case CBRT -> Math.cbrt(x);
            case EXP -> Math.exp(x);
            case LN -> Math.log(x);
            case LOG2 -> Math.log(x) / LN_2;
            case LOG10 -> Math.log10(x);
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case TAN -> Math.tan(x);
            case ASIN -> Math.asin(x);
            case ACOS -> Math.acos(x);
            case ATAN -> Math.atan(x);
            case SINH -> Math.sinh(x);
            case COSH -> Math.cosh(x);
            case TANH -> Math.tanh(x);
        };
    }
}
