package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.sql.ast.ContainsOperator;
import io.tidaldb.sql.function.ContainsFunction;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/** CONTAINS, as it is written, becomes tests for one element each. */
final class ContainsCalls {
    private ContainsCalls() {}

    /**
     * @param call of a {@link ContainsOperator}, with operands that are rewritten
     */
    static SqlNode rewrite(SqlCall call, ContainsOperator operator) {
        SqlNode array = call.operand(0);
        SqlParserPos pos = call.getParserPosition();
        SqlNode test =
                switch (operator.quantifier()) {
                    case ONE ->
                            // (start, end) CONTAINS moment is of periods.
                            array.getKind() == SqlKind.ROW
                                    ? SqlStdOperatorTable.CONTAINS.createCall(
                                            pos, array, call.operand(1))
                                    : contains(array, call.operand(1), pos);
                    case ANY -> each(SqlStdOperatorTable.OR, array, call);
                    case ALL -> each(SqlStdOperatorTable.AND, array, call);
                };
        return operator.isNegated() ? SqlStdOperatorTable.NOT.createCall(pos, test) : test;
    }

    private static SqlNode each(SqlOperator joint, SqlNode array, SqlCall call) {
        List<SqlNode> elements = ((SqlNodeList) call.operand(1)).getList();
        SqlNode result = null;
        for (SqlNode element : elements) {
            if (element.isA(SqlKind.QUERY)) {
                throw Positions.error(
                        ErrorCode.FEATURE_NOT_SUPPORTED,
                        element,
                        call.getOperator().getName() + " takes a list of elements, not a query");
            }
            SqlParserPos pos = element.getParserPosition();
            SqlNode one = contains(array.clone(pos), element, call.getParserPosition());
            result = result == null ? one : joint.createCall(pos, result, one);
        }
        return result;
    }

    private static SqlNode contains(SqlNode array, SqlNode element, SqlParserPos pos) {
        return ContainsFunction.INSTANCE.createCall(pos, array, element);
    }
}
