package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.sql.ast.SqlRanking;
import io.tidaldb.sql.ast.SqlTextMatch;
import io.tidaldb.sql.ast.SqlVectorNear;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;
import java.util.Optional;

/** Turns MATCH and NEAR of a ranked SELECT into a condition on its rows. */
final class Retrievals {
    private static final DataType TEXT = DataType.of(DataType.Kind.VARCHAR);

    private final Schema schema;
    private final StatementRewriter rewriter;
    private int count;

    Retrievals(Schema schema, StatementRewriter rewriter) {
        this.schema = schema;
        this.rewriter = rewriter;
    }

    /** Whether a row is a candidate; empty where the SELECT has neither clause. */
    Optional<SqlNode> condition(SqlRanking ranking, Scope.Entity ranked) {
        if (ranking.match().isEmpty() && ranking.near().isEmpty()) {
            return Optional.empty();
        }
        SqlParserPos pos = ranking.getParserPosition();
        String name = "retrieval" + count++;
        SqlNode none = Casts.to(SqlLiteral.createNull(pos), TEXT);
        SqlNode textIndex = none;
        SqlNode text = none;
        SqlNode fuzzy = SqlLiteral.createBoolean(false, pos);
        if (ranking.match().isPresent()) {
            SqlTextMatch match = ranking.match().get();
            textIndex = literal(textIndex(match, ranked).name(), pos);
            text = Casts.to(rewriter.rewriteIn(null, match.query()), TEXT);
            fuzzy = SqlLiteral.createBoolean(match.isFuzzy(), pos);
        }
        SqlNode vectorIndex = none;
        SqlNode vector = none;
        SqlNode item = none;
        if (ranking.near().isPresent()) {
            SqlVectorNear near = ranking.near().get();
            VectorIndexDefinition index = vectorIndex(near, ranked);
            vectorIndex = literal(index.name(), pos);
            SqlNode target = rewriter.rewriteIn(null, near.target());
            if (near.isItem()) {
                item = Casts.to(target, ranked.table().keyColumn().type());
            } else {
                vector = Casts.to(target, ranked.table().columns().get(index.column()).type());
            }
        }
        return Optional.of(
                RankingFunctions.RETRIEVED.createCall(
                        pos,
                        literal(name, pos),
                        textIndex,
                        text,
                        fuzzy,
                        vectorIndex,
                        vector,
                        item,
                        ranked.key(pos)));
    }

    /** What MATCH looks in; null where the SELECT has no MATCH. */
    TextIndexDefinition matched(SqlRanking ranking, Scope.Entity ranked) {
        return ranking.match().map(match -> textIndex(match, ranked)).orElse(null);
    }

    /** The name of what a condition finds. */
    static String name(SqlNode condition) {
        return ((SqlLiteral) ((SqlCall) condition).operand(0)).getValueAs(String.class);
    }

    private static SqlNode literal(String text, SqlParserPos pos) {
        return SqlLiteral.createCharString(text, pos);
    }

    private TextIndexDefinition textIndex(SqlTextMatch match, Scope.Entity ranked) {
        for (IndexDefinition index : schema.indexesOf(ranked.table().id())) {
            if (index instanceof TextIndexDefinition text) {
                return text;
            }
        }
        throw Positions.error(
                ErrorCode.UNKNOWN_INDEX,
                match,
                "MATCH needs a text index; CREATE TEXT INDEX ON "
                        + ranked.table().name()
                        + " (column, …)");
    }

    private VectorIndexDefinition vectorIndex(SqlVectorNear near, Scope.Entity ranked) {
        List<VectorIndexDefinition> indexes =
                schema.indexesOf(ranked.table().id()).stream()
                        .filter(VectorIndexDefinition.class::isInstance)
                        .map(VectorIndexDefinition.class::cast)
                        .toList();
        if (indexes.isEmpty()) {
            throw Positions.error(
                    ErrorCode.UNKNOWN_INDEX,
                    near,
                    "NEAR needs a vector index; CREATE VECTOR INDEX ON "
                            + ranked.table().name()
                            + " (column)");
        }
        if (indexes.size() > 1) {
            throw Positions.error(
                    ErrorCode.FEATURE_NOT_SUPPORTED,
                    near,
                    ranked.table().name()
                            + " has vector indexes of several columns, and NEAR cannot say yet"
                            + " which of them it means; DROP INDEX all but one");
        }
        return indexes.getFirst();
    }
}
