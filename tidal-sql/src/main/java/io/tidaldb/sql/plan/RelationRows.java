package io.tidaldb.sql.plan;

import io.tidaldb.rank.FilterScan;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.schema.Schema;
import io.tidaldb.sql.relation.EntityRelation;
import io.tidaldb.sql.relation.RowReader;
import io.tidaldb.sql.relation.ScannedRelation;
import io.tidaldb.sql.relation.SignalRelation;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.store.EventFilter;

import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;

/** Reads the rows of a {@link RelationScan}. */
final class RelationRows {
    private RelationRows() {}

    static RowSource of(RelationScan scan) {
        int[] projection = scan.projection().stream().mapToInt(Integer::intValue).toArray();
        PastMoment moment =
                PastMoment.of(
                        scan.moment(),
                        RowExpressions.ofConstants(scan.getCluster().getRexBuilder()));
        return switch (scan.relation()) {
            case EntityRelation entity -> new EntityRows(scan, entity, projection, moment);
            case SignalRelation signal -> events(scan, signal, projection, moment);
            case ScannedRelation relation ->
                    context -> relation.scan(context).select(row -> project(row, projection));
        };
    }

    /** Events, most of which an equality may pass over before they are made rows. */
    private static RowSource events(
            RelationScan scan, SignalRelation signal, int[] projection, PastMoment moment) {
        RexNode condition = scan.condition();
        if (condition == null) {
            return context ->
                    signal.scan(context, EventFilter.ALL, moment.orNow(context))
                            .select(row -> project(row, projection));
        }
        RexBuilder rexBuilder = scan.getCluster().getRexBuilder();
        EventLookup lookup = EventLookup.in(condition, signal, rexBuilder);
        RowExpression test =
                new RowExpressions(rexBuilder, scan.sourceRowType()).compile(condition);
        return context ->
                signal.scan(context, lookup.filter(context), moment.orNow(context))
                        .where(row -> Boolean.TRUE.equals(test.evaluate(context, row)))
                        .select(row -> project(row, projection));
    }

    private static Object[] project(Object[] row, int[] projection) {
        Object[] projected = new Object[projection.length];
        for (int i = 0; i < projected.length; i++) {
            projected[i] = row[projection[i]];
        }
        return projected;
    }

    /** Rows of a stored table that satisfy a condition, found block by block. */
    private static final class EntityRows implements RowSource {
        private static final int FIRST_CHUNK = 8;
        private static final int LARGEST_CHUNK = 256;

        private final EntityRelation entity;
        private final int[] projection;
        private final PastMoment moment;
        private final KeyLookup keyLookup;
        private final Compiled<Program> program;

        /** What finds candidates or null, and which rows there are. */
        private record Program(RetrievalProgram retrieval, FilterScan filter) {}

        EntityRows(RelationScan scan, EntityRelation entity, int[] projection, PastMoment moment) {
            this.entity = entity;
            this.moment = moment;
            this.projection = projection;
            RexBuilder rexBuilder = scan.getCluster().getRexBuilder();
            RetrievedCondition condition = RetrievedCondition.of(scan.condition(), rexBuilder);
            Schema schema = scan.getCluster().getPlanner().getContext().unwrapOrThrow(Schema.class);
            RelDataType rowType = scan.sourceRowType();
            this.program =
                    new Compiled<>(
                            () -> new ScanCompiler(entity, schema, rexBuilder, rowType),
                            compiler -> compile(scan.condition(), condition, schema, compiler));
            this.keyLookup =
                    condition.retrieved() == null
                            ? KeyLookup.in(scan.condition(), entity.definition(), rexBuilder)
                            : null;
        }

        private static Program compile(
                RexNode whole, RetrievedCondition condition, Schema schema, ScanCompiler compiler) {
            if (condition.retrieved() == null) {
                return new Program(null, new FilterScan(compiler.predicate(whole)));
            }
            RetrievalProgram retrieval = new RetrievalProgram(condition, null, schema, compiler);
            return new Program(retrieval, new FilterScan(retrieval.candidates()));
        }

        @Override
        public Enumerable<Object[]> rows(StatementContext context) {
            return new AbstractEnumerable<>() {
                @Override
                public Enumerator<Object[]> enumerator() {
                    return open(context);
                }
            };
        }

        private Enumerator<Object[]> open(StatementContext context) {
            moment.check(context);
            Compiled.Bound<Program> bound = program.bind();
            Values values = bound.compiler().values(context);
            RetrievalProgram retrieval = bound.program().retrieval();
            if (retrieval != null) {
                retrieval.runOnce(entity.table(), values, context);
            }
            TableSource source =
                    keyLookup == null
                            ? TableSource.all(entity.table(), context)
                            : TableSource.only(
                                    entity.table(),
                                    keyLookup.find(context, entity.table()),
                                    context);
            return new FilteredRows(
                    bound.program().filter().open(source, values, context.now()), context);
        }

        private final class FilteredRows implements Enumerator<Object[]> {
            private final FilterScan.Cursor cursor;
            private final StatementContext context;
            private int next;
            private int count;
            private int chunk = FIRST_CHUNK;
            private Iterator<Object[]> chunkRows = Collections.emptyIterator();
            private Object[] current;

            FilteredRows(FilterScan.Cursor cursor, StatementContext context) {
                this.cursor = cursor;
                this.context = context;
            }

            @Override
            public Object[] current() {
                return current;
            }

            @Override
            public boolean moveNext() {
                while (true) {
                    while (chunkRows.hasNext()) {
                        current = chunkRows.next();
                        // A row may be deleted between the filter and the reading.
                        if (current != null) {
                            return true;
                        }
                    }
                    context.checkCancelled();
                    if (next == count) {
                        if (!cursor.next()) {
                            return false;
                        }
                        next = 0;
                        count = cursor.count();
                    }
                    readChunk();
                }
            }

            /** Chunks grow, since a statement that wants few rows stops early. */
            private void readChunk() {
                int size = Math.min(chunk, count - next);
                int[] ordinals = Arrays.copyOfRange(cursor.ordinals(), next, next + size);
                chunkRows = RowReader.read(entity.table(), ordinals, projection).iterator();
                next += size;
                chunk = Math.min(chunk * 2, LARGEST_CHUNK);
            }

            @Override
            public void reset() {
                throw new UnsupportedOperationException("a scan is read once");
            }

            @Override
            public void close() {
                cursor.close();
            }
        }
    }
}
