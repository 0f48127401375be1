package io.tidaldb.sql.execute;

import io.tidaldb.sql.execute.StatementCompiler.PlannedChange;
import io.tidaldb.sql.plan.PlannedQuery;
import io.tidaldb.sql.relation.EdgeRelation;
import io.tidaldb.sql.relation.EntityRelation;
import io.tidaldb.sql.relation.SignalRelation;
import io.tidaldb.sql.relation.StoredRelation;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.store.WriteSet;

import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** DELETE from tables and relationships, and from signals, whose events it takes back. */
final class Deletes {
    private Deletes() {}

    static PlannedChange of(SqlDelete delete, StatementCompiler compiler) {
        SqlIdentifier target = Targets.name(delete.getTargetTable());
        StoredRelation relation = Targets.find(target, compiler.planner().catalog());
        return switch (relation) {
            case EntityRelation entity -> {
                PlannedQuery rows =
                        TargetRows.plan(
                                entity.name(),
                                target,
                                delete.getAlias(),
                                TargetRows.noExpressions(target),
                                delete.getCondition(),
                                compiler);
                int width = entity.definition().columns().size();
                int table = entity.definition().id();
                RowDeletion deletion =
                        (writes, context, row) ->
                                writes.delete(table, (Integer) row[width], context.readPosition());
                yield new PlannedChange(new Deletion(rows, deletion), rows.parameterTypes());
            }
            case EdgeRelation edges -> {
                PlannedQuery rows = compiler.plan(allOf(delete, target));
                StoredValues values =
                        new StoredValues(edges, compiler.planner().catalog().typeFactory());
                int id = edges.definition().id();
                RowDeletion deletion =
                        (writes, context, row) ->
                                writes.removeEdge(
                                        id, values.convert(0, row[0]), values.convert(1, row[1]));
                yield new PlannedChange(new Deletion(rows, deletion), rows.parameterTypes());
            }
            case SignalRelation signal -> {
                PlannedQuery events =
                        TargetRows.plan(
                                signal.name(),
                                target,
                                delete.getAlias(),
                                TargetRows.noExpressions(target),
                                delete.getCondition(),
                                compiler);
                yield new PlannedChange(
                        new Retractions(events, signal.definition().id(), signal.columns().size()),
                        events.parameterTypes());
            }
            default -> throw Targets.readOnly(target);
        };
    }

    private static SqlNode allOf(SqlDelete delete, SqlIdentifier target) {
        SqlParserPos pos = delete.getParserPosition();
        SqlNode from =
                delete.getAlias() == null
                        ? target
                        : SqlStdOperatorTable.AS.createCall(pos, target, delete.getAlias());
        return new SqlSelect(
                pos,
                null,
                SqlNodeList.of(SqlIdentifier.star(pos)),
                from,
                delete.getCondition(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private interface RowDeletion {
        void add(WriteSet writes, StatementContext context, Object[] row);
    }

    private record Deletion(PlannedQuery rows, RowDeletion deletion) implements RowChange {
        @Override
        public Filling open(WriteSet writes) {
            return context -> addTo(writes, context);
        }

        private long addTo(WriteSet writes, StatementContext context) {
            long count = 0;
            try (Enumerator<Object[]> source = rows.rows().rows(context).enumerator()) {
                while (source.moveNext()) {
                    context.checkCancelled();
                    deletion.add(writes, context, source.current());
                    count++;
                }
            }
            return count;
        }

        @Override
        public boolean dependsOnRows() {
            return true;
        }
    }
}
