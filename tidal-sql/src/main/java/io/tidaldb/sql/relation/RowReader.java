package io.tidaldb.sql.relation;

import io.tidaldb.sql.runtime.CalciteValues;
import io.tidaldb.table.Table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads rows of a table column by column: from memory where the column is resident, and from the
 * stored rows, fetched together, where it is not. The index after the last column is the ordinal
 * itself.
 */
public final class RowReader {
    private RowReader() {}

    /** One row's values in Calcite's representation; null if the row is gone. */
    public static Object[] read(Table table, int ordinal, int[] projection) {
        return read(table, new int[] {ordinal}, projection).getFirst();
    }

    /** The values of several rows in Calcite's representation; null for a row that is gone. */
    public static List<Object[]> read(Table table, int[] ordinals, int[] projection) {
        boolean[] wanted = new boolean[table.definition().columns().size()];
        boolean fetch = false;
        for (int column : projection) {
            if (column < wanted.length && table.column(column) == null) {
                wanted[column] = true;
                fetch = true;
            }
        }
        List<Object[]> stored =
                fetch
                        ? table.rows(ordinals, wanted)
                        : Collections.nCopies(ordinals.length, new Object[0]);
        List<Object[]> rows = new ArrayList<>(ordinals.length);
        for (int i = 0; i < ordinals.length; i++) {
            Object[] row = stored.get(i);
            rows.add(row == null ? null : values(table, ordinals[i], projection, wanted, row));
        }
        return rows;
    }

    private static Object[] values(
            Table table, int ordinal, int[] projection, boolean[] fetched, Object[] stored) {
        Object[] values = new Object[projection.length];
        for (int i = 0; i < values.length; i++) {
            int column = projection[i];
            if (column == fetched.length) {
                values[i] = ordinal;
            } else {
                values[i] =
                        fetched[column]
                                ? CalciteValues.toCalcite(stored[column])
                                : table.value(ordinal, column);
            }
        }
        return values;
    }
}
