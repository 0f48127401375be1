package io.tidaldb.shell.format;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

/**
 * A result's columns and their values in a few plain types: null, Boolean, Number, String, {@link
 * Instant}, {@link LocalDate}, {@link LocalTime}, byte[], or a List of these.
 */
final class ResultColumns {
    private final ResultSet result;
    private final String[] labels;
    private final int[] types;
    private final Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"), Locale.ROOT);

    ResultColumns(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        this.result = result;
        this.labels = new String[columns.getColumnCount()];
        this.types = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = columns.getColumnLabel(i + 1);
            types[i] = columns.getColumnType(i + 1);
        }
    }

    int count() {
        return labels.length;
    }

    /** A column's label; columns count from 0. */
    String label(int column) {
        return labels[column];
    }

    boolean isNumber(int column) {
        return switch (types[column]) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.REAL,
                    Types.FLOAT,
                    Types.DOUBLE,
                    Types.DECIMAL,
                    Types.NUMERIC ->
                    true;
            default -> false;
        };
    }

    /** The current row's value. */
    Object value(int column) throws SQLException {
        int i = column + 1;
        // Dates and times are asked for in UTC: the default time zone must not shift them.
        Object value =
                switch (types[column]) {
                    case Types.TIMESTAMP -> {
                        var timestamp = result.getTimestamp(i, utc);
                        yield timestamp == null ? null : timestamp.toInstant();
                    }
                    case Types.DATE -> {
                        var date = result.getDate(i, utc);
                        yield date == null
                                ? null
                                : LocalDate.ofInstant(
                                        Instant.ofEpochMilli(date.getTime()), ZoneOffset.UTC);
                    }
                    case Types.TIME -> {
                        var time = result.getTime(i, utc);
                        yield time == null
                                ? null
                                : LocalTime.ofInstant(
                                        Instant.ofEpochMilli(time.getTime()), ZoneOffset.UTC);
                    }
                    case Types.BINARY, Types.VARBINARY -> result.getBytes(i);
                    case Types.ARRAY -> result.getArray(i);
                    default -> result.getObject(i);
                };
        return result.wasNull() ? null : plain(value);
    }

    private static Object plain(Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case Array array -> plain(array.getArray());
            case byte[] bytes -> bytes;
            case float[] floats -> {
                List<Object> list = new ArrayList<>(floats.length);
                for (float each : floats) {
                    list.add(each);
                }
                yield list;
            }
            case Object[] objects -> {
                List<Object> list = new ArrayList<>(objects.length);
                for (Object each : objects) {
                    list.add(plain(each));
                }
                yield list;
            }
            case List<?> objects -> {
                List<Object> list = new ArrayList<>(objects.size());
                for (Object each : objects) {
                    list.add(plain(each));
                }
                yield list;
            }
            case java.sql.Timestamp timestamp -> timestamp.toInstant();
            case Boolean bool -> bool;
            case BigDecimal decimal -> decimal;
            case Number number -> number;
            case Instant instant -> instant;
            case LocalDate date -> date;
            case LocalTime time -> time;
            default -> primitiveArrayOrText(value);
        };
    }

    private static Object primitiveArrayOrText(Object value) {
        if (!value.getClass().isArray()) {
            return value.toString();
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < java.lang.reflect.Array.getLength(value); i++) {
            list.add(java.lang.reflect.Array.get(value, i));
        }
        return list;
    }
}
