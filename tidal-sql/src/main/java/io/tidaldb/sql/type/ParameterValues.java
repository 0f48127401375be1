package io.tidaldb.sql.type;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Converts values that callers bind, or that expressions give, to the engine's representation of a
 * type.
 */
public final class ParameterValues {
    private static final DateTimeFormatter TIMESTAMP =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendLiteral(' ')
                    .append(DateTimeFormatter.ISO_LOCAL_TIME)
                    .toFormatter(Locale.ROOT);

    /** More than any exact type has. */
    private static final int MAX_DIGITS = 100;

    private ParameterValues() {}

    /**
     * @param what the value is for, for errors: "parameter 2", "column topic"
     * @param type null or ANY if the statement says nothing of the type
     * @throws TidalException if the value does not fit
     */
    public static Object convert(String what, Object value, RelDataType type) {
        if (value == null) {
            return null;
        }
        try {
            return type == null
                    ? untyped(value)
                    : switch (type.getSqlTypeName()) {
                        case BOOLEAN -> truth(value);
                        case TINYINT -> integer(value).byteValueExact();
                        case SMALLINT -> integer(value).shortValueExact();
                        case INTEGER -> integer(value).intValueExact();
                        case BIGINT ->
                                value instanceof Long || value instanceof Integer
                                        ? (Object) ((Number) value).longValue()
                                        : (Object) integer(value).longValueExact();
                        case DECIMAL -> decimal(value);
                        case REAL -> number(value, Float.class).floatValue();
                        case FLOAT, DOUBLE -> number(value, Double.class).doubleValue();
                        case CHAR, VARCHAR -> text(value);
                        case DATE -> date(value);
                        case TIME -> time(value);
                        case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> timestamp(value);
                        case BINARY, VARBINARY -> bytes(value);
                        case ARRAY -> array(what, value, type.getComponentType());
                        default ->
                                SqlTypeName.DAY_INTERVAL_TYPES.contains(type.getSqlTypeName())
                                        ? (Object) interval(value)
                                        : untyped(value);
                    };
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrong(ErrorCode.NUMERIC_OUT_OF_RANGE, what, value, type, e);
        } catch (DateTimeException e) {
            throw wrong(ErrorCode.INVALID_TIMESTAMP, what, value, type, e);
        } catch (ClassCastException | SQLException e) {
            throw wrong(ErrorCode.TYPE_MISMATCH, what, value, type, e);
        }
    }

    private static TidalException wrong(
            ErrorCode code, String what, Object value, RelDataType type, Exception cause) {
        String shown = String.valueOf(value);
        return new TidalException(
                code,
                what
                        + " is "
                        + value.getClass().getSimpleName()
                        + " "
                        + (shown.length() > 40 ? shown.substring(0, 40) + "…" : shown)
                        + ", which is no "
                        + type,
                cause);
    }

    private static Object untyped(Object value) {
        return switch (value) {
            case Timestamp timestamp -> timestamp.getTime();
            case LocalDateTime moment -> moment.toInstant(ZoneOffset.UTC).toEpochMilli();
            case Instant instant -> instant.toEpochMilli();
            default -> value;
        };
    }

    private static Boolean truth(Object value) {
        return switch (value) {
            case Boolean truth -> truth;
            case Number number -> number.doubleValue() != 0;
            case String text when text.equalsIgnoreCase("true") -> true;
            case String text when text.equalsIgnoreCase("false") -> false;
            default -> throw new ClassCastException();
        };
    }

    private static BigDecimal integer(Object value) {
        return new BigDecimal(decimal(value).toBigIntegerExact());
    }

    /** 1E999999999 is short, and a gigabyte when it is written out. */
    private static BigDecimal decimal(Object value) {
        BigDecimal number = number(value);
        if (Math.abs(number.precision() - (long) number.scale()) > MAX_DIGITS) {
            throw new ArithmeticException("too many digits");
        }
        return number;
    }

