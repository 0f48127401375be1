package io.tidaldb.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.SQLType;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Calendar;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.SqlType;
import org.apache.calcite.avatica.remote.TypedValue;


/**
 * What a Java value is as a parameter. Moments become milliseconds in UTC, a {@code LocalDateTime}
 * and a {@code java.sql.Timestamp} with a calendar being readings of a clock; finer fractions of a
 * second are cut off.
 */
final class ParameterValues {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private ParameterValues() {}

    /**
     * A value whose type follows from its class.
     *
     * @throws SQLException with SQLState 22023 if no SQL type fits the class
     */
    static TypedValue of(Object value) throws SQLException {
        if (value == null) {
            return TypedValue.EXPLICIT_NULL;
        } else if (value instanceof String) {
            return TypedValue.ofSerial(Rep.STRING, value);
        } else if (value instanceof Long) {
            return TypedValue.ofSerial(Rep.LONG, value);
        } else if (value instanceof Integer) {
            return TypedValue.ofSerial(Rep.INTEGER, value);
        } else if (value instanceof Double) {
            return of(((Double) value).doubleValue());
        } else if (value instanceof Float) {
            return of(((Float) value).floatValue());
        } else if (value instanceof Boolean) {
            return TypedValue.ofSerial(Rep.BOOLEAN, value);
        } else if (value instanceof BigDecimal) {
            return TypedValue.ofSerial(Rep.NUMBER, value);
        } else if (value instanceof BigInteger) {
            return TypedValue.ofSerial(Rep.NUMBER, new BigDecimal((BigInteger) value));
        } else if (value instanceof Short) {
            return TypedValue.ofSerial(Rep.SHORT, value);
        } else if (value instanceof Byte) {
            return TypedValue.ofSerial(Rep.BYTE, value);
        } else if (value instanceof Character || value instanceof UUID || value instanceof Enum) {
            return TypedValue.ofSerial(Rep.STRING, value.toString());
        } else if (value instanceof byte[]) {
            return bytes((byte[]) value);
        }
        TypedValue composite = time(value);
        composite = composite == null ? array(value) : composite;
        composite = composite == null ? large(value) : composite;
        if (composite == null) {
            throw SqlErrors.client(
                    "22023",
                    "A parameter cannot be a "
                            + value.getClass().getName()
                            + "; give text, a number, bytes, a date or time, a list or an array.");
        }
        return composite;
    }

    /** JSON has no number for NaN and the infinities, so these travel as text. */
    static TypedValue of(double value) {
        return Double.isFinite(value)
                ? TypedValue.ofSerial(Rep.DOUBLE, value)
                : TypedValue.ofSerial(Rep.STRING, Double.toString(value));
    }

    static TypedValue of(float value) {
        return Float.isFinite(value)
                ? TypedValue.ofSerial(Rep.FLOAT, value)
                : TypedValue.ofSerial(Rep.STRING, Float.toString(value));
    }

    static TypedValue bytes(byte[] value) {
        return TypedValue.ofSerial(Rep.BYTE_STRING, Base64.getEncoder().encodeToString(value));
    }

    private static TypedValue time(Object value) {
        if (value instanceof Timestamp) {
            return moment(((Timestamp) value).getTime());
        } else if (value instanceof LocalDateTime) {
            return moment(((LocalDateTime) value).toInstant(ZoneOffset.UTC).toEpochMilli());
        } else if (value instanceof Instant) {
            return moment(((Instant) value).toEpochMilli());
        } else if (value instanceof OffsetDateTime) {
            return moment(((OffsetDateTime) value).toInstant().toEpochMilli());
        } else if (value instanceof ZonedDateTime) {
            return moment(((ZonedDateTime) value).toInstant().toEpochMilli());
        } else if (value instanceof LocalDate) {
            return day((LocalDate) value);
        } else if (value instanceof LocalTime) {
            return time((LocalTime) value);
        } else if (value instanceof Date) {
            return day(((Date) value).toLocalDate());
        } else if (value instanceof Time) {
            return time(((Time) value).toLocalTime());
        } else if (value instanceof java.util.Date) {
            return moment(((java.util.Date) value).toInstant().toEpochMilli());
        } else if (value instanceof Calendar) {
            return moment(((Calendar) value).getTimeInMillis());
        }
        return null;
    }

    static TypedValue moment(long epochMillis) {
        return TypedValue.ofSerial(Rep.JAVA_SQL_TIMESTAMP, epochMillis);
    }

    private static TypedValue day(LocalDate day) {
        return TypedValue.ofSerial(Rep.JAVA_SQL_DATE, Math.toIntExact(day.toEpochDay()));
    }

    private static TypedValue time(LocalTime time) {
        return TypedValue.ofSerial(
                Rep.JAVA_SQL_TIME, (int) (time.toNanoOfDay() / NANOS_PER_MILLI));
    }

