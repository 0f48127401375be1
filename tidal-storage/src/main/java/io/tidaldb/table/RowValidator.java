package io.tidaldb.table;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.TableDefinition;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The checks that a row passes before it is stored: each value is in its type's representation and
 * range, and NOT NULL columns have one.
 */
public final class RowValidator {
    /** The longest string or byte string, in UTF-8 bytes. */
    public static final int MAX_STRING_BYTES = 1 << 20;

    /** The longest array. */
    public static final int MAX_ELEMENTS = 4_096;

    /** The longest row, encoded. */
    public static final int MAX_ROW_BYTES = 16 << 20;

    /** 0001-01-01 and 9999-12-31, the first and last moment of a date or timestamp. */
    public static final long MIN_TIMESTAMP = -62_135_596_800_000L;

    public static final long MAX_TIMESTAMP = 253_402_300_799_999L;
    private static final long DAY_MILLIS = 86_400_000L;

    private final TableDefinition table;

    public RowValidator(TableDefinition table) {
        this.table = table;
    }

    /**
     * Checks a row.
     *
     * @param number which row of its write set it is, counted from 1, for messages
     * @return the row, with decimals brought to their column's scale
     * @throws TidalException TYPE_MISMATCH, NOT_NULL_VIOLATION, STRING_TOO_LONG,
     *     NUMERIC_OUT_OF_RANGE, DIMENSION_MISMATCH, INVALID_VALUE, INVALID_TEXT, INVALID_TIMESTAMP
     *     or LIMIT_EXCEEDED, naming table, column and row
     */
    public Object[] check(Object[] row, int number) {
        List<ColumnDefinition> columns = table.columns();
        if (row.length != columns.size()) {
            throw new TidalException(
                    ErrorCode.TYPE_MISMATCH,
                    "row "
                            + number
                            + " for "
                            + table.name()
                            + " has "
                            + row.length
                            + " values where the table has "
                            + columns.size()
                            + " columns");
        }
        Object[] checked = new Object[row.length];
        for (int i = 0; i < row.length; i++) {
            ColumnDefinition column = columns.get(i);
            if (row[i] != null) {
                checked[i] = check(column, column.type(), row[i], number);
            } else if (!column.nullable() || table.primaryKey().contains(i)) {
                throw failure(
                        ErrorCode.NOT_NULL_VIOLATION,
                        column,
                        number,
                        "may not be NULL; give it a value");
            }
        }
        return checked;
    }

    private Object check(ColumnDefinition column, DataType type, Object value, int number) {
        return switch (type.kind()) {
            case BOOLEAN -> require(Boolean.class, column, value, number);
            case TINYINT -> require(Byte.class, column, value, number);
            case SMALLINT -> require(Short.class, column, value, number);
            case INTEGER -> require(Integer.class, column, value, number);
            case BIGINT -> require(Long.class, column, value, number);
            case DATE -> {
                long day = require(Integer.class, column, value, number);
                inRange(column, day * DAY_MILLIS, MIN_TIMESTAMP, MAX_TIMESTAMP, number);
                yield value;
            }
            case TIME -> {
                long time = require(Integer.class, column, value, number);
                inRange(column, time, 0, DAY_MILLIS - 1, number);
                yield value;
            }
            case TIMESTAMP -> {
                long time = require(Long.class, column, value, number);
                inRange(column, time, MIN_TIMESTAMP, MAX_TIMESTAMP, number);
                yield value;
            }
            case REAL -> {
                finite(column, require(Float.class, column, value, number), number);
                yield value;
            }
            case DOUBLE -> {
                finite(column, require(Double.class, column, value, number), number);
                yield value;
            }
            case DECIMAL ->
                    decimal(column, type, require(BigDecimal.class, column, value, number), number);
            case VARCHAR -> {
                text(column, type, require(String.class, column, value, number), number);
                yield value;
            }
            case VARBINARY -> {
                int length = require(byte[].class, column, value, number).length;
                length(column, type, length, length, number);
                yield value;
            }
            case VECTOR -> {
                vector(column, type, require(float[].class, column, value, number), number);
                yield value;
            }
            case ARRAY -> array(column, type, require(List.class, column, value, number), number);
        };
    }

