package io.tidaldb.table;

import java.util.Arrays;

/** How many rows refer to each row of a table. For the writer thread alone. */
public final class ReferenceCounts {
    private int[] counts = {};

    public int get(int ordinal) {
        return ordinal < counts.length ? counts[ordinal] : 0;
    }

    public void add(int ordinal, int change) {
        if (ordinal >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(ordinal + 1, counts.length * 2));
        }
        counts[ordinal] += change;
    }
}
