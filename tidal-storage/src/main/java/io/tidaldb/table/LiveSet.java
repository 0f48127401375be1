package io.tidaldb.table;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.OrdinalSet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The ordinals that have a row, one bit each. Setting a bit publishes all that the writer wrote of
 * the row before.
 */
final class LiveSet implements OrdinalSet {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private volatile long[][] pages = {};
    private volatile int cardinality;

    @Override
    public boolean contains(int ordinal) {
        int block = ordinal >>> Blocks.SHIFT;
        long[][] current = pages;
        return block < current.length && (word(current[block], ordinal) >>> ordinal & 1) != 0;
    }

    @Override
    public int cardinality() {
        return cardinality;
    }

    @Override
    public void addTo(int block, long[] bits) {
        long[][] current = pages;
        if (block < current.length) {
            for (int i = 0; i < BLOCK_WORDS; i++) {
                bits[i] |= (long) WORD.getAcquire(current[block], i);
            }
        }
    }

    /** Writer only. */
    void add(int ordinal) {
        if (contains(ordinal)) {
            return;
        }
        long[] page = writablePage(ordinal >>> Blocks.SHIFT);
        WORD.setRelease(page, index(ordinal), page[index(ordinal)] | 1L << ordinal);
        cardinality = cardinality + 1;
    }

    /** Writer only. */
    void remove(int ordinal) {
        if (!contains(ordinal)) {
            return;
        }
        long[] page = pages[ordinal >>> Blocks.SHIFT];
        WORD.setRelease(page, index(ordinal), page[index(ordinal)] & ~(1L << ordinal));
        cardinality = cardinality - 1;
    }

    private static int index(int ordinal) {
        return (ordinal & Blocks.MASK) >>> 6;
    }

    private static long word(long[] page, int ordinal) {
        return (long) WORD.getAcquire(page, index(ordinal));
    }

    private long[] writablePage(int block) {
        long[][] current = pages;
        if (block < current.length) {
            return current[block];
        }
        long[][] grown = new long[Math.max(block + 1, current.length * 2)][];
        System.arraycopy(current, 0, grown, 0, current.length);
        for (int i = current.length; i < grown.length; i++) {
            grown[i] = new long[BLOCK_WORDS];
        }
        pages = grown;
        return grown[block];
    }
}
