package io.tidaldb.table;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Column;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * The columns of a table that are held in memory: BOOLEAN, integers, dates and times, and DECIMAL
 * of up to 18 digits as {@link LongColumn}, REAL and DOUBLE as {@link DoubleColumn}, VARCHAR as
 * {@link DictionaryColumn}, arrays of strings, integers, booleans, dates and times as {@link
 * ArrayColumn}. A column that meets a string of more than {@link #MAX_STRING_LENGTH} chars, more
 * than {@link #MAX_DISTINCT} different strings or elements, or an array of more than {@link
 * #MAX_ELEMENTS}, spills: from then on it is read from the rows. Other arrays, VECTOR, VARBINARY
 * and longer DECIMAL always are.
 */
final class ResidentColumns {
    static final int MAX_DISTINCT = 65_536;
    static final int MAX_STRING_LENGTH = 256;
    static final int MAX_ELEMENTS = 256;
    private static final int MAX_DECIMAL_DIGITS = 18;

    private final DataType[] types;
    private final AtomicReferenceArray<Column> columns;

    ResidentColumns(List<ColumnDefinition> definitions) {
        this.types = definitions.stream().map(ColumnDefinition::type).toArray(DataType[]::new);
        this.columns = new AtomicReferenceArray<>(types.length);
        for (int i = 0; i < types.length; i++) {
            columns.set(i, create(types[i]));
        }
    }

    private static Column create(DataType type) {
        return switch (type.kind()) {
            case BOOLEAN -> LongColumn.ofBooleans();
            case TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP -> new LongColumn(0);
            case DECIMAL ->
                    type.precision() <= MAX_DECIMAL_DIGITS && type.scale() >= 0
                            ? new LongColumn(type.scale())
                            : null;
            case REAL, DOUBLE -> DoubleColumn.ofAttributes();
            case VARCHAR -> new DictionaryColumn();
            case ARRAY -> hasResidentElements(type) ? new ArrayColumn() : null;
            case VARBINARY, VECTOR -> null;
        };
    }

    private static boolean hasResidentElements(DataType array) {
        return switch (array.element().kind()) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, VARCHAR ->
                    true;
            case DECIMAL, REAL, DOUBLE, VARBINARY, ARRAY, VECTOR -> false;
        };
    }

    /** The column, or null where it is not resident. */
    Column get(int index) {
        return columns.get(index);
    }

    /** Which columns are resident. */
    boolean[] resident() {
        boolean[] resident = new boolean[types.length];
        for (int i = 0; i < types.length; i++) {
            resident[i] = columns.get(i) != null;
        }
        return resident;
    }

    /** Sets all resident values of a row. Writer only. */
    void set(int ordinal, Object[] row) {
        for (int i = 0; i < types.length; i++) {
            Column column = columns.get(i);
            if (column != null && !fits(column, row[i])) {
                columns.set(i, null);
                continue;
            }
            switch (column) {
                case null -> {}
                case LongColumn longs -> {
                    if (row[i] == null) {
                        longs.setNull(ordinal);
                    } else {
                        longs.set(ordinal, toLong(row[i]));
                    }
                }
                case DoubleColumn doubles -> doubles.set(ordinal, toDouble(row[i]));
                case DictionaryColumn strings -> strings.set(ordinal, (String) row[i]);
                case ArrayColumn arrays -> arrays.set(ordinal, elements(row[i]));
            }
        }
    }

    /** The same while a table is loaded: {@link #index} has to follow. */
    void load(int ordinal, Object[] row) {
        for (int i = 0; i < types.length; i++) {
            Column column = columns.get(i);
            if (column != null && !fits(column, row[i])) {
                columns.set(i, null);
                continue;
            }
            switch (column) {
                case null -> {}
                case LongColumn longs -> {
                    if (row[i] == null) {
                        longs.loadNull(ordinal);
                    } else {
                        longs.load(ordinal, toLong(row[i]));
                    }
                }
                case DoubleColumn doubles -> doubles.set(ordinal, toDouble(row[i]));
                case DictionaryColumn strings -> strings.load(ordinal, (String) row[i]);
                case ArrayColumn arrays -> arrays.load(ordinal, elements(row[i]));
            }
        }
    }

    /** Inverts what was loaded. It goes by rising ordinals, which is faster than row by row. */
    void index() {
        IntStream.range(0, types.length)
                .parallel()
                .forEach(
                        i -> {
                            switch (columns.get(i)) {
                                case LongColumn longs -> longs.index();
                                case DictionaryColumn strings -> strings.index();
                                case ArrayColumn arrays -> arrays.index();
                                case DoubleColumn doubles -> {}
                                case null -> {}
                            }
                        });
    }

    /** A row is gone. Writer only. */
    void forgetRow(int ordinal) {
        for (int i = 0; i < types.length; i++) {
            switch (columns.get(i)) {
                case LongColumn longs -> longs.forgetRow(ordinal);
                case DictionaryColumn strings -> strings.forgetRow(ordinal);
                case ArrayColumn arrays -> arrays.forgetRow(ordinal);
                case DoubleColumn doubles -> {}
                case null -> {}
            }
        }
    }

    private static boolean fits(Column column, Object value) {
        if (value == null) {
            return true;
        }
        return switch (column) {
            case DictionaryColumn strings ->
                    fits((String) value)
                            && (strings.cardinality() < MAX_DISTINCT
                                    || strings.codeOf((String) value) >= 0);
            case ArrayColumn arrays -> fits(arrays, (List<?>) value);
            case LongColumn longs -> true;
            case DoubleColumn doubles -> true;
        };
    }

    private static boolean fits(String text) {
        return text.length() <= MAX_STRING_LENGTH;
    }

    private static boolean fits(ArrayColumn column, List<?> elements) {
        if (elements.size() > MAX_ELEMENTS) {
            return false;
        }
        int room = MAX_DISTINCT - column.cardinality();
        for (Object element : elements) {
            if (element == null || element instanceof String text && !fits(text)) {
                return false;
            }
            if (room < MAX_ELEMENTS && column.codeOf(code(element)) < 0 && --room < 0) {
                return false;
            }
        }
        return true;
    }

    private static double toDouble(Object value) {
        return value == null ? Double.NaN : ((Number) value).doubleValue();
    }

    /** Elements as an {@link ArrayColumn} holds them. */
    private static List<?> elements(Object value) {
        if (value == null) {
            return null;
        }
        List<?> elements = (List<?>) value;
        Object[] held = new Object[elements.size()];
        for (int i = 0; i < held.length; i++) {
            held[i] = code(elements.get(i));
        }
        return Arrays.asList(held);
    }

    private static Object code(Object element) {
        return element instanceof String ? element : (Object) toLong(element);
    }

    private static long toLong(Object value) {
        return switch (value) {
            case Boolean truth -> truth ? 1 : 0;
            case BigDecimal decimal -> decimal.unscaledValue().longValueExact();
            default -> ((Number) value).longValue();
        };
    }

    /** A resident value in its type's representation; null for NULL. */
    Object value(Column column, int index, int ordinal) {
        if (column.isNull(ordinal)) {
            return null;
        }
        return switch (column) {
            case DictionaryColumn strings -> strings.value(ordinal);
            case ArrayColumn arrays -> array(arrays, types[index].element(), ordinal);
            case DoubleColumn doubles ->
                    types[index].kind() == DataType.Kind.REAL
                            ? (Object) (float) doubles.value(ordinal)
                            : (Object) doubles.value(ordinal);
            case LongColumn longs -> fromLong(types[index], longs.longValue(ordinal));
        };
    }

    private static List<Object> array(ArrayColumn column, DataType element, int ordinal) {
        int[] codes = column.codes(ordinal);
        if (codes == null) {
            return null;
        }
        Object[] values = new Object[codes.length];
        for (int i = 0; i < codes.length; i++) {
            Object held = column.valueOf(codes[i]);
            values[i] = held instanceof Long number ? fromLong(element, number) : held;
        }
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    private static Object fromLong(DataType type, long value) {
        return switch (type.kind()) {
            case BOOLEAN -> value != 0;
            case TINYINT -> (byte) value;
            case SMALLINT -> (short) value;
            case INTEGER, DATE, TIME -> (int) value;
            case DECIMAL -> BigDecimal.valueOf(value, type.scale());
            case BIGINT, TIMESTAMP -> value;
            case REAL, DOUBLE, VARCHAR, VARBINARY, ARRAY, VECTOR ->
                    throw new IllegalStateException("no integer type: " + type);
        };
    }
}
