package io.tidaldb.sql.runtime;

import org.apache.calcite.avatica.util.ByteString;

import java.util.ArrayList;
import java.util.List;

/**
 * The two kinds of value that Calcite's generated code holds differently: binary strings, and
 * vectors, which it treats as arrays of REAL.
 */
public final class CalciteValues {
    private CalciteValues() {}

    public static Object toCalcite(Object value) {
        return switch (value) {
            case float[] vector -> {
                List<Float> list = new ArrayList<>(vector.length);
                for (float component : vector) {
                    list.add(component);
                }
                yield list;
            }
            case byte[] bytes -> new ByteString(bytes);
            case null, default -> value;
        };
    }

    /** The reverse, except that vectors stay lists, as callers see them. */
    public static Object fromCalcite(Object value) {
        return value instanceof ByteString bytes ? bytes.getBytes() : value;
    }
}
