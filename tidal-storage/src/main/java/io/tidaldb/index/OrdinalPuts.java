package io.tidaldb.index;

import io.tidaldb.table.Table;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** Puts the rows of ordinals into an index, reading some at a time. For one thread. */
final class OrdinalPuts {
    private static final int ROWS_AT_ONCE = 1024;

    private final TableIndex index;
    private final RowIndex rows;
    private final IntConsumer progress;
    private final int[] waiting = new int[ROWS_AT_ONCE];
    private int count;
    private int done;

    /**
     * @param rows takes the rows
     * @param progress is told how many it took
     */
    OrdinalPuts(TableIndex index, RowIndex rows, IntConsumer progress) {
        this.index = index;
        this.rows = rows;
        this.progress = progress;
    }

    /** Puts the row of an ordinal, by {@link #finish} at the latest. */
    void add(int ordinal) {
        waiting[count++] = ordinal;
        if (count == ROWS_AT_ONCE) {
            finish();
        }
    }

    void finish() {
        if (count == 0) {
            return;
        }
        Table table = index.table();
        int[] ordinals = Arrays.copyOf(waiting, count);
        List<Object[]> read = table.rows(ordinals, index.columns());
        for (int i = 0; i < count; i++) {
            rows.put(ordinals[i], table.bornAt(ordinals[i]), read.get(i));
        }
        done += count;
        count = 0;
        progress.accept(done);
    }
}
