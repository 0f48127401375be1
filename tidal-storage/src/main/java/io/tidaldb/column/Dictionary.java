package io.tidaldb.column;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values as integer codes, which count from 1 in order of first appearance. It only grows. One
 * writer adds; any number of readers look up without locks.
 *
 * @param <T> with {@code equals} and {@code hashCode}
 */
final class Dictionary<T> {
    private final ConcurrentHashMap<T, Integer> codes = new ConcurrentHashMap<>();
    private volatile Object[] values = new Object[16];
    private volatile int cardinality;

    /** The code of a value, or -1 if it was never added. */
    int codeOf(T value) {
        return codes.getOrDefault(value, -1);
    }

    /** The value of a code that was read from a row; null for 0. */
    @SuppressWarnings("unchecked")
    T valueOf(int code) {
        // The code was read before; the array that holds it must be read after.
        VarHandle.loadLoadFence();
        return (T) values[code];
    }

    /** How many values it has. */
    int cardinality() {
        return cardinality;
    }

    /** The code of a value, which is added if it is new. Writer only. */
    int encode(T value) {
        Integer known = codes.get(value);
        if (known != null) {
            return known;
        }
        int code = cardinality + 1;
        if (code == values.length) {
            values = Arrays.copyOf(values, code * 2);
        }
        values[code] = value;
        // The volatile write publishes the array element before any reader can meet its code.
        cardinality = code;
        codes.put(value, code);
        return code;
    }
}
