package io.tidaldb.sql.execute;

import io.tidaldb.sql.plan.PlannedQuery;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.store.WriteSet;

import org.apache.calcite.linq4j.Enumerator;

import java.util.stream.LongStream;

/**
 * Takes back the events that a query gives.
 *
 * @param positionColumn where the query has the events' log positions
 */
record Retractions(PlannedQuery events, int signal, int positionColumn) implements RowChange {
    @Override
    public Filling open(WriteSet writes) {
        return context -> addTo(writes, context);
    }

    private long addTo(WriteSet writes, StatementContext context) {
        LongStream.Builder found = LongStream.builder();
        try (Enumerator<Object[]> rows = events.rows().rows(context).enumerator()) {
            while (rows.moveNext()) {
                context.checkCancelled();
                found.add((Long) rows.current()[positionColumn]);
            }
        }
        long[] positions = found.build().toArray();
        writes.retract(signal, positions);
        return positions.length;
    }

    @Override
    public boolean dependsOnRows() {
        return true;
    }
}
