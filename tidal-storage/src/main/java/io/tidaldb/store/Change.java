package io.tidaldb.store;

import io.tidaldb.graph.EdgeSet;
import io.tidaldb.log.LogRecord;
import io.tidaldb.table.Table;

/**
 * A change that passed every check, ready to be applied to memory. Applying one cannot fail for
 * reasons that lie in the data.
 */
sealed interface Change {
    /** The row takes the table's next ordinal, which is {@code ordinal}. */
    record RowInserted(Table table, int ordinal, Object[] row, long position) implements Change {}

    record RowReplaced(Table table, int ordinal, Object[] row, long position) implements Change {}

    record RowDeleted(Table table, int ordinal, long position) implements Change {}

    /**
     * Events that are accepted.
     *
     * @param targets their targets' ordinals
     * @param users their users' ordinals, -1 for anonymous ones; null where all are
     */
    record EventsAccepted(int signal, LogRecord.EventRun run, int[] targets, int[] users)
            implements Change {}

    /**
     * Events that are taken back.
     *
     * @param targets ordinals of the rows that they counted for; -1 where that is gone by now
     * @param users ordinals of their users, -1 likewise; null where all are anonymous
     */
    record EventsRetracted(LogRecord.Retraction retraction, int[] targets, int[] users)
            implements Change {}

    record EdgeMade(EdgeSet edges, int from, int to, double weight, long at) implements Change {}

    record EdgeRemoved(EdgeSet edges, int from, int to) implements Change {}

    record SchemaChanged(Projections projections) implements Change {}
}
