package io.tidaldb.table;

import io.tidaldb.column.Column;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;

import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The columns of a table that are held in memory: BOOLEAN, integers, dates and times, and DECIMAL
 * of up to 18 digits as {@link LongColumn}, REAL and DOUBLE as {@link DoubleColumn}, VARCHAR as
 * {@link DictionaryColumn}. A VARCHAR column that meets a string of more than {@link
 * #MAX_STRING_LENGTH} chars, or more than {@link #MAX_DISTINCT} different ones, spills: from then
 * on it is read from the rows. ARRAY, VECTOR, VARBINARY and longer DECIMAL always are.
 */
final class ResidentColumns {
    static final int MAX_DISTINCT = 65_536;
    static final int MAX_STRING_LENGTH = 256;
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
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP ->
                    new LongColumn(0);
            case DECIMAL ->
                    type.precision() <= MAX_DECIMAL_DIGITS && type.scale() >= 0
                            ? new LongColumn(type.scale())
                            : null;
            case REAL, DOUBLE -> DoubleColumn.ofAttributes();
            case VARCHAR -> new DictionaryColumn();
            case VARBINARY, ARRAY, VECTOR -> null;
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
            switch (columns.get(i)) {
                case null -> {}
                case LongColumn column -> {
                    if (row[i] == null) {
                        column.setNull(ordinal);
                    } else {
                        column.set(ordinal, toLong(row[i]));
                    }
                }
                case DoubleColumn column ->
                        column.set(
                                ordinal,
                                row[i] == null ? Double.NaN : ((Number) row[i]).doubleValue());
                case DictionaryColumn column -> {
                    String text = (String) row[i];
                    if (fits(column, text)) {
                        column.set(ordinal, text);
                    } else {
                        columns.set(i, null);
                    }
                }
            }
        }
    }

    private static boolean fits(DictionaryColumn column, String text) {
        return text == null
                || text.length() <= MAX_STRING_LENGTH
                        && (column.cardinality() < MAX_DISTINCT || column.codeOf(text) >= 0);
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
            case DoubleColumn doubles ->
                    types[index].kind() == DataType.Kind.REAL
                            ? (Object) (float) doubles.value(ordinal)
                            : (Object) doubles.value(ordinal);
            case LongColumn longs -> fromLong(types[index], longs.longValue(ordinal));
        };
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
