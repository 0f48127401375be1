package io.tidaldb.jdbc;

import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.AvaticaType;
import org.apache.calcite.avatica.util.Cursor;
import org.joou.UByte;
import org.joou.UInteger;
import org.joou.ULong;
import org.joou.UShort;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.List;
import java.util.Map;

/**
 * Reads one column of the current row as each of JDBC's types.
 *
 * <p>A TIMESTAMP is a moment, kept in UTC: {@code getTimestamp} gives that moment whatever the
 * JVM's time zone, {@code getString}, {@code LocalDateTime} and {@code LocalDate} its reading in
 * UTC. With a calendar, the UTC reading is taken to be in the calendar's zone, as JDBC defines it.
 * A DATE and a TIME have no zone: {@code java.sql.Date} and {@code java.sql.Time} print as stored.
 */
final class ColumnAccessor implements Cursor.Accessor {
    private final RowCursor cursor;
    private final int ordinal;
    private final AvaticaType type;
    private final int scale;
    private final Calendar connectionCalendar;

    ColumnAccessor(RowCursor cursor, int ordinal, ColumnMetaData column, Calendar calendar) {
        this.cursor = cursor;
        this.ordinal = ordinal;
        this.type = column.type;
        this.scale = column.scale;
        this.connectionCalendar = calendar;
    }

    private Object value() throws SQLException {
        return ColumnValues.canonical(cursor.value(ordinal), type, scale);
    }

    @Override
    public boolean wasNull() {
        return cursor.wasNull();
    }

    @Override
    public String getString() throws SQLException {
        return ColumnValues.text(value(), type);
    }

    @Override
    public String getNString() throws SQLException {
        return getString();
    }

    @Override
    public boolean getBoolean() throws SQLException {
        Object value = value();
        return value != null && ColumnValues.truth(scalar(value));
    }

