package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Resolves {@code MARKED(signal)} and {@code MARKED_BY(signal, relationship [, depth])}: what the
 * user of a ranked SELECT has events of a signal on, and how many of those whom the user reaches.
 */
final class MarkCalls {
    private static final int MAX_DEPTH = 2;

    private final Schema schema;
    private final SignalCalls signals;

    MarkCalls(Schema schema, SignalCalls signals) {
        this.schema = schema;
        this.signals = signals;
    }

    /** The call in the form of {@link RankingFunctions}; null if it is another. */
    SqlNode rewrite(SqlCall call, Scope scope) {
        return switch (call.getOperator().getName().toUpperCase(Locale.ROOT)) {
            case "MARKED" -> marked(call, scope);
            case "MARKED_BY" -> markedBy(call, scope);
            default -> null;
        };
    }

    /** Whether a call's second operand names a relationship. */
    static boolean takesRelationship(SqlCall call) {
        return call.getOperator().getName().equalsIgnoreCase("MARKED_BY");
    }

    private SqlNode marked(SqlCall call, Scope scope) {
        if (call.operandCount() != 1) {
            throw Positions.error(ErrorCode.INVALID_STATEMENT, call, "write MARKED(signal)");
        }
        Scope.ForUser user = user(call, scope);
        SignalDefinition signal = signals.signal(call);
        Scope.Entity entity = entity(call, signal, user, scope);
        SqlParserPos pos = call.getParserPosition();
        return RankingFunctions.MARKED.createCall(
                pos,
                text(user.users().name(), pos),
                user.key(),
                text(signal.name(), pos),
                entity.key(pos));
    }

    private SqlNode markedBy(SqlCall call, Scope scope) {
        if (call.operandCount() < 2 || call.operandCount() > 3) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    call,
                    "write MARKED_BY(signal, relationship) or MARKED_BY(signal, relationship, 2)");
        }
        Scope.ForUser user = user(call, scope);
        SignalDefinition signal = signals.signal(call);
        Scope.Entity entity = entity(call, signal, user, scope);
        RelationshipDefinition edges = relationship(call.operand(1), user);
        SqlParserPos pos = call.getParserPosition();
        return RankingFunctions.MARKED_BY.createCall(
                pos,
                text(user.users().name(), pos),
                user.key(),
                text(signal.name(), pos),
                text(edges.name(), pos),
                SqlLiteral.createExactNumeric(Integer.toString(depth(call)), pos),
                entity.key(pos));
    }

    private static int depth(SqlCall call) {
        if (call.operandCount() < 3) {
            return 1;
        }
        SqlNode depth = call.operand(2);
        for (int steps = 1; steps <= MAX_DEPTH; steps++) {
            if (depth instanceof SqlNumericLiteral number
                    && number.getValueAs(BigDecimal.class).compareTo(BigDecimal.valueOf(steps))
                            == 0) {
                return steps;
            }
        }
        throw Positions.error(
                ErrorCode.INVALID_STATEMENT,
                depth,
                "MARKED_BY goes 1 step over the relationship, or " + MAX_DEPTH);
    }

    private static Scope.ForUser user(SqlCall call, Scope scope) {
        for (Scope s = scope; s != null; s = s.outer()) {
            if (s.forUser() != null) {
                return s.forUser();
            }
        }
        throw Positions.error(
                ErrorCode.INVALID_STATEMENT,
                call,
                call.getOperator().getName().toUpperCase(Locale.ROOT)
                        + " needs to know for whom; add FOR USER to a ranked SELECT");
    }

    /** The table in FROM that the signal is on. */
    private Scope.Entity entity(
            SqlCall call, SignalDefinition signal, Scope.ForUser user, Scope scope) {
        String function = call.getOperator().getName().toUpperCase(Locale.ROOT);
        if (!signal.keepsMarks()) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    call.operand(0),
                    "signal "
                            + signal.name()
                            + " does not keep the items of each user; declare it with MARKED");
        }
        if (signal.userTable() != user.users().id()) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    call.operand(0),
                    "the events of signal "
                            + signal.name()
                            + " are BY "
                            + schema.tableById(signal.userTable()).orElseThrow().name()
                            + ", and FOR USER names one of "
                            + user.users().name());
        }
        SqlIdentifier id = call.operand(0);
        for (Scope s = scope; s != null; s = s.outer()) {
            for (Scope.Entity entity : s.entities()) {
                if (entity.table().id() == signal.targetTable()
                        && (id.isSimple()
                                || entity.alias().equalsIgnoreCase(id.names.getFirst()))) {
                    return entity;
                }
            }
        }
        throw Positions.error(
                ErrorCode.INVALID_STATEMENT,
                call,
                function
                        + ": signal "
                        + signal.name()
                        + " is on "
                        + schema.tableById(signal.targetTable()).orElseThrow().name()
                        + ", which is not in FROM"
                        + (id.isSimple() ? "" : " as " + id.names.getFirst()));
    }

    /** One that leads from users to users. */
    private RelationshipDefinition relationship(SqlNode operand, Scope.ForUser user) {
        List<String> fitting = new ArrayList<>();
        for (RelationshipDefinition edges : schema.relationships()) {
            if (isAmongUsers(edges, user)) {
                fitting.add(edges.name());
            }
        }
        String hint =
                fitting.isEmpty()
                        ? " Create one with CREATE RELATIONSHIP friends FROM "
                                + user.users().name()
                                + " TO "
                                + user.users().name()
                                + "."
                        : "";
        if (!(operand instanceof SqlIdentifier id) || !id.isSimple()) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    operand,
                    "the second operand of MARKED_BY is the name of a relationship among "
                            + user.users().name()
                            + "."
                            + hint);
        }
        RelationshipDefinition edges =
                schema.relationship(id.getSimple())
                        .orElseThrow(
                                () ->
                                        Positions.error(
                                                ErrorCode.UNKNOWN_RELATIONSHIP,
                                                id,
                                                "there is no relationship "
                                                        + id.getSimple()
                                                        + "."
                                                        + NearestNames.suggest(
                                                                id.getSimple(), fitting)
                                                        + hint));
        if (!isAmongUsers(edges, user)) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    id,
                    "relationship "
                            + edges.name()
                            + " leads from "
                            + schema.tableById(edges.fromTable()).orElseThrow().name()
                            + " to "
                            + schema.tableById(edges.toTable()).orElseThrow().name()
                            + ", and MARKED_BY needs one from "
                            + user.users().name()
                            + " to "
                            + user.users().name()
                            + "."
                            + hint);
        }
        return edges;
    }

    private static boolean isAmongUsers(RelationshipDefinition edges, Scope.ForUser user) {
        return edges.fromTable() == user.users().id() && edges.toTable() == user.users().id();
    }

    private static SqlNode text(String value, SqlParserPos pos) {
        return SqlLiteral.createCharString(value, pos);
    }
}
