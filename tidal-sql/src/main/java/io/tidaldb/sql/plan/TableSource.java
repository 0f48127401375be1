package io.tidaldb.sql.plan;

import io.tidaldb.column.OrdinalSet;
import io.tidaldb.rank.RankedSource;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.table.Table;

import java.util.List;

/**
 * A stored table as the ranking engine scans it. What a user must not see is excluded by the
 * statement's condition, which the rewriter has completed; so nothing is left to exclude here.
 */
record TableSource(Table table, int size, OrdinalSet live, StatementContext context)
        implements RankedSource {
    static TableSource all(Table table, StatementContext context) {
        return new TableSource(table, table.size(), table.live(), context);
    }

    /** Only one row, or none if the ordinal is negative. */
    static TableSource only(Table table, int ordinal, StatementContext context) {
        boolean found = ordinal >= 0 && table.isLive(ordinal);
        return new TableSource(
                table,
                found ? ordinal + 1 : 0,
                found ? new SingleOrdinal(ordinal) : OrdinalSet.EMPTY,
                context);
    }

    @Override
    public List<OrdinalSet> excluded() {
        return List.of();
    }

    @Override
    public boolean isCancelled() {
        context.checkCancelled();
        return false;
    }

    @Override
    public int compareKeys(int ordinal, int other) {
        return table.compareKeys(ordinal, other);
    }

    private record SingleOrdinal(int ordinal) implements OrdinalSet {
        @Override
        public boolean contains(int other) {
            return other == ordinal;
        }

        @Override
        public int cardinality() {
            return 1;
        }

        @Override
        public void addTo(int block, long[] bits) {
            if (ordinal >>> io.tidaldb.column.Blocks.SHIFT == block) {
                int row = ordinal & io.tidaldb.column.Blocks.MASK;
                bits[row >>> 6] |= 1L << row;
            }
        }
    }
}
