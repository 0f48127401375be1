package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.sql.execute.StatementCompiler.PlannedChange;
import io.tidaldb.sql.parse.Positions;
import io.tidaldb.sql.plan.PlannedQuery;
import io.tidaldb.sql.relation.EdgeRelation;
import io.tidaldb.sql.relation.EntityRelation;
import io.tidaldb.sql.relation.SignalRelation;
import io.tidaldb.sql.relation.StoredRelation;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.store.EventBatch;
import io.tidaldb.store.WriteSet;

import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;

/** INSERT and UPSERT into tables, signals and relationships. */
final class Inserts {
    private Inserts() {}

    static PlannedChange of(SqlInsert insert, StatementCompiler compiler) {
        SqlIdentifier target = Targets.name(insert.getTargetTable());
        StoredRelation relation = Targets.find(target, compiler.planner().catalog());
        boolean upsert = insert.isUpsert();
        if (upsert && relation instanceof SignalRelation) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    target,
                    "a signal only grows; use INSERT, with an event_id if an event may come twice");
        }
        boolean keyed =
                !(relation instanceof EntityRelation entity)
                        || !entity.definition().primaryKey().isEmpty();
        if (upsert && !keyed) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    target,
                    "UPSERT needs a primary key, which " + relation.name() + " does not have");
        }
        PlannedQuery rows = compiler.plan(insert);
        StoredValues values =
                new StoredValues(relation, compiler.planner().catalog().typeFactory());
        Sinks sinks =
                switch (relation) {
                    case EntityRelation entity -> rowSinks(entity, values, upsert);
                    case SignalRelation signal ->
                            writes ->
                                    new EventSink(
                                            writes,
                                            signal,
                                            values,
                                            new EventBatch(signal.definition().id()));
                    case EdgeRelation edges -> edgeSinks(edges, values);
                    default -> throw Targets.readOnly(target);
                };
        return new PlannedChange(new Insertion(rows, sinks), rows.parameterTypes());
    }

    /** Puts one row, in Calcite's representation, into a write set. */
    private interface RowSink {
        void add(StatementContext context, Object[] row);

        /** Called after the last row. */
        default void finish() {}
    }

    /** Makes a sink for each write set. */
    private interface Sinks {
        RowSink open(WriteSet writes);
    }

    private static Sinks rowSinks(EntityRelation entity, StoredValues values, boolean upsert) {
        int table = entity.definition().id();
        int width = entity.definition().columns().size();
        return writes ->
                (context, row) -> {
                    Object[] stored = values.convert(row, width);
                    if (upsert) {
                        writes.upsert(table, stored);
                    } else {
                        writes.insert(table, stored);
                    }
                };
    }

    private static Sinks edgeSinks(EdgeRelation edges, StoredValues values) {
        int id = edges.definition().id();
        return writes ->
                (context, row) -> {
                    Object weight = values.convert(2, row[2]);
                    Object at = values.convert(3, row[3]);
                    writes.putEdge(
                            id,
                            required(values.convert(0, row[0]), edges, 0),
                            required(values.convert(1, row[1]), edges, 1),
                            weight == null ? 1 : (Double) weight,
                            at == null ? context.now() : (Long) at);
                };
    }

    /** Gathers all events of a write set in one batch. */
    private record EventSink(
            WriteSet writes, SignalRelation signal, StoredValues values, EventBatch batch)
            implements RowSink {
        @Override
        public void finish() {
            writes.events(batch);
        }

        @Override
        public void add(StatementContext context, Object[] row) {
            int user = row.length == 5 ? 2 : -1;
            int weightColumn = row.length - 2;
            Object weight = values.convert(weightColumn, row[weightColumn]);
            Object at = values.convert(weightColumn + 1, row[weightColumn + 1]);
            batch.add(
                    (Long) values.convert(0, row[0]),
                    required(values.convert(1, row[1]), signal, 1),
                    user < 0 ? null : required(values.convert(user, row[user]), signal, user),
                    weight == null ? 1 : (Double) weight,
                    at == null ? context.now() : (Long) at);
        }
    }

    private static Object required(Object value, StoredRelation relation, int column) {
        if (value == null) {
            throw new TidalException(
                    ErrorCode.NOT_NULL_VIOLATION,
                    "column "
                            + relation.name()
                            + "."
                            + relation.columns().get(column).name()
                            + " cannot be NULL");
        }
        return value;
    }

    private record Insertion(PlannedQuery rows, Sinks sinks) implements RowChange {
        @Override
        public Filling open(WriteSet writes) {
            RowSink sink = sinks.open(writes);
            return new Filling() {
                @Override
                public long add(StatementContext context) {
                    return addRows(sink, context);
                }

                @Override
                public void finish() {
                    sink.finish();
                }
            };
        }

        private long addRows(RowSink sink, StatementContext context) {
            long count = 0;
            try (Enumerator<Object[]> source = rows.rows().rows(context).enumerator()) {
                while (source.moveNext()) {
                    context.checkCancelled();
                    sink.add(context, source.current());
                    count++;
                }
            }
            return count;
        }

        @Override
        public boolean dependsOnRows() {
            return false;
        }
    }
}
