package io.tidaldb.shell.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A value of {@link ResultColumns} as text, either exactly or readably. */
final class ValueText {
    private static final MathContext READABLE = new MathContext(6, RoundingMode.HALF_EVEN);
    private static final int READABLE_ELEMENTS = 6;
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter TIME_MILLIS =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private ValueText() {}

    /** All digits, so that reading it back gives the same value. */
    static String exact(Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal.toPlainString();
            case Instant instant -> timestamp(instant);
            case LocalTime time -> (time.getNano() == 0 ? TIME : TIME_MILLIS).format(time);
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case List<?> list ->
                    list.stream()
                            .map(each -> each == null ? "null" : exact(each))
                            .collect(Collectors.joining(", ", "[", "]"));
            default -> value.toString();
        };
    }

    /** Six significant digits for a binary fraction and the beginning of a long array. */
    static String readable(Object value) {
        return switch (value) {
            case null -> "NULL";
            case Double number -> fraction(number, Double.toString(number));
            case Float number -> fraction(number.doubleValue(), Float.toString(number));
            case byte[] bytes -> "x'" + exact(bytes) + "'";
            case List<?> list -> {
                String elements =
                        list.stream()
                                .limit(READABLE_ELEMENTS)
                                .map(ValueText::readable)
                                .collect(Collectors.joining(", "));
                yield list.size() <= READABLE_ELEMENTS
                        ? "[" + elements + "]"
                        : "[" + elements + ", ... " + list.size() + " in all]";
            }
            default -> exact(value);
        };
    }

    private static String timestamp(Instant instant) {
        return (instant.getNano() == 0 ? SECONDS : MILLIS).format(instant);
    }

    private static String fraction(double number, String shortest) {
        if (!Double.isFinite(number)) {
            return shortest;
        }
        BigDecimal rounded = new BigDecimal(shortest).round(READABLE);
        if (rounded.signum() == 0) {
            return "0";
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        BigDecimal stripped = rounded.stripTrailingZeros();
        if (exponent >= -5 && exponent < 15) {
            return stripped.toPlainString();
        }
        BigDecimal mantissa = stripped.scaleByPowerOfTen(-exponent);
        return mantissa.toPlainString() + "e" + exponent;
    }
}
