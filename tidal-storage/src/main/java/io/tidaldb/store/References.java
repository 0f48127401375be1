package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * REFERENCES within one write set, checked when all its rows are known: what a row refers to is
 * there, and what is deleted is not referred to. Each table counts the references to its rows, so
 * neither check searches.
 */
final class References {
    /** What a row referred to before the set, by column; null where it referred to nothing. */
    private record Touched(Table table, int ordinal, int rowNumber, Object[] before) {}

    private record RowId(Table table, int ordinal) {}

    private final Overlay overlay;
    private final Map<RowId, Touched> touched = new LinkedHashMap<>();

    References(Overlay overlay) {
        this.overlay = overlay;
    }

    /** Takes down what a row refers to, before its first change in the set. */
    void touch(Table table, int ordinal, int rowNumber) {
        RowId id = new RowId(table, ordinal);
        if (touched.containsKey(id)) {
            return;
        }
        List<ColumnDefinition> columns = table.definition().columns();
        Object[] before = new Object[columns.size()];
        if (overlay.isLive(table, ordinal)) {
            for (int i = 0; i < before.length; i++) {
                if (columns.get(i).references() != ColumnDefinition.NO_REFERENCE) {
                    before[i] = overlay.value(table, ordinal, i);
                }
            }
        }
        touched.put(id, new Touched(table, ordinal, rowNumber, before));
    }

    /**
     * Counts the references gained and lost, and checks both rules.
     *
     * @throws TidalException UNKNOWN_ENTITY or DEPENDENT_OBJECTS
     */
    void check(Projections projections) {
        for (Touched row : touched.values()) {
            List<ColumnDefinition> columns = row.table.definition().columns();
            for (int i = 0; i < columns.size(); i++) {
                int target = columns.get(i).references();
                if (target == ColumnDefinition.NO_REFERENCE) {
                    continue;
                }
                Table referenced = projections.table(target);
                if (row.before[i] != null) {
                    count(referenced, overlay.below().ordinal(referenced, row.before[i]), -1);
                }
                if (overlay.isLive(row.table, row.ordinal)) {
                    Object after = overlay.value(row.table, row.ordinal, i);
                    if (after != null) {
                        int ordinal = overlay.ordinal(referenced, after);
                        if (ordinal < 0) {
                            throw new TidalException(
                                    ErrorCode.UNKNOWN_ENTITY,
                                    row.table.definition().name() + "." + columns.get(i).name()
                                            + ": there is no row " + after + " in "
                                            + referenced.definition().name() + " (row "
                                            + row.rowNumber + ")");
                        }
                        count(referenced, ordinal, 1);
                    }
                }
            }
        }
        for (Touched row : touched.values()) {
            int left = overlay.references(row.table, row.ordinal);
            if (left == 0 || overlay.isLive(row.table, row.ordinal)) {
                continue;
            }
            byte[] key = overlay.row(row.table, row.ordinal).key();
            int successor = overlay.ordinal(row.table, key, -1);
            if (successor < 0) {
                throw new TidalException(
                        ErrorCode.DEPENDENT_OBJECTS,
                        "a row of " + row.table.definition().name()
                                + " cannot be deleted, since " + left
                                + (left == 1 ? " row refers" : " rows refer")
                                + " to it; delete or change those first (row " + row.rowNumber
                                + ")");
            }
            // The set inserted the key anew, and references name keys.
            count(row.table, row.ordinal, -left);
            count(row.table, successor, left);
        }
    }

    private void count(Table table, int ordinal, int change) {
        overlay.rows(table).references.merge(ordinal, change, Integer::sum);
    }
}
