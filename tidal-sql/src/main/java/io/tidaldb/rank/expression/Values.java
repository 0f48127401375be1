package io.tidaldb.rank.expression;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.math.BigDecimal;

/** A statement's parameters. */
@FunctionalInterface
public interface Values {
    /** For a statement without parameters. */
    Values NONE =
            index -> {
                throw new TidalException(
                        ErrorCode.MISSING_PARAMETER,
                        "Parameter " + (index + 1) + " has no value; set it before execution.");
            };

    /** The parameter at an index that counts from 0; null for NULL. */
    Object get(int index);

    /**
     * The parameter as a double; NaN for NULL, 0 and 1 for FALSE and TRUE.
     *
     * @throws TidalException INVALID_VALUE if it is NaN or infinite, TYPE_MISMATCH if it is no
     *     number
     */
    default double doubleValue(int index) {
        return switch (get(index)) {
            case null -> Double.NaN;
            case Number number -> {
                double value = number.doubleValue();
                if (!Double.isFinite(value)) {
                    throw notFinite(index, value);
                }
                yield value;
            }
            case Boolean truth -> truth ? 1 : 0;
            case Object other -> throw mismatch(index, "a number", other);
        };
    }

    /**
     * The parameter as an exact decimal; null for NULL, 0 and 1 for FALSE and TRUE.
     *
     * @throws TidalException INVALID_VALUE if it is NaN or infinite, TYPE_MISMATCH if it is no
     *     number
     */
    default BigDecimal decimalValue(int index) {
        return switch (get(index)) {
            case null -> null;
            case BigDecimal decimal -> decimal;
            case Double d -> exact(index, d);
            case Float f -> exact(index, f);
            case Number number -> BigDecimal.valueOf(number.longValue());
            case Boolean truth -> truth ? BigDecimal.ONE : BigDecimal.ZERO;
            case Object other -> throw mismatch(index, "a number", other);
        };
    }

    /**
     * The parameter as a string; null for NULL.
     *
     * @throws TidalException TYPE_MISMATCH if it is no string
     */
    default String stringValue(int index) {
        return switch (get(index)) {
            case null -> null;
            case String string -> string;
            case Object other -> throw mismatch(index, "a string", other);
        };
    }

    private static BigDecimal exact(int index, double value) {
        if (!Double.isFinite(value)) {
            throw notFinite(index, value);
        }
        return new BigDecimal(value);
    }

    private static TidalException notFinite(int index, double value) {
        return new TidalException(
                ErrorCode.INVALID_VALUE,
                "Parameter " + (index + 1) + " is " + value + "; give a finite number or NULL.");
    }

    private static TidalException mismatch(int index, String wanted, Object value) {
        return new TidalException(
                ErrorCode.TYPE_MISMATCH,
                "Parameter %d must be %s, but is of type %s."
                        .formatted(index + 1, wanted, value.getClass().getSimpleName()));
    }
}
