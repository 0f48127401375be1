package io.tidaldb.jdbc;

import org.apache.calcite.avatica.ColumnMetaData.ArrayType;
import org.apache.calcite.avatica.ColumnMetaData.AvaticaType;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.avatica.util.DateTimeUtils;
import org.apache.calcite.avatica.util.TimeUnitRange;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a value of each SQL type is in Java. Values arrive in one of two shapes, the engine's own
 * (see {@code io.tidaldb.session.Rows}) or what JSON makes of it, where numbers have lost their
 * width and bytes are Base64 text; both become the same here.
 */
final class ColumnValues {
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final DateTimeFormatter TIME_TEXT =
            new DateTimeFormatterBuilder()
                    .appendPattern("HH:mm:ss")
                    .appendFraction(ChronoField.MILLI_OF_SECOND, 0, 3, true)
                    .toFormatter(Locale.ROOT);

    private ColumnValues() {}

    /** A value in the engine's representation, with the width that its type asks for. */
    static Object canonical(Object raw, AvaticaType type, int scale) throws SQLException {
        if (raw == null) {
            return null;
        }
        switch (type.id) {
            case Types.TINYINT:
            case Types.SMALLINT:
            case Types.INTEGER:
            case Types.DATE:
            case Types.TIME:
                return raw instanceof Integer ? raw : Integer.valueOf(number(raw).intValue());
            case Types.BIGINT:
            case Types.TIMESTAMP:
                return raw instanceof Long ? raw : Long.valueOf(number(raw).longValue());
            case Types.REAL:
                return raw instanceof Float ? raw : Float.valueOf(number(raw).floatValue());
            case Types.FLOAT:
            case Types.DOUBLE:
                return raw instanceof Double ? raw : Double.valueOf(number(raw).doubleValue());
            case Types.DECIMAL:
            case Types.NUMERIC:
                BigDecimal decimal = decimal(raw);
                return decimal.scale() < scale ? decimal.setScale(scale) : decimal;
            case Types.BINARY:
            case Types.VARBINARY:
            case Types.LONGVARBINARY:
                return bytes(raw);
            case Types.CHAR:
            case Types.VARCHAR:
            case Types.LONGVARCHAR:
                return raw.toString();
            default:
                return raw;
        }
    }

    /** A canonical value as {@code getObject} gives it. */
    static Object object(Object value, AvaticaType type) throws SQLException {
        if (value == null) {
            return null;
        }
        switch (type.id) {
            case Types.DATE:
                return Date.valueOf(LocalDate.ofEpochDay((Integer) value));
            case Types.TIME:
                return Time.valueOf(localTime((Integer) value));
            case Types.TIMESTAMP:
                return new Timestamp((Long) value);
            case Types.ARRAY:
                return array((List<?>) value, type);
            default:
                return value;
        }
    }

    static TidalArray array(List<?> value, AvaticaType type) throws SQLException {
        AvaticaType element = ((ArrayType) type).getComponent();
        List<Object> elements = new ArrayList<>(value.size());
        for (Object raw : value) {
            elements.add(canonical(raw, element, 0));
        }
        return new TidalArray(element, elements);
    }

    /** A canonical value as text: times in UTC, bytes in hexadecimal. */
    static String text(Object value, AvaticaType type) throws SQLException {
        if (value == null) {
            return null;
        }
        switch (type.id) {
            case Types.DATE:
                return LocalDate.ofEpochDay((Integer) value).toString();
            case Types.TIME:
                return TIME_TEXT.format(localTime((Integer) value));
            case Types.TIMESTAMP:
                return timestampText((Long) value);
            case Types.DECIMAL:
            case Types.NUMERIC:
                return ((BigDecimal) value).toPlainString();
            case Types.BINARY:
            case Types.VARBINARY:
            case Types.LONGVARBINARY:
                return hex((byte[]) value);
            case Types.ARRAY:
                return array((List<?>) value, type).toString();
            default:
                return type.getName().startsWith("INTERVAL")
                        ? interval((Number) value, type.getName())
                        : value.toString();
        }
    }

