package io.tidaldb.sql.rewrite;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlValidatorUtil;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Calls result columns that are a function's value like the function, where Calcite says EXPR$0.
 */
final class ColumnLabels {
    private ColumnLabels() {}

    /** Labels the columns of a statement's outermost SELECT, in place. */
    static void apply(SqlNode statement, StatementRewriter rewriter) {
        SqlNode query = statement instanceof SqlOrderBy orderBy ? orderBy.query : statement;
        if (query instanceof SqlSelect select) {
            Scope scope = rewriter.scopeOf(select);
            SqlNodeList list = select.getSelectList();
            Set<String> taken = new HashSet<>();
            for (SqlNode column : list) {
                String name = SqlValidatorUtil.alias(column);
                if (name != null) {
                    taken.add(name.toLowerCase(Locale.ROOT));
                }
            }
            for (int i = 0; i < list.size(); i++) {
                list.set(i, labelled(list.get(i), scope, taken));
            }
        }
    }

    /** A label that is a column's name, too, would be taken for it in GROUP BY. */
    private static SqlNode labelled(SqlNode column, Scope scope, Set<String> taken) {
        boolean function =
                column instanceof SqlCall call
                        && call.getOperator() instanceof SqlFunction operator
                        && (operator.getSyntax() == SqlSyntax.FUNCTION
                                || operator.getSyntax() == SqlSyntax.FUNCTION_STAR);
        if (!function) {
            return column;
        }
        String name = ((SqlCall) column).getOperator().getName().toLowerCase(Locale.ROOT);
        String label = name;
        for (int i = 2; scope.hasColumn(label) || !taken.add(label); i++) {
            label = name + "_" + i;
        }
        return SqlStdOperatorTable.AS.createCall(
                column.getParserPosition(),
                column,
                new SqlIdentifier(label, column.getParserPosition()));
    }
}
