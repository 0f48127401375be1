package io.tidaldb.meta;

import io.tidaldb.session.ValueType;

import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.avatica.util.ByteString;

import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Parameters as they arrive, turned into what a session accepts. */
final class BoundValues {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private BoundValues() {}

    static List<Object> of(List<TypedValue> values, List<ValueType> types) {
        if (values == null || values.isEmpty()) {
            return Collections.emptyList();
        }
        Object[] bound = new Object[values.size()];
        for (int i = 0; i < bound.length; i++) {
            TypedValue value = values.get(i);
            if (value != null && value.value != null) {
                bound[i] = of(value, i < types.size() ? types.get(i).jdbcType() : Types.OTHER);
            }
        }
        return Arrays.asList(bound);
    }

    private static Object of(TypedValue typed, int wanted) {
        Object value = typed.value;
        return switch (typed.type) {
            case BYTE_STRING -> value instanceof String text ? ByteString.parseBase64(text) : value;
            case JAVA_SQL_DATE -> LocalDate.ofEpochDay(((Number) value).longValue());
            case JAVA_SQL_TIME ->
                    LocalTime.ofNanoOfDay(((Number) value).longValue() * NANOS_PER_MILLI);
            case JAVA_SQL_TIMESTAMP, JAVA_UTIL_DATE ->
                    Instant.ofEpochMilli(((Number) value).longValue());
            case CHARACTER, PRIMITIVE_CHAR -> value.toString();
            case STRING -> isApproximate(wanted) ? notFinite((String) value) : value;
            case ARRAY -> array(value);
            default -> value;
        };
    }

    private static boolean isApproximate(int jdbcType) {
        return jdbcType == Types.DOUBLE || jdbcType == Types.FLOAT || jdbcType == Types.REAL;
    }

    /** JSON cannot say these as numbers, so clients send their names. */
    private static Object notFinite(String text) {
        return switch (text) {
            case "NaN", "Infinity", "-Infinity" -> Double.valueOf(text);
            default -> text;
        };
    }

    /**
     * Vectors of single floats are passed on as they are; a session takes everything else boxed.
     */
    private static Object array(Object value) {
        return switch (value) {
            case List<?> list -> elements(list);
            case double[] numbers -> Arrays.stream(numbers).boxed().toList();
            case long[] numbers -> Arrays.stream(numbers).boxed().toList();
            case int[] numbers -> Arrays.stream(numbers).boxed().toList();
            default -> value;
        };
    }

    private static List<Object> elements(List<?> list) {
        List<Object> elements = new ArrayList<>(list.size());
        for (Object element : list) {
            // Protobuf keeps the type of every element, JSON none.
            elements.add(
                    element instanceof TypedValue typed
                            ? typed.value == null ? null : of(typed, Types.OTHER)
                            : element);
        }
        return elements;
    }
}
