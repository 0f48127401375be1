package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.sql.execute.StatementCompiler.PlannedChange;
import io.tidaldb.sql.parse.Positions;
import io.tidaldb.sql.plan.PlannedQuery;
import io.tidaldb.sql.relation.EntityRelation;
import io.tidaldb.sql.relation.StoredRelation;
import io.tidaldb.sql.rewrite.Casts;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.store.WriteSet;

import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlUpdate;

import java.util.ArrayList;
import java.util.List;

/**
 * UPDATE, done as a query for the rows with their ordinals and new values, and a write that fails
 * if one of them has changed since.
 */
final class Updates {
    private Updates() {}

    static PlannedChange of(SqlUpdate update, StatementCompiler compiler) {
        SqlIdentifier target = Targets.name(update.getTargetTable());
        StoredRelation relation = Targets.find(target, compiler.planner().catalog());
        if (!(relation instanceof EntityRelation entity)) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    target,
                    relation.name()
                            + " has no rows to update; INSERT another event or edge instead");
        }
        TableDefinition table = entity.definition();
        List<Integer> assigned = new ArrayList<>();
        List<SqlNode> values = new ArrayList<>();
        for (int i = 0; i < update.getTargetColumnList().size(); i++) {
            int column = column((SqlIdentifier) update.getTargetColumnList().get(i), table);
            if (assigned.contains(column)) {
                throw Positions.error(
                        ErrorCode.INVALID_STATEMENT,
                        update.getTargetColumnList().get(i),
                        "column " + table.columns().get(column).name() + " is set twice");
            }
            assigned.add(column);
            values.add(
                    Casts.to(
                            update.getSourceExpressionList().get(i),
                            table.columns().get(column).type()));
        }
        PlannedQuery rows =
                TargetRows.plan(
                        table.name(),
                        target,
                        update.getAlias(),
                        new SqlNodeList(values, update.getParserPosition()),
                        update.getCondition(),
                        compiler);
        StoredValues stored = new StoredValues(entity, compiler.planner().catalog().typeFactory());
        return new PlannedChange(
                new Update(table, rows, List.copyOf(assigned), stored), rows.parameterTypes());
    }

    static int column(SqlIdentifier name, TableDefinition table) {
        int column = table.columnIndex(name.names.getLast());
        if (column < 0) {
            List<String> names = table.columns().stream().map(ColumnDefinition::name).toList();
            throw Positions.error(
                    ErrorCode.UNKNOWN_COLUMN,
                    name,
                    "there is no column "
                            + name
                            + " in "
                            + table.name()
                            + "."
                            + NearestNames.suggest(name.names.getLast(), names));
        }
        if (table.primaryKey().contains(column)) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    name,
                    "column "
                            + name
                            + " is in the primary key, which does not change; delete the row and"
                            + " insert another");
        }
        return column;
    }

    private record Update(
            TableDefinition table, PlannedQuery rows, List<Integer> assigned, StoredValues stored)
            implements RowChange {
        @Override
        public Filling open(WriteSet writes) {
            return context -> addTo(writes, context);
        }

        private long addTo(WriteSet writes, StatementContext context) {
            int width = table.columns().size();
            long count = 0;
            try (Enumerator<Object[]> source = rows.rows().rows(context).enumerator()) {
                while (source.moveNext()) {
                    context.checkCancelled();
                    Object[] row = source.current();
                    Object[] changed = stored.convert(row, width);
                    for (int i = 0; i < assigned.size(); i++) {
                        changed[assigned.get(i)] =
                                stored.convert(assigned.get(i), row[width + 1 + i]);
                    }
                    writes.update(
                            table.id(), (Integer) row[width], changed, context.readPosition());
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