    @Override
    public byte getByte() throws SQLException {
        return (byte) integer(Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    @Override
    public short getShort() throws SQLException {
        return (short) integer(Short.MIN_VALUE, Short.MAX_VALUE);
    }

    @Override
    public int getInt() throws SQLException {
        return (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    @Override
    public long getLong() throws SQLException {
        return integer(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long integer(long least, long most) throws SQLException {
        Object value = value();
        return value == null ? 0 : ColumnValues.integer(scalar(value), least, most);
    }

    @Override
    public float getFloat() throws SQLException {
        Object value = value();
        return value == null ? 0 : ColumnValues.number(scalar(value)).floatValue();
    }

    @Override
    public double getDouble() throws SQLException {
        Object value = value();
        return value == null ? 0 : ColumnValues.number(scalar(value)).doubleValue();
    }

    @Override
    public BigDecimal getBigDecimal() throws SQLException {
        Object value = value();
        return value == null ? null : ColumnValues.decimal(scalar(value));
    }

    @Override
    public BigDecimal getBigDecimal(int digits) throws SQLException {
        BigDecimal value = getBigDecimal();
        return value == null ? null : value.setScale(digits, RoundingMode.HALF_UP);
    }

    /** Refuses what is no number, text or truth value. */
    private Object scalar(Object value) throws SQLException {
        switch (type.id) {
            case Types.DATE:
            case Types.TIME:
            case Types.TIMESTAMP:
            case Types.ARRAY:
            case Types.BINARY:
            case Types.VARBINARY:
                throw cannot("a number");
            default:
                return value;
        }
    }

    @Override
    public UByte getUByte() throws SQLException {
        return UByte.valueOf(getShort());
    }

    @Override
    public UShort getUShort() throws SQLException {
        return UShort.valueOf(getInt());
    }

    @Override
    public UInteger getUInt() throws SQLException {
        return UInteger.valueOf(getLong());
    }

    @Override
    public ULong getULong() throws SQLException {
        return ULong.valueOf(getBigDecimal().toBigInteger());
    }

    @Override
    public byte[] getBytes() throws SQLException {
        Object value = value();
        if (value == null || value instanceof byte[]) {
            return (byte[]) value;
        }
        if (value instanceof String) {
            return ((String) value).getBytes(StandardCharsets.UTF_8);
        }
        throw cannot("bytes");
    }

    @Override
    public InputStream getBinaryStream() throws SQLException {
        byte[] bytes = getBytes();
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    @Override
    public InputStream getAsciiStream() throws SQLException {
        String text = getString();
        return text == null
                ? null
                : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public InputStream getUnicodeStream() throws SQLException {
        String text = getString();
        return text == null
                ? null
                : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Reader getCharacterStream() throws SQLException {
        String text = getString();
        return text == null ? null : new StringReader(text);
    }

    @Override
    public Reader getNCharacterStream() throws SQLException {
        return getCharacterStream();
    }

    @Override
    public Object getObject() throws SQLException {
        return ColumnValues.object(value(), type);
    }

    @Override
    public Object getObject(Map<String, Class<?>> map) throws SQLException {
        return getObject();
    }

    @Override
    public <T> T getObject(Class<T> wanted) throws SQLException {
        if (wanted == null) {
            throw SqlErrors.client("22023", "getObject was not told which class to give.");
        }
        return ColumnValues.as(value(), type, wanted);
    }

    @Override
    public Array getArray() throws SQLException {
        Object value = value();
        if (value == null) {
            return null;
        }
        if (type.id != Types.ARRAY) {
            throw cannot("an array");
        }
        return ColumnValues.array((List<?>) value, type);
    }

    @Override
    public Date getDate(Calendar calendar) throws SQLException {
        LocalDateTime reading = reading();
        if (reading == null) {
            return null;
        }
        return inOwnZone(calendar)
                ? Date.valueOf(reading.toLocalDate())
                : new Date(millis(reading.toLocalDate().atStartOfDay(), calendar));
    }

    @Override
    public Time getTime(Calendar calendar) throws SQLException {
        LocalDateTime reading = reading();
        if (reading == null) {
            return null;
        }
        return inOwnZone(calendar)
                ? Time.valueOf(reading.toLocalTime())
                : new Time(
                        millis(
                                LocalDateTime.of(1970, 1, 1, 0, 0).with(reading.toLocalTime()),
                                calendar));
    }

    @Override
    public Timestamp getTimestamp(Calendar calendar) throws SQLException {
        LocalDateTime reading = reading();
        return reading == null
                ? null
                : new Timestamp(millis(reading, calendar == null ? connectionCalendar : calendar));
    }

    /** Whether the caller left the zone to us; the result set then passes its own calendar. */
    @SuppressWarnings("ReferenceEquality")
    private boolean inOwnZone(Calendar calendar) {
        return calendar == null || calendar == connectionCalendar;
    }

    private static long millis(LocalDateTime reading, Calendar calendar) {
        return ZonedDateTime.of(reading, calendar.getTimeZone().toZoneId())
                .toInstant()
                .toEpochMilli();
    }

    private LocalDateTime reading() throws SQLException {
        Object value = value();
        if (value == null) {
            return null;
        }
        switch (type.id) {
            case Types.TIMESTAMP:
                return ColumnValues.dateTime((Long) value);
            case Types.DATE:
                return ColumnValues.dateTime(((Integer) value) * 86_400_000L);
            case Types.TIME:
                return ColumnValues.dateTime((Integer) value);
            default:
                throw cannot("a date or a time");
        }
    }

    private SQLException cannot(String wanted) {
        return SqlErrors.client(
                "22018",
                "Column "
                        + (ordinal + 1)
                        + " is of type "
                        + type.getName()
                        + ", which cannot be read as "
                        + wanted
                        + ".");
    }

    private SQLException never(String kind) {
        return SqlErrors.unsupported("tidalDB has no values of type " + kind + ".");
    }

    @Override
    public Struct getStruct() throws SQLException {
        throw never("STRUCT");
    }

    @Override
    public Ref getRef() throws SQLException {
        throw never("REF");
    }

    @Override
    public Blob getBlob() throws SQLException {
        throw never("BLOB");
    }

    @Override
    public Clob getClob() throws SQLException {
        throw never("CLOB");
    }

    @Override
    public NClob getNClob() throws SQLException {
        throw never("NCLOB");
    }

    @Override
    public URL getURL() throws SQLException {
        throw never("DATALINK");
    }

    @Override
    public SQLXML getSQLXML() throws SQLException {
        throw never("XML");
    }
}