    private static BigDecimal number(Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal;
            case Double d -> BigDecimal.valueOf(d);
            case Float f -> new BigDecimal(f.toString());
            case Number number -> new BigDecimal(number.toString());
            case Boolean truth -> truth ? BigDecimal.ONE : BigDecimal.ZERO;
            case String text -> new BigDecimal(text.strip());
            default -> throw new ClassCastException();
        };
    }

    /** A floating-point value as it is, which BigDecimal could not hold if it is not finite. */
    private static Number number(Object value, Class<? extends Number> wanted) {
        if (value instanceof Double || value instanceof Float) {
            return (Number) value;
        }
        if (value instanceof String text) {
            return wanted == Float.class
                    ? (Number) Float.valueOf(text.strip())
                    : (Number) Double.valueOf(text.strip());
        }
        return number(value);
    }

    private static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case byte[] bytes -> throw new ClassCastException();
            default -> value.toString();
        };
    }

    private static Integer date(Object value) {
        return switch (value) {
            case Integer days -> days;
            case java.sql.Date date -> Math.toIntExact(date.toLocalDate().toEpochDay());
            case LocalDate date -> Math.toIntExact(date.toEpochDay());
            case LocalDateTime moment -> Math.toIntExact(moment.toLocalDate().toEpochDay());
            case String text -> Math.toIntExact(LocalDate.parse(text.strip()).toEpochDay());
            default -> throw new ClassCastException();
        };
    }

    private static Integer time(Object value) {
        return switch (value) {
            case Integer millis -> millis;
            case java.sql.Time time -> (int) (time.toLocalTime().toNanoOfDay() / 1_000_000);
            case LocalTime time -> (int) (time.toNanoOfDay() / 1_000_000);
            case String text -> (int) (LocalTime.parse(text.strip()).toNanoOfDay() / 1_000_000);
            default -> throw new ClassCastException();
        };
    }

    private static Long timestamp(Object value) {
        return switch (value) {
            case Long millis -> millis;
            case Integer millis -> millis.longValue();
            case java.util.Date date -> date.getTime();
            case LocalDateTime moment -> moment.toInstant(ZoneOffset.UTC).toEpochMilli();
            case Instant instant -> instant.toEpochMilli();
            case OffsetDateTime moment -> moment.toInstant().toEpochMilli();
            case ZonedDateTime moment -> moment.toInstant().toEpochMilli();
            case LocalDate date -> date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
            case String text -> parseTimestamp(text.strip());
            default -> throw new ClassCastException();
        };
    }

    private static long parseTimestamp(String text) {
        if (text.endsWith("Z") || text.endsWith("z")) {
            return Instant.parse(text).toEpochMilli();
        }
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        }
        LocalDateTime moment =
                text.indexOf('T') > 0
                        ? LocalDateTime.parse(text)
                        : LocalDateTime.parse(text, TIMESTAMP);
        return moment.toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    private static Long interval(Object value) {
        return switch (value) {
            case java.time.Duration duration -> duration.toMillis();
            case Number millis -> millis.longValue();
            default -> throw new ClassCastException();
        };
    }

    private static Object bytes(Object value) {
        return switch (value) {
            case byte[] bytes -> bytes;
            case org.apache.calcite.avatica.util.ByteString bytes -> bytes.getBytes();
            default -> throw new ClassCastException();
        };
    }

    private static Object array(String what, Object value, RelDataType element)
            throws SQLException {
        List<?> values =
                switch (value) {
                    case List<?> list -> list;
                    case float[] vector -> floats(vector);
                    case double[] vector -> Arrays.stream(vector).boxed().toList();
                    case int[] numbers -> Arrays.stream(numbers).boxed().toList();
                    case long[] numbers -> Arrays.stream(numbers).boxed().toList();
                    case Object[] objects -> Arrays.asList(objects);
                    case java.sql.Array array -> Arrays.asList((Object[]) array.getArray());
                    case String text -> parseArray(text.strip());
                    default -> throw new ClassCastException();
                };
        List<Object> converted = new ArrayList<>(values.size());
        for (Object item : values) {
            converted.add(convert(what, item, element));
        }
        return converted;
    }

    private static List<Float> floats(float[] vector) {
        List<Float> list = new ArrayList<>(vector.length);
        for (float component : vector) {
            list.add(component);
        }
        return list;
    }

    /** {@code [0.1, 0.2]}, the usual text of a vector. */
    private static List<String> parseArray(String text) {
        if (text.length() < 2 || text.charAt(0) != '[' || text.charAt(text.length() - 1) != ']') {
            throw new ClassCastException();
        }
        String inner = text.substring(1, text.length() - 1).strip();
        return inner.isEmpty() ? List.of() : List.of(inner.split("\\s*,\\s*"));
    }
}
