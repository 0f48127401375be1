package io.tidaldb.index;

import io.tidaldb.table.RowCursor;

/** Some rows as they were read, with the log positions of their last writes. For one thread. */
public final class RowBlock {
    private static final int CAPACITY = 64;

    private final int[] ordinals = new int[CAPACITY];
    private final long[] modifiedAt = new long[CAPACITY];
    private final Object[][] rows = new Object[CAPACITY][];
    private int size;

    /**
     * The next rows of a cursor.
     *
     * @return null if there are no more
     */
    public static RowBlock next(RowCursor cursor) {
        RowBlock block = new RowBlock();
        while (block.size < CAPACITY && cursor.next()) {
            block.ordinals[block.size] = cursor.ordinal();
            block.modifiedAt[block.size] = cursor.modifiedAt();
            block.rows[block.size++] = cursor.row();
        }
        return block.size == 0 ? null : block;
    }

    public int size() {
        return size;
    }

    int ordinal(int index) {
        return ordinals[index];
    }

    long modifiedAt(int index) {
        return modifiedAt[index];
    }

    Object[] row(int index) {
        return rows[index];
    }
}
