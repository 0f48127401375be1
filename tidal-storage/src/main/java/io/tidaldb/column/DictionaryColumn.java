package io.tidaldb.column;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Strings as integer codes into a dictionary that only grows. Code {@link #NULL_CODE} is NULL;
 * others count from 1 in order of first appearance.
 */
public final class DictionaryColumn implements Column {
    public static final int NULL_CODE = 0;

    private final ConcurrentHashMap<String, Integer> codes = new ConcurrentHashMap<>();
    private volatile String[] values = new String[16];
    private volatile int cardinality;
    private volatile int[][] pages = {};

    @Override
    public boolean isNull(int ordinal) {
        return code(ordinal) == NULL_CODE;
    }

    /** The ordinal's code. */
    public int code(int ordinal) {
        int[] page = page(ordinal >>> Blocks.SHIFT);
        return page == null ? NULL_CODE : page[ordinal & Blocks.MASK];
    }

    /** The block's codes, not to be written to, or null where all are {@link #NULL_CODE}. */
    public int[] page(int block) {
        int[][] current = pages;
        return block < current.length ? current[block] : null;
    }

    /** The code of a string, or -1 if no row ever held it. */
    public int codeOf(String value) {
        return codes.getOrDefault(value, -1);
    }

    /** The string of a code; null for {@link #NULL_CODE}. */
    public String valueOf(int code) {
        // The code was read before; the array that holds it must be read after.
        VarHandle.loadLoadFence();
        return values[code];
    }

    /** The ordinal's string, or null. */
    public String value(int ordinal) {
        return valueOf(code(ordinal));
    }

    /** How many different strings rows have ever held; codes run from 1 to it. */
    public int cardinality() {
        return cardinality;
    }

    /** Sets a value; null means NULL. Writer only. */
    public void set(int ordinal, String value) {
        int code = value == null ? NULL_CODE : encode(value);
        int block = ordinal >>> Blocks.SHIFT;
        int[] page = page(block);
        if (page == null) {
            if (code == NULL_CODE) {
                return;
            }
            page = allocate(block);
        }
        page[ordinal & Blocks.MASK] = code;
    }

    private int encode(String value) {
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

    private int[] allocate(int block) {
        int[] page = new int[Blocks.SIZE];
        int[][] current = pages;
        if (block >= current.length) {
            current = Arrays.copyOf(current, Math.max(block + 1, current.length * 2));
        } else {
            current = current.clone();
        }
        current[block] = page;
        pages = current;
        return page;
    }
}
