package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.sql.execute.StatementCompiler.PlannedChange;
import io.tidaldb.sql.parse.Positions;
import io.tidaldb.sql.parse.TidalParser;
import io.tidaldb.sql.plan.PlannedQuery;
import io.tidaldb.sql.relation.EntityRelation;
import io.tidaldb.sql.relation.StoredRelation;
import io.tidaldb.sql.rewrite.Casts;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.store.WriteSet;

import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlMerge;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * MERGE, done as an outer join of the source with the target: a row with an ordinal is updated, one
 * without is inserted.
 */
final class Merges {
    private Merges() {}

    static PlannedChange of(SqlMerge merge, StatementCompiler compiler) {
        SqlIdentifier target = Targets.name(merge.getTargetTable());
        StoredRelation relation = Targets.find(target, compiler.planner().catalog());
        if (!(relation instanceof EntityRelation entity)) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    target,
                    "MERGE changes tables; " + relation.name() + " takes INSERT");
        }
        TableDefinition table = entity.definition();
        SqlParserPos pos = merge.getParserPosition();
        SqlIdentifier alias =
                merge.getAlias() != null
                        ? merge.getAlias()
                        : new SqlIdentifier(table.name(), target.getParserPosition());

        List<SqlNode> insertValues = insertValues(merge.getInsertCall(), table, pos);
        List<Integer> assigned = new ArrayList<>();
        List<SqlNode> updateValues = updateValues(merge.getUpdateCall(), table, assigned);

        SqlNodeList list = new SqlNodeList(pos);
        list.add(alias.plusStar());
        list.addAll(insertValues);
        list.addAll(updateValues);
        SqlSelect select =
                new SqlSelect(
                        pos,
                        null,
                        list,
                        join(merge, table, alias, pos),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        SqlSelect rewritten = (SqlSelect) compiler.rewrite(select);
        SqlBasicCall named = (SqlBasicCall) ((SqlJoin) rewritten.getFrom()).getRight();
        named.setOperand(0, Targets.withPlaces(table.name(), pos));
        PlannedQuery rows = compiler.planner().plan(rewritten);
        StoredValues stored = new StoredValues(entity, compiler.planner().catalog().typeFactory());
        return new PlannedChange(
                new Merge(
                        table,
                        rows,
                        merge.getInsertCall() != null,
                        merge.getUpdateCall() != null,
                        List.copyOf(assigned),
                        stored),
                rows.parameterTypes());
    }

    private static SqlJoin join(
            SqlMerge merge, TableDefinition table, SqlIdentifier alias, SqlParserPos pos) {
        return new SqlJoin(
                pos,
                merge.getSourceTableRef(),
                SqlLiteral.createBoolean(false, pos),
                JoinType.LEFT.symbol(pos),
                SqlStdOperatorTable.AS.createCall(pos, new SqlIdentifier(table.name(), pos), alias),
                JoinConditionType.ON.symbol(pos),
                merge.getCondition());
    }

    /** A value per column of the table; nothing without WHEN NOT MATCHED. */
    private static List<SqlNode> insertValues(
            SqlInsert insert, TableDefinition table, SqlParserPos pos) {
        List<SqlNode> values = new ArrayList<>();
        if (insert == null) {
            return values;
        }
        List<SqlNode> row = row(insert);
        List<Integer> columns = new ArrayList<>();
        if (insert.getTargetColumnList() == null) {
            for (int i = 0; i < table.columns().size(); i++) {
                columns.add(i);
            }
        } else {
            for (SqlNode name : insert.getTargetColumnList()) {
                columns.add(insertedColumn((SqlIdentifier) name, table));
            }
        }
        if (row.size() != columns.size()) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    insert,
                    "INSERT names "
                            + columns.size()
                            + " columns and has "
                            + row.size()
                            + " values");
        }
        for (int i = 0; i < table.columns().size(); i++) {
            ColumnDefinition column = table.columns().get(i);
            int given = columns.indexOf(i);
            SqlNode value =
                    given >= 0
                            ? row.get(given)
                            : column.defaultSql() != null
                                    ? TidalParser.parseExpression(column.defaultSql())
                                    : SqlLiteral.createNull(pos);
            values.add(Casts.to(value, column.type()));
        }
        return values;
    }

    private static List<SqlNode> row(SqlInsert insert) {
        SqlNode source = insert.getSource();
        if (source instanceof SqlCall values
                && values.getKind() == SqlKind.VALUES
                && values.operandCount() == 1) {
            return ((SqlCall) values.operand(0)).getOperandList();
        }
        throw Positions.error(
                ErrorCode.INVALID_STATEMENT, source, "MERGE inserts VALUES of one row");
    }

    private static int insertedColumn(SqlIdentifier name, TableDefinition table) {
        int column = table.columnIndex(name.names.getLast());
        return table.primaryKey().contains(column) ? column : Updates.column(name, table);
    }

    private static List<SqlNode> updateValues(
            SqlUpdate update, TableDefinition table, List<Integer> assigned) {
        List<SqlNode> values = new ArrayList<>();
        if (update == null) {
            return values;
        }
        for (int i = 0; i < update.getTargetColumnList().size(); i++) {
            int column = Updates.column((SqlIdentifier) update.getTargetColumnList().get(i), table);
            assigned.add(column);
            values.add(
                    Casts.to(
                            update.getSourceExpressionList().get(i),
                            table.columns().get(column).type()));
        }
        return values;
    }

    private record Merge(
            TableDefinition table,
            PlannedQuery rows,
            boolean inserts,
            boolean updates,
            List<Integer> assigned,
            StoredValues stored)
            implements RowChange {
        @Override
        public Filling open(WriteSet writes) {
            return context -> addTo(writes, context);
        }

        private long addTo(WriteSet writes, StatementContext context) {
            int width = table.columns().size();
            Set<Integer> touched = new HashSet<>();
            long count = 0;
            try (Enumerator<Object[]> source = rows.rows().rows(context).enumerator()) {
                while (source.moveNext()) {
                    context.checkCancelled();
                    Object[] row = source.current();
                    Integer ordinal = (Integer) row[width];
                    if (ordinal == null && inserts) {
                        writes.insert(table.id(), inserted(row, width));
                        count++;
                    } else if (ordinal != null && updates) {
                        if (!touched.add(ordinal)) {
                            throw new TidalException(
                                    ErrorCode.INVALID_VALUE,
                                    "MERGE meets a row of "
                                            + table.name()
                                            + " twice; make the source's rows unique");
                        }
                        writes.update(
                                table.id(), ordinal, updated(row, width), context.readPosition());
                        count++;
                    }
                }
            }
            return count;
        }

        private Object[] inserted(Object[] row, int width) {
            Object[] values = new Object[width];
            for (int i = 0; i < width; i++) {
                values[i] = stored.convert(i, row[width + 1 + i]);
            }
            return values;
        }

        private Object[] updated(Object[] row, int width) {
            Object[] values = stored.convert(row, width);
            int first = width + 1 + (inserts ? width : 0);
            for (int i = 0; i < assigned.size(); i++) {
                values[assigned.get(i)] = stored.convert(assigned.get(i), row[first + i]);
            }
            return values;
        }

        @Override
        public boolean dependsOnRows() {
            return true;
        }
    }
}
