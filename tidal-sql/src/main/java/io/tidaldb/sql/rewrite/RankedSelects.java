package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.schema.ProfileDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.sql.ast.SqlDiversity;
import io.tidaldb.sql.ast.SqlDiversityCap;
import io.tidaldb.sql.ast.SqlRankedSelect;
import io.tidaldb.sql.ast.SqlRanking;
import io.tidaldb.sql.function.RankedOperator;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns {@code SELECT list FROM t WHERE c RANK … LIMIT n} into
 *
 * <pre>{@code
 * SELECT * FROM TABLE(RANKED((
 *   SELECT list, score, key, cap columns FROM t WHERE c AND NOT excluded), n, maxima))
 * }</pre>
 *
 * The select list stays inside, so every name in it resolves as it would without ranking; the
 * planner computes it for the rows of the result only.
 */
final class RankedSelects {
    private final Schema schema;
    private final Profiles profiles;
    private final UserPredicates userPredicates;
    private final StatementRewriter rewriter;
    private final Retrievals retrievals;

    RankedSelects(Schema schema, UserPredicates userPredicates, StatementRewriter rewriter) {
        this.schema = schema;
        this.profiles = new Profiles(schema);
        this.userPredicates = userPredicates;
        this.rewriter = rewriter;
        this.retrievals = new Retrievals(schema, rewriter);
    }

    SqlNode rewrite(SqlRankedSelect select, SqlNode offset, SqlNode fetch) {
        checkPlain(select);
        SqlRanking ranking = select.ranking();
        Scope names = rewriter.scopeOf(select);
        Optional<ProfileDefinition> profile = ranking.profile().map(profiles::find);
        Scope.Entity ranked = rankedEntity(names, ranking, profile);
        Optional<Retrievals.Search> search = retrievals.of(ranking, ranked, offset, fetch);
        Scope inner =
                ordered(names, ranked)
                        .withRetrieved(
                                search.map(Retrievals.Search::retrieved).orElse(Scope.NOTHING));
        SqlParserPos pos = ranking.getParserPosition();

        if (ranking.user().isPresent()) {
            SqlNode user = ranking.user().get();
            TableDefinition users = userPredicates.userTable(ranked.table(), user);
            inner =
                    inner.withUser(
                            new Scope.ForUser(users, Casts.to(user, users.keyColumn().type())));
        }
        SqlNode score =
                ranking.score().orElseGet(() -> Profiles.score(profile.orElseThrow(), ranked));
        Optional<SqlDiversity> diversity =
                ranking.diversity().or(() -> profile.flatMap(p -> Profiles.diversity(p, ranked)));
        List<SqlDiversityCap> caps = diversity.map(SqlDiversity::caps).orElse(List.of());

        SqlNodeList list =
                visibleColumns(select, inner.withMatched(retrievals.matched(ranking, ranked)));
        list.add(named(rewriter.rewriteIn(inner, score), "$score"));
        list.add(named(ranked.key(pos), "$key"));
        for (int i = 0; i < caps.size(); i++) {
            list.add(named(caps.get(i).column(), "$cap" + i));
        }

        SqlSelect query = select.withoutRanking();
        query.setFrom(rewriter.rewriteFrom(query.getFrom()));
        query.setSelectList(list);
        SqlNode condition = where(query.getWhere(), ranked, inner, pos);
        SqlNode filter = condition;
        if (search.isPresent()) {
            filter = and(search.get().condition(), condition, pos);
            for (SqlNode source :
                    retrievals.sources(inner.retrieved().name(), ranking, ranked, inner, fetch)) {
                filter = and(source, filter, pos);
            }
        }
        query.setWhere(filter);

        List<SqlNode> operands = new ArrayList<>();
        operands.add(query);
        if (offset != null) {
            operands.add(offset);
        }
        if (fetch != null) {
            operands.add(fetch);
        }
        caps.forEach(cap -> operands.add(cap.max()));
        RankedOperator operator =
                new RankedOperator(
                        caps.stream().map(c -> c.column().names.getLast()).toList(),
                        diversity.map(SqlDiversity::isStrict).orElse(false),
                        offset != null,
                        fetch != null);
        SqlCall call = operator.createCall(pos, operands);
        return new SqlSelect(
                select.getParserPosition(),
                null,
                SqlNodeList.of(SqlIdentifier.star(pos)),
                SqlStdOperatorTable.COLLECTION_TABLE.createCall(pos, call),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static void checkPlain(SqlRankedSelect select) {
        SqlNode culprit =
                select.getGroup() != null
                        ? select.getGroup()
                        : select.getHaving() != null ? select.getHaving() : select.getQualify();
        if (culprit == null && select.getModifierNode(SqlSelectKeyword.DISTINCT) != null) {
            culprit = select.getModifierNode(SqlSelectKeyword.DISTINCT);
        }
        if (culprit != null) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    culprit,
                    "a ranked SELECT ranks rows; to group, sift or deduplicate the ranked rows, put"
                            + " it in a sub-query");
        }
    }

