package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.sql.ast.SqlCandidates;
import io.tidaldb.sql.ast.SqlRanking;
import io.tidaldb.sql.ast.SqlRelatedItem;
import io.tidaldb.sql.ast.SqlTextMatch;
import io.tidaldb.sql.ast.SqlVectorNear;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns MATCH, NEAR, RELATED ITEM and CANDIDATES FROM into conditions on the rows. */
final class Retrievals {
    private static final DataType TEXT = DataType.of(DataType.Kind.VARCHAR);

    private final Schema schema;
    private final StatementRewriter rewriter;
    private int count;

    Retrievals(Schema schema, StatementRewriter rewriter) {
        this.schema = schema;
        this.rewriter = rewriter;
    }

    /** Whether a row is a candidate; empty where the SELECT has no clause that says so. */
    Optional<SqlNode> condition(SqlRanking ranking, Scope.Entity ranked) {
        if (ranking.match().isEmpty()
                && ranking.near().isEmpty()
                && ranking.related().isEmpty()
                && ranking.candidates().isEmpty()) {
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

    /**
     * What is to be true beside the condition of a name: the sources of candidates that are not in
     * it, and LIMIT.
     *
     * @param inner the scope that the ranked SELECT's expressions stand in
     */
    List<SqlNode> sources(
            String name, SqlRanking ranking, Scope.Entity ranked, Scope inner, SqlNode fetch) {
        List<SqlNode> conditions = new ArrayList<>();
        ranking.related().ifPresent(r -> conditions.add(related(name, r, ranked)));
        SqlCandidates candidates = ranking.candidates().orElse(null);
        if (candidates == null) {
            return conditions;
        }
        SqlParserPos pos = candidates.getParserPosition();
        for (SqlNode source : candidates.sources()) {
            SqlNode condition = rewriter.rewriteIn(inner, source);
            boolean counts =
                    condition instanceof SqlCall call
                            && call.getOperator().equals(RankingFunctions.MARKED_BY);
            if (!counts && !isOfUser(source)) {
                throw Positions.error(
                        ErrorCode.INVALID_STATEMENT,
                        source,
                        "candidates come from MATCH, NEAR, RELATED ITEM, FOLLOWED, MARKED(signal)"
                                + " and MARKED_BY(signal, relationship)");
            }
            conditions.add(
                    (counts ? RankingFunctions.CANDIDATE_BY : RankingFunctions.CANDIDATE_IF)
                            .createCall(pos, literal(name, pos), condition));
        }
        if (candidates.limit().isPresent()) {
            requireOtherLimit(ranking, candidates, fetch);
            conditions.add(
                    RankingFunctions.CANDIDATE_LIMIT.createCall(
                            pos,
                            literal(name, pos),
                            Casts.to(candidates.limit().get(), DataType.of(DataType.Kind.BIGINT))));
        }
        return conditions;
    }

    private static boolean isOfUser(SqlNode source) {
        return switch (source) {
            case SqlIdentifier id -> id.isSimple() && id.getSimple().equalsIgnoreCase("FOLLOWED");
            case SqlCall call -> call.getOperator().getName().equalsIgnoreCase("MARKED");
            default -> false;
        };
    }

    /** Where one LIMIT stands at the end, it may be meant for either. */
    private static void requireOtherLimit(
            SqlRanking ranking, SqlCandidates candidates, SqlNode fetch) {
        SqlParserPos all = ranking.getParserPosition();
        SqlParserPos last = candidates.getParserPosition();
        if (fetch == null
                && all.getEndLineNum() == last.getEndLineNum()
                && all.getEndColumnNum() == last.getEndColumnNum()) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    candidates.limit().orElseThrow(),
                    "this LIMIT may be that of the candidates or of the result; write both, first"
                            + " that of the candidates");
        }
    }

    private SqlNode related(String name, SqlRelatedItem related, Scope.Entity ranked) {
        SqlIdentifier id = related.signal();
        List<String> names = schema.signals().stream().map(SignalDefinition::name).toList();
        SignalDefinition signal =
                schema.signal(id.names.getLast())
                        .orElseThrow(
                                () ->
                                        Positions.error(
                                                ErrorCode.UNKNOWN_SIGNAL,
                                                id,
                                                "there is no signal "
                                                        + id
                                                        + "."
                                                        + NearestNames.suggest(
                                                                id.names.getLast(), names)));
        if (!signal.relates()) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    id,
                    "signal " + signal.name() + " relates no items; declare it with RELATES");
        }
        if (signal.targetTable() != ranked.table().id()) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    id,
                    "signal "
                            + signal.name()
                            + " relates "
                            + schema.tableById(signal.targetTable()).orElseThrow().name()
                            + ", and "
                            + ranked.table().name()
                            + " is ranked");
        }
        SqlParserPos pos = related.getParserPosition();
        return RankingFunctions.RELATED_TO.createCall(
                pos,
                literal(name, pos),
                literal(signal.name(), pos),
                Casts.to(
                        rewriter.rewriteIn(null, related.item()),
                        ranked.table().keyColumn().type()));
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
