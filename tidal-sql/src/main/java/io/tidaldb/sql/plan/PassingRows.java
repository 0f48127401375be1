package io.tidaldb.sql.plan;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.rank.FilterScan;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.table.Table;
import io.tidaldb.vector.OrdinalFilter;

/** Tests conditions on rows before they are searched for. */
final class PassingRows {
    private PassingRows() {}

    static OrdinalFilter of(
            FilterScan filter, Table table, Values values, StatementContext context) {
        TableSource source = TableSource.all(table, context);
        long[] words = new long[Blocks.count(source.size()) * OrdinalSet.BLOCK_WORDS];
        int cardinality = 0;
        try (FilterScan.Cursor rows = filter.open(source, values, context.now())) {
            while (rows.next()) {
                int[] ordinals = rows.ordinals();
                for (int i = 0; i < rows.count(); i++) {
                    words[ordinals[i] >>> 6] |= 1L << ordinals[i];
                }
                cardinality += rows.count();
            }
        }
        return new OrdinalFilter(words, cardinality);
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
