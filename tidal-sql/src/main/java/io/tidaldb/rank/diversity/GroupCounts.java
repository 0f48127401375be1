package io.tidaldb.rank.diversity;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Column;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.LongColumn;

import java.util.Arrays;

/** How many rows of each group have been taken, in a hash table with open addressing. */
final class GroupCounts {
    private static final int INITIAL = 64;

    private final Column column;
    private final long max;
    private long[] groups = new long[INITIAL];
    private int[] counts = new int[INITIAL];
    private int size;

    GroupCounts(Column column, long max) {
        this.column = column;
        this.max = max;
    }

    /** Whether the row's group has room for one more. */
    boolean hasRoom(int ordinal) {
        return column.isNull(ordinal) || counts[slot(group(ordinal))] < max;
    }

    void take(int ordinal) {
        if (column.isNull(ordinal)) {
            return;
        }
        long group = group(ordinal);
        int slot = slot(group);
        if (counts[slot] == 0) {
            groups[slot] = group;
            size++;
        }
        counts[slot]++;
        if (2 * size > counts.length) {
            grow();
        }
    }

    private long group(int ordinal) {
        return switch (column) {
            case DictionaryColumn strings -> strings.code(ordinal);
            case ArrayColumn arrays -> throw new IllegalArgumentException("a cap on arrays");
            case LongColumn longs -> longs.longValue(ordinal);
            // 0 and −0 are one group.
            case DoubleColumn doubles -> Double.doubleToLongBits(doubles.value(ordinal) + 0.0);
        };
    }

    /** Where the group is, or the free slot where it would be. */
    private int slot(long group) {
        long hash = group * 0x9E3779B97F4A7C15L;
        int slot = (int) (hash >>> 32) & counts.length - 1;
        while (counts[slot] != 0 && groups[slot] != group) {
            slot = slot + 1 & counts.length - 1;
        }
        return slot;
    }

    private void grow() {
        long[] oldGroups = groups;
        int[] oldCounts = counts;
        groups = Arrays.copyOf(groups, 2 * oldGroups.length);
        counts = new int[2 * oldCounts.length];
        for (int i = 0; i < oldCounts.length; i++) {
            if (oldCounts[i] != 0) {
                int slot = slot(oldGroups[i]);
                groups[slot] = oldGroups[i];
                counts[slot] = oldCounts[i];
            }
        }
    }
}
