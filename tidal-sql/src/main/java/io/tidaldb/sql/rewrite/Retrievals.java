package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ColumnDefinition;
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

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns MATCH and NEAR of a ranked SELECT into a condition on its rows. */
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
     * Empty where the SELECT has neither clause.
     *
     * @param offset OFFSET, or null
     * @param fetch LIMIT, or null
     */
    Optional<Search> of(SqlRanking ranking, Scope.Entity ranked, SqlNode offset, SqlNode fetch) {
        if (ranking.match().isEmpty() && ranking.nears().isEmpty()) {
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
