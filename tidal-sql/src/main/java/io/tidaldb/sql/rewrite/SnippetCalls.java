package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.parse.Positions;
import io.tidaldb.text.SnippetStyle;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

/** Turns {@code SNIPPET(column [, length])} into the operator that knows where MATCH looked. */
final class SnippetCalls {
    private static final DataType LENGTH = DataType.of(DataType.Kind.INTEGER);

    private SnippetCalls() {}

    /**
     * @param rewriter rewrites the length, which may be any number
     */
    static SqlNode rewrite(SqlCall call, StatementRewriter rewriter) {
        Scope scope = rewriter.scope();
        if (scope == null || scope.matched() == null) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    call,
                    "SNIPPET(column) stands in the select list of a ranked SELECT, with MATCH"
                            + " after RANK");
        }
        List<SqlNode> operands = call.getOperandList();
        if (operands.isEmpty()
                || operands.size() > 2
                || !(operands.getFirst() instanceof SqlIdentifier column)) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    call,
                    "write SNIPPET(column) or SNIPPET(column, length)");
        }
        SqlParserPos pos = call.getParserPosition();
        SqlNode length =
                operands.size() == 1
                        ? number(SnippetStyle.DEFAULT.maxLength(), pos)
                        : Casts.to(operands.get(1).accept(rewriter), LENGTH);
        return RankingFunctions.SNIPPET.createCall(
                pos,
                SqlLiteral.createCharString(scope.retrieved().name(), pos),
                number(place(column, scope), pos),
                column,
                length);
    }

    private static SqlNode number(int value, SqlParserPos pos) {
        return SqlLiteral.createExactNumeric(Integer.toString(value), pos);
    }

    /** Which column of the text index it is. */
    private static int place(SqlIdentifier id, Scope scope) {
        Scope.Entity ranked = scope.entities().getFirst();
        TextIndexDefinition matched = scope.matched();
        List<String> names =
                matched.columns().stream()
                        .map(column -> ranked.table().columns().get(column.column()).name())
                        .toList();
        String name = id.names.getLast();
        boolean ofRanked =
                id.isSimple()
                        || id.names.size() == 2
                                && id.names.getFirst().equalsIgnoreCase(ranked.alias());
        for (int i = 0; ofRanked && i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw Positions.error(
                ErrorCode.UNKNOWN_COLUMN,
                id,
                "there is no column "
                        + id
                        + " in text index "
                        + matched.name()
                        + "."
                        + NearestNames.suggest(name, names));
    }
}
