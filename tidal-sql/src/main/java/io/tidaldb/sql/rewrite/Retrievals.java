package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ColumnDefinition;
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
    private static final DataType ROWS = DataType.of(DataType.Kind.BIGINT);

    private final Schema schema;
    private final StatementRewriter rewriter;
    private int count;

    Retrievals(Schema schema, StatementRewriter rewriter) {
        this.schema = schema;
        this.rewriter = rewriter;
    }

    /**
     * What a ranked SELECT searches.
     *
     * @param condition whether a row is a candidate
     * @param retrieved how functions speak of it
     */
    record Search(SqlNode condition, Scope.Retrieved retrieved) {}

    /**
     * Empty where the SELECT has no clause that says what its candidates are.
     *
     * @param offset OFFSET, or null
     * @param fetch LIMIT, or null
     */
    Optional<Search> of(SqlRanking ranking, Scope.Entity ranked, SqlNode offset, SqlNode fetch) {
        if (ranking.match().isEmpty()
                && ranking.nears().isEmpty()
                && ranking.related().isEmpty()
                && ranking.candidates().isEmpty()) {
            return Optional.empty();
        }
        SqlParserPos pos = ranking.getParserPosition();
        String name = "retrieval" + count++;
        List<SqlNode> operands = new ArrayList<>();
        operands.add(literal(name, pos));
        operands.add(ranked.key(pos));
        operands.add(rows(fetch, pos));
        operands.add(rows(offset, pos));
        SqlNode none = Casts.to(SqlLiteral.createNull(pos), TEXT);
        if (ranking.match().isPresent()) {
            SqlTextMatch match = ranking.match().get();
            operands.add(literal(textIndex(match, ranked).name(), pos));
            operands.add(Casts.to(rewriter.rewriteIn(null, match.query()), TEXT));
            operands.add(SqlLiteral.createBoolean(match.isFuzzy(), pos));
        } else {
            operands.addAll(List.of(none, none, SqlLiteral.createBoolean(false, pos)));
        }
        List<String> columns = new ArrayList<>();
        for (SqlVectorNear near : ranking.nears()) {
            VectorIndexDefinition index = vectorIndex(near, ranked);
            ColumnDefinition column = ranked.table().columns().get(index.column());
            if (columns.contains(column.name())) {
                throw Positions.error(
                        ErrorCode.INVALID_STATEMENT,
                        near,
                        "NEAR "
                                + column.name()
                                + " TO … stands here a second time; keep one of them");
            }
            columns.add(column.name());
            operands.add(literal(index.name(), pos));
            boolean single =
                    near.target() instanceof SqlLiteral literal && literal.getValue() != null;
            if (single && !near.isItem()) {
                throw Positions.error(
                        ErrorCode.TYPE_MISMATCH,
                        near.target(),
                        "NEAR takes a vector, which is an array of numbers; the row with a key is"
                                + " NEAR ITEM key");
            }
            SqlNode target = rewriter.rewriteIn(null, near.target());
            operands.add(near.isItem() ? none : Casts.to(target, column.type()));
            operands.add(
                    near.isItem() ? Casts.to(target, ranked.table().keyColumn().type()) : none);
        }
        return Optional.of(
                new Search(
                        RankingFunctions.RETRIEVED.createCall(pos, operands),
                        new Scope.Retrieved(name, List.copyOf(columns))));
    }

    private static SqlNode rows(SqlNode count, SqlParserPos pos) {
        return Casts.to(count == null ? SqlLiteral.createNull(pos) : Moments.copy(count), ROWS);
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
                            Casts.to(candidates.limit().get(), ROWS),
                            ranked.key(pos)));
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
                        ranked.table().keyColumn().type()),
                ranked.key(pos));
    }

    /** What MATCH looks in; null where the SELECT has no MATCH. */
    TextIndexDefinition matched(SqlRanking ranking, Scope.Entity ranked) {
        return ranking.match().map(match -> textIndex(match, ranked)).orElse(null);
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
        List<String> names = indexes.stream().map(i -> column(i, ranked).name()).toList();
        if (near.column().isPresent()) {
            return named(near.column().get(), indexes, names, ranked);
        }
        if (indexes.size() > 1) {
            List<String> choices = names.stream().map(name -> "NEAR " + name + " TO …").toList();
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    near,
                    ranked.table().name()
                            + " has vector indexes of several columns; write "
                            + String.join(" or ", choices));
        }
        return indexes.getFirst();
    }

    private static ColumnDefinition column(VectorIndexDefinition index, Scope.Entity ranked) {
        return ranked.table().columns().get(index.column());
    }

    private static VectorIndexDefinition named(
            SqlIdentifier id,
            List<VectorIndexDefinition> indexes,
            List<String> names,
            Scope.Entity ranked) {
        String name = id.names.getLast();
        boolean ofRanked =
                id.isSimple()
                        || id.names.size() == 2
                                && id.names.getFirst().equalsIgnoreCase(ranked.alias());
        for (int i = 0; ofRanked && i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return indexes.get(i);
            }
        }
        int column = ofRanked ? ranked.table().columnIndex(name) : -1;
        boolean vector =
                column >= 0
                        && ranked.table().columns().get(column).type().kind()
                                == DataType.Kind.VECTOR;
        throw vector
                ? Positions.error(
                        ErrorCode.UNKNOWN_INDEX,
                        id,
                        "NEAR "
                                + name
                                + " TO … needs a vector index; CREATE VECTOR INDEX ON "
                                + ranked.table().name()
                                + " ("
                                + name
                                + ")")
                : unknown(id, names, ranked);
    }

    private static TidalException unknown(
            SqlIdentifier id, List<String> names, Scope.Entity ranked) {
        return Positions.error(
                ErrorCode.UNKNOWN_COLUMN,
                id,
                "there is no vector column "
                        + id
                        + " in "
                        + ranked.table().name()
                        + "."
                        + NearestNames.suggest(id.names.getLast(), names));
    }
}