    /** Like {@code 2013-08-16 12:00:00}, with milliseconds where there are any. */
    static String timestampText(long epochMillis) {
        LocalDateTime time = dateTime(epochMillis);
        return time.toLocalDate() + " " + TIME_TEXT.format(time.toLocalTime());
    }

    private static String interval(Number value, String typeName) {
        String unit = typeName.substring("INTERVAL".length()).strip();
        int parenthesis = unit.indexOf('(');
        String name = parenthesis < 0 ? unit : unit.substring(0, parenthesis);
        TimeUnitRange range =
                TimeUnitRange.valueOf(
                        name.replaceFirst("^_", "").replace(' ', '_').toUpperCase(Locale.ROOT));
        return range.monthly()
                ? DateTimeUtils.intervalYearMonthToString(value.intValue(), range)
                : DateTimeUtils.intervalDayTimeToString(value.longValue(), range, 3);
    }

    /** A canonical value as an instance of a class that the caller asks for. */
    static <T> T as(Object value, AvaticaType type, Class<T> wanted) throws SQLException {
        if (value == null) {
            return null;
        }
        Object converted = converted(value, type, wanted);
        if (converted == null) {
            throw SqlErrors.client(
                    "22018",
                    "A value of type " + type.getName() + " is not a " + wanted.getName() + ".");
        }
        return wanted.cast(converted);
    }

    private static Object converted(Object value, AvaticaType type, Class<?> wanted)
            throws SQLException {
        if (wanted == String.class) {
            return text(value, type);
        }
        if (wanted == Object.class) {
            return object(value, type);
        }
        switch (type.id) {
            case Types.DATE:
            case Types.TIMESTAMP:
                long millis =
                        value instanceof Integer
                                ? Math.multiplyExact(((Integer) value).longValue(), MILLIS_PER_DAY)
                                : (Long) value;
                Object moment = moment(millis, wanted);
                return moment == null && wanted == Date.class ? object(value, type) : moment;
            case Types.TIME:
                return wanted == LocalTime.class
                        ? localTime((Integer) value)
                        : wanted.isAssignableFrom(Time.class) ? object(value, type) : null;
            case Types.ARRAY:
                return converted(array((List<?>) value, type), wanted);
            default:
                if (wanted.isInstance(value)) {
                    return value;
                }
                return scalar(value, wanted);
        }
    }

