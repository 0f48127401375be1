package io.tidaldb.sql.relation;

import io.tidaldb.sql.runtime.CalciteValues;
import io.tidaldb.table.Table;

/**
 * Reads rows of a table column by column: from memory where the column is resident, and from the
 * stored row, fetched once, where it is not. The index after the last column is the ordinal itself.
 */
public final class RowReader {
    private RowReader() {}

    /** The values in Calcite's representation; null if the row is gone. */
    public static Object[] read(Table table, int ordinal, int[] projection) {
        int width = table.definition().columns().size();
        Object[] stored = null;
        Object[] values = new Object[projection.length];
        for (int i = 0; i < projection.length; i++) {
            int column = projection[i];
            if (column == width) {
                values[i] = ordinal;
            } else if (table.column(column) != null) {
                values[i] = table.value(ordinal, column);
            } else {
                if (stored == null) {
                    stored = table.row(ordinal);
                    if (stored == null) {
                        return null;
                    }
                }
                values[i] = CalciteValues.toCalcite(stored[column]);
            }
        }
        return values;
    }
}
