package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The conditions that FOR USER brings: {@code SEEN} and {@code FOLLOWED} where they are written,
 * and the exclusions that hold always.
 */
final class UserPredicates {
    private final Schema schema;

    UserPredicates(Schema schema) {
        this.schema = schema;
    }

    /**
     * The user table whose keys FOR USER takes when it ranks a table: the one whose rows cause the
     * table's signals, or the only one there is.
     */
    TableDefinition userTable(TableDefinition ranked, SqlNode user) {
        List<Integer> causing =
                schema.signals().stream()
                        .filter(s -> s.targetTable() == ranked.id())
                        .map(SignalDefinition::userTable)
                        .filter(id -> id != SignalDefinition.NO_USER)
                        .distinct()
                        .toList();
        List<TableDefinition> candidates =
                schema.tables().stream()
                        .filter(t -> t.kind() == TableKind.USER)
                        .filter(t -> causing.isEmpty() || causing.contains(t.id()))
                        .toList();
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        throw Positions.error(
                ErrorCode.INVALID_STATEMENT,
                user,
                candidates.isEmpty()
                        ? "FOR USER needs a user table; create one with CREATE USER TABLE"
                        : "FOR USER is ambiguous: the signals on "
                                + ranked.name()
                                + " come from "
                                + candidates.stream()
                                        .map(TableDefinition::name)
                                        .collect(Collectors.joining(" and ")));
    }

    SqlNode seen(Scope.Entity item, Scope.ForUser user, SqlParserPos pos) {
        return personal(RankingFunctions.SEEN, item, user, pos);
    }

    /** Whether the user has an edge to the item's creator, or, where there is none, to the item. */
    SqlNode followed(Scope.Entity item, Scope.ForUser user, SqlNode at) {
        List<SqlNode> tests = new ArrayList<>();
        for (RelationshipDefinition follows : following(item, user, at)) {
            tests.addAll(edgeTests(follows, item, user, at.getParserPosition()));
        }
        return disjunction(tests, at.getParserPosition());
    }

    private List<RelationshipDefinition> following(
            Scope.Entity item, Scope.ForUser user, SqlNode at) {
        List<RelationshipDefinition> fitting =
                schema.relationships().stream()
                        .filter(r -> !r.excludes() && leadsTo(r, item, user))
                        .toList();
        if (fitting.size() > 1) {
            List<RelationshipDefinition> named =
                    fitting.stream().filter(r -> r.name().equalsIgnoreCase("follows")).toList();
            if (!named.isEmpty()) {
                return named;
            }
        }
        if (fitting.size() != 1) {
            throw Positions.error(
                    ErrorCode.UNKNOWN_RELATIONSHIP,
                    at,
                    fitting.isEmpty()
                            ? "FOLLOWED needs a relationship from "
                                    + user.users().name()
                                    + " to the creators of "
                                    + item.table().name()
                            : "FOLLOWED could mean "
                                    + fitting.stream()
                                            .map(RelationshipDefinition::name)
                                            .collect(Collectors.joining(" or "))
                                    + "; name one of them follows");
        }
        return fitting;
    }

    /** One condition per way in which something can be excluded for the user, each to be false. */
    List<SqlNode> exclusions(Scope.Entity item, Scope.ForUser user, SqlParserPos pos) {
        List<SqlNode> tests = new ArrayList<>();
        boolean hides =
                schema.signals().stream()
                        .anyMatch(
                                s ->
                                        s.excludes()
                                                && s.targetTable() == item.table().id()
                                                && s.userTable() == user.users().id());
        if (hides) {
            tests.add(personal(RankingFunctions.EXCLUDED, item, user, pos));
        }
        for (RelationshipDefinition blocks : schema.relationships()) {
            if (blocks.excludes() && leadsTo(blocks, item, user)) {
                tests.addAll(edgeTests(blocks, item, user, pos));
            }
        }
        return tests;
    }

    private static boolean leadsTo(
            RelationshipDefinition edges, Scope.Entity item, Scope.ForUser user) {
        return edges.fromTable() == user.users().id()
                && (edges.toTable() == item.table().id()
                        || item.table().columns().stream()
                                .anyMatch(c -> c.references() == edges.toTable()));
    }

    private static List<SqlNode> edgeTests(
            RelationshipDefinition edges, Scope.Entity item, Scope.ForUser user, SqlParserPos pos) {
        List<SqlNode> tests = new ArrayList<>();
        TableDefinition table = item.table();
        for (int i = 0; i < table.columns().size(); i++) {
            boolean key = edges.toTable() == table.id() && table.primaryKey().contains(i);
            if (key || table.columns().get(i).references() == edges.toTable()) {
                tests.add(
                        RankingFunctions.FOLLOWED.createCall(
                                pos,
                                text(user.users().name(), pos),
                                user.key(),
                                text(edges.name(), pos),
                                item.column(i, pos)));
            }
        }
        return tests;
    }

    private static SqlNode personal(
            SqlFunction function, Scope.Entity item, Scope.ForUser user, SqlParserPos pos) {
        return function.createCall(
                pos,
                text(user.users().name(), pos),
                user.key(),
                text(item.table().name(), pos),
                item.key(pos));
    }

    private static SqlNode disjunction(List<SqlNode> tests, SqlParserPos pos) {
        return tests.stream()
                .reduce((a, b) -> SqlStdOperatorTable.OR.createCall(pos, a, b))
                .orElseThrow();
    }

    private static SqlNode text(String value, SqlParserPos pos) {
        return SqlLiteral.createCharString(value, pos);
    }
}