    private static Object moment(long millis, Class<?> wanted) {
        if (wanted == LocalDateTime.class) {
            return dateTime(millis);
        } else if (wanted == LocalDate.class) {
            return dateTime(millis).toLocalDate();
        } else if (wanted == LocalTime.class) {
            return dateTime(millis).toLocalTime();
        } else if (wanted == Instant.class) {
            return Instant.ofEpochMilli(millis);
        } else if (wanted == OffsetDateTime.class) {
            return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
        } else if (wanted == ZonedDateTime.class) {
            return Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC);
        } else if (wanted == Date.class) {
            return Date.valueOf(dateTime(millis).toLocalDate());
        } else if (wanted == Time.class) {
            return Time.valueOf(dateTime(millis).toLocalTime());
        } else if (wanted.isAssignableFrom(Timestamp.class)) {
            return new Timestamp(millis);
        }
        return null;
    }

    private static Object converted(TidalArray array, Class<?> wanted) throws SQLException {
        if (wanted.isInstance(array)) {
            return array;
        } else if (wanted == List.class) {
            return array.elements();
        } else if (wanted == float[].class) {
            return array.floats();
        } else if (wanted == double[].class) {
            return array.doubles();
        } else if (wanted == Object[].class) {
            return array.getArray();
        }
        return null;
    }

    private static Object scalar(Object value, Class<?> wanted) throws SQLException {
        if (wanted == Boolean.class) {
            return truth(value);
        } else if (wanted == BigDecimal.class) {
            return decimal(value);
        } else if (wanted == BigInteger.class) {
            return decimal(value).toBigInteger();
        } else if (wanted == Double.class) {
            return number(value).doubleValue();
        } else if (wanted == Float.class) {
            return number(value).floatValue();
        } else if (wanted == Long.class) {
            return integer(value, Long.MIN_VALUE, Long.MAX_VALUE);
        } else if (wanted == Integer.class) {
            return (int) integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (wanted == Short.class) {
            return (short) integer(value, Short.MIN_VALUE, Short.MAX_VALUE);
        } else if (wanted == Byte.class) {
            return (byte) integer(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
        return null;
    }

    /** A whole number within bounds; a fraction is cut off, as JDBC has it. */
    static long integer(Object value, long least, long most) throws SQLException {
        long whole;
        if (value instanceof Integer || value instanceof Long) {
            whole = ((Number) value).longValue();
        } else {
            BigDecimal decimal = decimal(value);
            try {
                whole = decimal.toBigInteger().longValueExact();
            } catch (ArithmeticException e) {
                throw outOfRange(value, least, most);
            }
        }
        if (whole < least || whole > most) {
            throw outOfRange(value, least, most);
        }
        return whole;
    }

    private static SQLException outOfRange(Object value, long least, long most) {
        return SqlErrors.client(
                "22003", value + " does not fit between " + least + " and " + most + ".");
    }

    static boolean truth(Object value) throws SQLException {
        if (value instanceof Boolean) {
            return (Boolean) value;
        }
        if (value instanceof String) {
            String text = ((String) value).strip();
            if (text.equalsIgnoreCase("true") || text.equals("1")) {
                return true;
            }
            if (text.equalsIgnoreCase("false") || text.equals("0")) {
                return false;
            }
            throw SqlErrors.client("22018", "'" + value + "' is neither true nor false.");
        }
        return number(value).doubleValue() != 0;
    }

    static Number number(Object value) throws SQLException {
        if (value instanceof Number) {
            return (Number) value;
        }
        if (value instanceof Boolean) {
            return (Boolean) value ? 1 : 0;
        }
        String text = String.valueOf(value).strip();
        try {
            // JSON has no numbers for these.
            return text.equals("NaN") || text.endsWith("Infinity")
                    ? Double.valueOf(text)
                    : new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw SqlErrors.client("22018", "'" + value + "' is not a number.");
        }
    }

    static BigDecimal decimal(Object value) throws SQLException {
        Number number = number(value);
        if (number instanceof BigDecimal) {
            return (BigDecimal) number;
        } else if (number instanceof BigInteger) {
            return new BigDecimal((BigInteger) number);
        } else if (number instanceof Float || number instanceof Double) {
            if (!Double.isFinite(number.doubleValue())) {
                throw SqlErrors.client("22003", number + " has no decimal form.");
            }
            return new BigDecimal(number.toString());
        }
        return BigDecimal.valueOf(number.longValue());
    }

    static byte[] bytes(Object value) throws SQLException {
        if (value instanceof byte[]) {
            return (byte[]) value;
        } else if (value instanceof ByteString) {
            return ((ByteString) value).getBytes();
        } else if (value instanceof String) {
            return ByteString.parseBase64((String) value);
        }
        throw SqlErrors.client("22018", value.getClass().getName() + " is not bytes.");
    }

    static LocalDateTime dateTime(long epochMillis) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(epochMillis, 1000L),
                Math.floorMod(epochMillis, 1000) * 1_000_000,
                ZoneOffset.UTC);
    }

    static LocalTime localTime(int millisOfDay) {
        return LocalTime.ofNanoOfDay(millisOfDay * 1_000_000L);
    }

    private static String hex(byte[] bytes) {
        char[] text = new char[bytes.length * 2];
        for (int i = 0; i < bytes.length; i++) {
            text[2 * i] = HEX[(bytes[i] >> 4) & 15];
            text[2 * i + 1] = HEX[bytes[i] & 15];
        }
        return new String(text);
    }
}
