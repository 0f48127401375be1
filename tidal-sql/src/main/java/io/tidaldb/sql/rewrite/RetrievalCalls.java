package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turns {@code TEXT_SCORE()}, {@code VECTOR_SCORE([column])}, {@code RELATED_SCORE()}, {@code
 * RRF()} and {@code NORMALIZED(…)} into operators that know which ranked SELECT they speak of; 0
 * where that does not search for what they speak of, so that a profile ranks with and without.
 */
final class RetrievalCalls {
    private static final int NOT_SEARCHED = -1;

    private RetrievalCalls() {}

    /**
     * @param scope in which the call stands, or null
     * @return null if it is a call of something else
     */
    static SqlNode rewrite(SqlCall call, Scope scope) {
        return switch (name(call)) {
            case "TEXT_SCORE" -> plain(RankingFunctions.TEXT_SCORE, call, scope);
            case "VECTOR_SCORE" -> vector(RankingFunctions.VECTOR_SCORE, call, scope);
            case "RELATED_SCORE" -> plain(RankingFunctions.RELATED_SCORE, call, scope);
            case "RRF" -> plain(RankingFunctions.RRF, call, scope);
            case "NORMALIZED" -> normalized(call, scope);
            default -> null;
        };
    }

    private static String name(SqlCall call) {
        return call.getOperator().getName().toUpperCase(Locale.ROOT);
    }

    private static SqlNode normalized(SqlCall call, Scope scope) {
        SqlCall score =
                call.operandCount() == 1 && call.operand(0) instanceof SqlCall operand
                        ? operand
                        : null;
        return switch (score == null ? "" : name(score)) {
            case "TEXT_SCORE" -> plain(RankingFunctions.NORMALIZED_TEXT_SCORE, score, scope);
            case "VECTOR_SCORE" -> vector(RankingFunctions.NORMALIZED_VECTOR_SCORE, score, scope);
            default ->
                    throw invalid(
                            call,
                            "write NORMALIZED(TEXT_SCORE()) or NORMALIZED(VECTOR_SCORE([column]))");
        };
    }

    private static SqlNode plain(SqlFunction function, SqlCall call, Scope scope) {
        if (call.operandCount() > 0) {
            throw invalid(call, "write " + name(call) + "()");
        }
        SqlParserPos pos = call.getParserPosition();
        Scope.Retrieved retrieved = retrieved(call, scope);
        return retrieved.equals(Scope.NOTHING)
                ? zero(pos)
                : function.createCall(pos, retrieval(retrieved, pos), key(scope, pos));
    }

    private static SqlNode vector(SqlFunction function, SqlCall call, Scope scope) {
        boolean named = call.operandCount() == 1 && call.operand(0) instanceof SqlIdentifier;
        if (call.operandCount() > 0 && !named) {
            throw invalid(call, "write VECTOR_SCORE() or VECTOR_SCORE(column)");
        }
        SqlParserPos pos = call.getParserPosition();
        Scope.Retrieved retrieved = retrieved(call, scope);
        SqlIdentifier column = named ? call.operand(0) : null;
        if (column != null && !isVector(column, scope.entities().getFirst())) {
            TableDefinition ranked = scope.entities().getFirst().table();
            throw Positions.error(
                    ErrorCode.UNKNOWN_COLUMN,
                    column,
                    "there is no vector column "
                            + column
                            + " in "
                            + ranked.name()
                            + "."
                            + NearestNames.suggest(
                                    column.names.getLast(),
                                    ranked.columns().stream()
                                            .filter(c -> c.type().kind() == DataType.Kind.VECTOR)
                                            .map(ColumnDefinition::name)
                                            .toList()));
        }
        if (retrieved.equals(Scope.NOTHING)
                || column == null && retrieved.nearColumns().isEmpty()) {
            return zero(pos);
        }
        int place = place(call, column, retrieved.nearColumns());
        return place == NOT_SEARCHED
                ? zero(pos)
                : function.createCall(
                        pos,
                        retrieval(retrieved, pos),
                        SqlLiteral.createExactNumeric(Integer.toString(place), pos),
                        key(scope, pos));
    }

    private static boolean isVector(SqlIdentifier id, Scope.Entity ranked) {
        int column = ranked.table().columnIndex(id.names.getLast());
        return column >= 0
                && ranked.table().columns().get(column).type().kind() == DataType.Kind.VECTOR
                && (id.isSimple()
                        || id.names.size() == 2
                                && id.names.getFirst().equalsIgnoreCase(ranked.alias()));
    }

    /** Which NEAR is meant; {@link #NOT_SEARCHED} if there is none about the column. */
    private static int place(SqlCall call, SqlIdentifier column, List<String> columns) {
        if (column == null) {
            if (columns.size() > 1) {
                List<String> choices = new ArrayList<>();
                columns.forEach(c -> choices.add("VECTOR_SCORE(" + c + ")"));
                throw invalid(
                        call, "there are several NEAR; write " + String.join(" or ", choices));
            }
            return 0;
        }
        String name = column.names.getLast();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return NOT_SEARCHED;
    }

    private static Scope.Retrieved retrieved(SqlCall call, Scope scope) {
        if (scope == null || scope.retrieved() == null) {
            String clause = name(call).equals("RELATED_SCORE") ? "RELATED ITEM" : "MATCH or NEAR";
            throw invalid(
                    call,
                    name(call) + "() stands in a ranked SELECT, with " + clause + " after RANK");
        }
        return scope.retrieved();
    }

    private static SqlNode zero(SqlParserPos pos) {
        return SqlLiteral.createApproxNumeric("0E0", pos);
    }

    private static SqlNode retrieval(Scope.Retrieved retrieved, SqlParserPos pos) {
        return SqlLiteral.createCharString(retrieved.name(), pos);
    }

    private static SqlNode key(Scope scope, SqlParserPos pos) {
        return scope.entities().getFirst().key(pos);
    }

    private static TidalException invalid(SqlNode at, String why) {
        return Positions.error(ErrorCode.INVALID_STATEMENT, at, why);
    }
}
