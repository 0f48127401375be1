package io.tidaldb.sql.plan;

import io.tidaldb.rank.FilterScan;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.table.Table;
import io.tidaldb.vector.OrdinalFilter;

/** Tests conditions on rows before they are searched for. */
final class PassingRows {
    private PassingRows() {}

    /** What is tested row by row is tested of rows that are found, not of the whole table. */
    static OrdinalFilter of(FilterScan.Candidates candidates) {
        return new OrdinalFilter(
                candidates.words(),
                candidates.expected(),
                candidates.areTested() ? candidates::passes : null);
    }

    /** Whether one row passes. */
    static boolean passes(
            FilterScan filter, int ordinal, Table table, Values values, StatementContext context) {
        TableSource source = TableSource.only(table, ordinal, context);
        try (FilterScan.Cursor rows = filter.open(source, values, context.now())) {
            while (rows.next()) {
                if (rows.count() > 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
