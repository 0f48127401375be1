package io.tidaldb.shell.load;

import java.math.BigDecimal;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** How the text of a CSV field becomes a value of a column's type. */
enum FieldType {
    BOOLEAN("a boolean: true or false"),
    TINYINT("a whole number from -128 to 127"),
    SMALLINT("a whole number from -32768 to 32767"),
    INTEGER("a whole number of 32 bits"),
    BIGINT("a whole number of 64 bits"),
    DECIMAL("a decimal number"),
    REAL("a number"),
    DOUBLE("a number"),
    TEXT("a text"),
    DATE("a date like 2013-08-16"),
    TIME("a time like 12:00:00"),
    TIMESTAMP("a timestamp like 2013-08-16 12:00:00 or 2013-08-16T12:00:00Z"),
    EPOCH_SECONDS("a number of seconds since 1970"),
    EPOCH_MILLIS("a whole number of milliseconds since 1970"),
    NUMBERS("an array of numbers like [0.1, 0.2] or {0.1,0.2}"),
    TEXTS("an array of texts like [\"a\", \"b\"] or {a,b}");

    /** Date, a blank or T, time to the second or finer, and perhaps Z or an offset. */
    private static final DateTimeFormatter TIMESTAMP_FORMAT =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .optionalStart()
                    .appendLiteral('T')
                    .optionalEnd()
                    .optionalStart()
                    .appendLiteral(' ')
                    .optionalEnd()
                    .append(DateTimeFormatter.ISO_LOCAL_TIME)
                    .optionalStart()
                    .appendOffsetId()
                    .optionalEnd()
                    .toFormatter(Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final String expectation;

    FieldType(String expectation) {
        this.expectation = expectation;
    }

    /** Completes the sentence "the value is not …". */
    String expectation() {
        return expectation;
    }

    /**
     * The type of a column as the driver's metadata describes it.
     *
     * @param jdbcType a constant of {@link Types}
     * @param typeName the type as SQL writes it
     */
    static FieldType of(int jdbcType, String typeName) {
        return switch (jdbcType) {
            case Types.BOOLEAN, Types.BIT -> BOOLEAN;
            case Types.TINYINT -> TINYINT;
            case Types.SMALLINT -> SMALLINT;
            case Types.INTEGER -> INTEGER;
            case Types.BIGINT -> BIGINT;
            case Types.DECIMAL, Types.NUMERIC -> DECIMAL;
            case Types.REAL -> REAL;
            case Types.FLOAT, Types.DOUBLE -> DOUBLE;
            case Types.DATE -> DATE;
            case Types.TIME -> TIME;
            case Types.TIMESTAMP -> TIMESTAMP;
            case Types.ARRAY -> {
                String name = typeName.toUpperCase(Locale.ROOT);
                yield name.contains("CHAR") ? TEXTS : NUMBERS;
            }
            default -> typeName.toUpperCase(Locale.ROOT).startsWith("VECTOR") ? NUMBERS : TEXT;
        };
    }

    /**
     * Converts a field's text.
     *
     * @throws IllegalArgumentException or {@link DateTimeException} if it is not of this type
     */
    Object parse(String text) {
        return switch (this) {
            case BOOLEAN -> parseBoolean(text);
            case TINYINT -> Byte.valueOf(text.strip());
            case SMALLINT -> Short.valueOf(text.strip());
            case INTEGER -> Integer.valueOf(text.strip());
            case BIGINT -> Long.valueOf(text.strip());
            case DECIMAL -> new BigDecimal(text.strip());
            case REAL -> Float.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case TEXT -> text;
            case DATE -> LocalDate.parse(text.strip());
            case TIME -> LocalTime.parse(text.strip());
            case TIMESTAMP -> parseTimestamp(text.strip());
            case EPOCH_SECONDS -> parseSeconds(text.strip());
            case EPOCH_MILLIS -> Instant.ofEpochMilli(Long.parseLong(text.strip()));
            case NUMBERS -> ArrayText.numbers(text);
            case TEXTS -> ArrayText.texts(text);
        };
    }

    private static Boolean parseBoolean(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "t", "1", "yes", "y" -> true;
            case "false", "f", "0", "no", "n" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Instant parseSeconds(String text) {
        if (text.indexOf('.') < 0) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        return Instant.ofEpochMilli(
                new BigDecimal(text)
                        .movePointRight(3)
                        .setScale(0, java.math.RoundingMode.FLOOR)
                        .longValueExact());
    }

    private static Instant parseTimestamp(String text) {
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        TemporalAccessor parsed = TIMESTAMP_FORMAT.parse(text);
        return Instant.from(parsed);
    }
}