    private <T> T require(Class<T> type, ColumnDefinition column, Object value, int number) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw failure(
                ErrorCode.TYPE_MISMATCH,
                column,
                number,
                "is of type "
                        + column.type()
                        + ", got a "
                        + value.getClass().getSimpleName()
                        + "; cast it");
    }

    private List<Object> array(
            ColumnDefinition column, DataType type, List<?> elements, int number) {
        if (elements.size() > MAX_ELEMENTS) {
            throw failure(
                    ErrorCode.LIMIT_EXCEEDED,
                    column,
                    number,
                    "holds at most "
                            + MAX_ELEMENTS
                            + " elements, got "
                            + elements.size()
                            + "; shorten it");
        }
        List<Object> checked = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i) == null) {
                throw failure(
                        ErrorCode.NOT_NULL_VIOLATION,
                        column,
                        number,
                        "may not hold NULL as an element, as its element "
                                + (i + 1)
                                + " is; leave it out");
            }
            checked.add(check(column, type.element(), elements.get(i), number));
        }
        return Collections.unmodifiableList(checked);
    }

    private BigDecimal decimal(
            ColumnDefinition column, DataType type, BigDecimal value, int number) {
        BigDecimal scaled;
        try {
            scaled = value.setScale(type.scale(), RoundingMode.UNNECESSARY);
        } catch (ArithmeticException e) {
            throw failure(
                    ErrorCode.NUMERIC_OUT_OF_RANGE,
                    column,
                    number,
                    "keeps "
                            + type.scale()
                            + " digits after the point, got "
                            + value.toPlainString()
                            + "; round it");
        }
        if (scaled.precision() > type.precision()) {
            throw failure(
                    ErrorCode.NUMERIC_OUT_OF_RANGE,
                    column,
                    number,
                    "is " + type + ", which is too small for " + value.toPlainString());
        }
        return scaled;
    }

    private void text(ColumnDefinition column, DataType type, String text, int number) {
        int bytes = 0;
        int characters = 0;
        for (int i = 0; i < text.length(); i++, characters++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                throw failure(
                        ErrorCode.INVALID_TEXT,
                        column,
                        number,
                        "holds half of a surrogate pair at index "
                                + i
                                + ", which is no character; remove it");
            }
        }
        length(column, type, characters, bytes, number);
    }

    private void length(ColumnDefinition column, DataType type, int length, int bytes, int number) {
        if (type.precision() != DataType.UNBOUNDED && length > type.precision()) {
            throw failure(
                    ErrorCode.STRING_TOO_LONG,
                    column,
                    number,
                    "is " + type + ", got a length of " + length + "; shorten it");
        }
        if (bytes > MAX_STRING_BYTES) {
            throw failure(
                    ErrorCode.LIMIT_EXCEEDED,
                    column,
                    number,
                    "holds at most " + MAX_STRING_BYTES + " bytes, got " + bytes + "; shorten it");
        }
    }

    private void vector(ColumnDefinition column, DataType type, float[] vector, int number) {
        if (vector.length != type.precision()) {
            throw failure(
                    ErrorCode.DIMENSION_MISMATCH,
                    column,
                    number,
                    "holds " + type.precision() + " numbers, got " + vector.length);
        }
        for (float component : vector) {
            finite(column, component, number);
        }
    }

    private void finite(ColumnDefinition column, double value, int number) {
        if (!Double.isFinite(value)) {
            throw failure(
                    ErrorCode.INVALID_VALUE,
                    column,
                    number,
                    "holds finite numbers only, got " + value);
        }
    }

    private void inRange(ColumnDefinition column, long value, long min, long max, int number) {
        if (value < min || value > max) {
            throw failure(
                    ErrorCode.INVALID_TIMESTAMP,
                    column,
                    number,
                    "is a "
                            + column.type()
                            + " between the years 1 and 9999, got "
                            + value
                            + " milliseconds");
        }
    }

    private TidalException failure(
            ErrorCode code, ColumnDefinition column, int number, String what) {
        return new TidalException(
                code, table.name() + "." + column.name() + " " + what + " (row " + number + ")");
    }
}