    /** What a clock in the calendar's zone reads at that moment, taken to be UTC's. */
    static TypedValue reading(Timestamp value, Calendar zone) {
        return value == null
                ? TypedValue.EXPLICIT_NULL
                : zone == null
                        ? moment(value.getTime())
                        : moment(value.getTime() + zone.getTimeZone().getOffset(value.getTime()));
    }

    static TypedValue day(Date value, Calendar zone) {
        return value == null
                ? TypedValue.EXPLICIT_NULL
                : zone == null
                        ? day(value.toLocalDate())
                        : day(
                                Instant.ofEpochMilli(value.getTime())
                                        .atZone(zone.getTimeZone().toZoneId())
                                        .toLocalDate());
    }

    static TypedValue time(Time value, Calendar zone) {
        return value == null
                ? TypedValue.EXPLICIT_NULL
                : zone == null
                        ? time(value.toLocalTime())
                        : time(
                                Instant.ofEpochMilli(value.getTime())
                                        .atZone(zone.getTimeZone().toZoneId())
                                        .toLocalTime());
    }

    /** Arrays go as they are: JSON makes a list of either, and in process nothing is copied. */
    private static TypedValue array(Object value) throws SQLException {
        if (value instanceof float[]
                || value instanceof double[]
                || value instanceof long[]
                || value instanceof int[]) {
            return TypedValue.ofSerial(Rep.ARRAY, value);
        } else if (value instanceof Object[]) {
            return elements(Arrays.asList((Object[]) value));
        } else if (value instanceof List) {
            return elements((List<?>) value);
        } else if (value instanceof TidalArray) {
            return elements(((TidalArray) value).elements());
        } else if (value instanceof Array) {
            Object elements = ((Array) value).getArray();
            return elements instanceof Array ? null : of(elements);
        }
        return null;
    }

    private static TypedValue elements(List<?> values) throws SQLException {
        List<Object> elements = new ArrayList<>(values.size());
        for (Object value : values) {
            elements.add(of(value).value);
        }
        return TypedValue.ofSerial(Rep.ARRAY, elements);
    }

    private static TypedValue large(Object value) throws SQLException {
        try {
            if (value instanceof Reader) {
                StringWriter text = new StringWriter();
                ((Reader) value).transferTo(text);
                return TypedValue.ofSerial(Rep.STRING, text.toString());
            } else if (value instanceof InputStream) {
                return bytes(((InputStream) value).readAllBytes());
            } else if (value instanceof Clob) {
                Clob clob = (Clob) value;
                return of(clob.getSubString(1, Math.toIntExact(clob.length())));
            } else if (value instanceof Blob) {
                Blob blob = (Blob) value;
                return bytes(blob.getBytes(1, Math.toIntExact(blob.length())));
            }
        } catch (IOException e) {
            throw SqlErrors.create(
                    "The parameter's stream cannot be read: " + e.getMessage(),
                    "22000",
                    SqlErrors.CLIENT_ERROR,
                    e);
        }
        return null;
    }

    /**
     * A value for which the caller names an SQL type. Text is read as that type; what is of a fitting
     * class already stays, since the engine converts to what the statement needs.
     */
    static TypedValue of(Object value, int sqlType) throws SQLException {
        if (!(value instanceof String)) {
            return of(value);
        }
        String text = ((String) value).strip();
        try {
            switch (sqlType) {
                case Types.TINYINT:
                case Types.SMALLINT:
                case Types.INTEGER:
                case Types.BIGINT:
                    return of(Long.valueOf(text));
                case Types.REAL:
                case Types.FLOAT:
                case Types.DOUBLE:
                    return of(Double.valueOf(text));
                case Types.DECIMAL:
                case Types.NUMERIC:
                    return of(new BigDecimal(text));
                case Types.BIT:
                case Types.BOOLEAN:
                    return of(ColumnValues.truth(text));
                default:
                    return of(value);
            }
        } catch (NumberFormatException e) {
            throw SqlErrors.client("22018", "'" + text + "' is not a number.");
        }
    }

    static TypedValue of(Object value, SQLType sqlType) throws SQLException {
        Integer number = sqlType.getVendorTypeNumber();
        return number == null ? of(value) : of(value, number.intValue());
    }

    /** {@link java.sql.Connection#createArrayOf}. */
    static TidalArray array(String typeName, Object[] elements) throws SQLException {
        SqlType type;
        try {
            type = SqlType.valueOf(typeName.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw SqlErrors.client("42704", "There is no type '" + typeName + "' for elements.");
        }
        ColumnMetaData.AvaticaType element =
                ColumnMetaData.scalar(type.id, type.name(), Rep.nonPrimitiveRepOf(type));
        List<Object> values = new ArrayList<>(elements.length);
        for (Object value : elements) {
            values.add(ColumnValues.canonical(of(value).value, element, 0));
        }
        return new TidalArray(element, values);
    }
}
