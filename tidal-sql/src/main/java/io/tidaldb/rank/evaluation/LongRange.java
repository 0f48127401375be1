package io.tidaldb.rank.evaluation;

import io.tidaldb.rank.expression.ComparisonOperator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The 64-bit integers for which a comparison holds: those from {@code from} to {@code to}, or all
 * others. Exact for any decimal, also one with a fraction or beyond 64 bits.
 */
record LongRange(long from, long to, boolean complement) {
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    /** More digits before the point than any 64-bit integer has. */
    private static final int DIGITS = 20;

    static LongRange of(ComparisonOperator operator, BigDecimal value) {
        BigInteger floor = floor(value);
        boolean whole = isWhole(value);
        BigInteger above = floor.add(BigInteger.ONE);
        return switch (operator) {
            case EQUAL -> whole ? between(floor, floor, false) : empty(false);
            case NOT_EQUAL -> whole ? between(floor, floor, true) : empty(true);
            case LESS -> between(MIN, whole ? floor.subtract(BigInteger.ONE) : floor, false);
            case LESS_OR_EQUAL -> between(MIN, floor, false);
            case GREATER -> between(above, MAX, false);
            case GREATER_OR_EQUAL -> between(whole ? floor : above, MAX, false);
        };
    }

    /** The integer, or null if the value is not one of 64 bits. */
    static Long exact(BigDecimal value) {
        BigInteger floor = floor(value);
        return isWhole(value) && floor.bitLength() < Long.SIZE ? (Long) floor.longValue() : null;
    }

    /** What is in both, of which neither is a complement. */
    LongRange intersection(LongRange other) {
        return new LongRange(Math.max(from, other.from), Math.min(to, other.to), false);
    }

    boolean isEmpty() {
        return from > to;
    }

    boolean contains(long value) {
        return (value >= from && value <= to) != complement;
    }

    private static LongRange between(BigInteger from, BigInteger to, boolean complement) {
        BigInteger first = from.max(MIN);
        BigInteger last = to.min(MAX);
        return first.compareTo(last) > 0
                ? empty(complement)
                : new LongRange(first.longValue(), last.longValue(), complement);
    }

    private static LongRange empty(boolean complement) {
        return new LongRange(1, 0, complement);
    }

    /** The floor, clamped a little beyond 64 bits so that no exponent makes it expensive. */
    private static BigInteger floor(BigDecimal value) {
        long digits = (long) value.precision() - value.scale();
        if (value.signum() == 0) {
            return BigInteger.ZERO;
        }
        if (digits > DIGITS) {
            return value.signum() > 0 ? MAX.add(BigInteger.TWO) : MIN.subtract(BigInteger.TWO);
        }
        if (digits <= 0) {
            return value.signum() > 0 ? BigInteger.ZERO : BigInteger.ONE.negate();
        }
        return value.setScale(0, RoundingMode.FLOOR).toBigInteger();
    }

    private static boolean isWhole(BigDecimal value) {
        if (value.signum() == 0) {
            return true;
        }
        long digits = (long) value.precision() - value.scale();
        return digits > DIGITS
                || digits > 0 && value.compareTo(value.setScale(0, RoundingMode.FLOOR)) == 0;
    }
}
