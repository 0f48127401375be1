package io.tidaldb.sql.execute;

import io.tidaldb.sql.plan.PlannedQuery;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Plans the query for the rows or events that an UPDATE or DELETE changes. */
final class TargetRows {
    private TargetRows() {}

    /**
     * Rows of all columns of the table or signal, the row's ordinal or the event's position, and
     * the values of the expressions.
     *
     * @param alias null without one
     * @param condition null without WHERE
     */
    static PlannedQuery plan(
            String table,
            SqlIdentifier target,
            SqlIdentifier alias,
            SqlNodeList expressions,
            SqlNode condition,
            StatementCompiler compiler) {
        SqlParserPos pos = target.getParserPosition();
        SqlIdentifier name = alias != null ? alias : new SqlIdentifier(table, pos);
        SqlNodeList list = new SqlNodeList(pos);
        list.add(name.plusStar());
        list.addAll(expressions);
        SqlSelect select =
                new SqlSelect(
                        pos,
                        null,
                        list,
                        SqlStdOperatorTable.AS.createCall(pos, new SqlIdentifier(table, pos), name),
                        condition,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        SqlSelect rewritten = (SqlSelect) compiler.rewrite(select);
        SqlBasicCall from = (SqlBasicCall) rewritten.getFrom();
        from.setOperand(0, Targets.withPlaces(table, pos));
        return compiler.planner().plan(rewritten);
    }

    static SqlNodeList noExpressions(SqlNode at) {
        return new SqlNodeList(at.getParserPosition());
    }
}