    private Scope.Entity rankedEntity(
            Scope names, SqlRanking ranking, Optional<ProfileDefinition> profile) {
        if (profile.isPresent()) {
            TableDefinition table = schema.tableById(profile.get().table()).orElseThrow();
            return names.entities().stream()
                    .filter(e -> e.table().id() == table.id())
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    Positions.error(
                                            ErrorCode.INVALID_STATEMENT,
                                            ranking.profile().get(),
                                            "profile "
                                                    + profile.get().name()
                                                    + " ranks "
                                                    + table.name()
                                                    + ", which is not in FROM"));
        }
        List<Scope.Entity> rankable =
                names.entities().stream().filter(e -> e.table().kind() != TableKind.PLAIN).toList();
        return rankable.stream()
                .filter(e -> e.table().kind() == TableKind.ITEM)
                .findFirst()
                .or(() -> rankable.stream().findFirst())
                .orElseThrow(
                        () ->
                                Positions.error(
                                        ErrorCode.INVALID_STATEMENT,
                                        ranking,
                                        "RANK needs an item, user or creator table in FROM"));
    }

    /** With the ranked table first, which is the one that SEEN and FOLLOWED speak of. */
    private static Scope ordered(Scope names, Scope.Entity ranked) {
        List<Scope.Entity> entities = new ArrayList<>(names.entities());
        entities.remove(ranked);
        entities.addFirst(ranked);
        return new Scope(names.outer(), entities, null, null, null);
    }

    private SqlNodeList visibleColumns(SqlRankedSelect select, Scope inner) {
        SqlNodeList list = new SqlNodeList(select.getSelectList().getParserPosition());
        for (SqlNode item : select.getSelectList()) {
            SqlNode column = rewriter.rewriteIn(inner, item);
            // SEEN and FOLLOWED keep the name that they were written with.
            boolean replaced = item instanceof SqlIdentifier && !(column instanceof SqlIdentifier);
            list.add(replaced ? named(column, ((SqlIdentifier) item).getSimple()) : column);
        }
        return list;
    }

    private SqlNode where(SqlNode where, Scope.Entity ranked, Scope inner, SqlParserPos pos) {
        SqlNode condition = rewriter.rewriteIn(inner, where);
        if (inner.forUser() == null) {
            return condition;
        }
        for (SqlNode excluded : userPredicates.exclusions(ranked, inner.forUser(), pos)) {
            SqlNode visible = SqlStdOperatorTable.NOT.createCall(pos, excluded);
            condition = and(visible, condition, pos);
        }
        return condition;
    }

    private static SqlNode and(SqlNode condition, SqlNode other, SqlParserPos pos) {
        return other == null
                ? condition
                : SqlStdOperatorTable.AND.createCall(pos, other, condition);
    }

    private static SqlNode named(SqlNode node, String name) {
        return SqlStdOperatorTable.AS.createCall(
                node.getParserPosition(), node, new SqlIdentifier(name, node.getParserPosition()));
    }
}
