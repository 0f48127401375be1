package io.tidaldb.graph;

import io.tidaldb.column.Blocks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * One object per ordinal, in pages allocated when first written. Putting an object releases it, and
 * getting acquires it, so that a reader sees all that was written to it before.
 */
public final class Rows<T> {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Object[].class);

    private volatile Object[][] pages = {};

    /** The ordinal's object, or null. Any thread. */
    @SuppressWarnings("unchecked")
    public T get(int ordinal) {
        Object[][] current = pages;
        int block = ordinal >>> Blocks.SHIFT;
        Object[] page = block < current.length ? current[block] : null;
        return page == null ? null : (T) ELEMENT.getAcquire(page, ordinal & Blocks.MASK);
    }

    /** Puts an object; null for none. Writer only. */
    public void put(int ordinal, T value) {
        Object[][] current = pages;
        int block = ordinal >>> Blocks.SHIFT;
        if (block >= current.length || current[block] == null) {
            if (value == null) {
                return;
            }
            int length = Math.max(block + 1, current.length);
            current = Arrays.copyOf(current, block < current.length ? length : length * 2);
            current[block] = new Object[Blocks.SIZE];
            pages = current;
        }
        ELEMENT.setRelease(current[block], ordinal & Blocks.MASK, value);
    }

    /** One more than the largest ordinal that may have an object. Any thread. */
    public int limit() {
        return pages.length << Blocks.SHIFT;
    }
}
