package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Resolves {@code DECAY}, {@code VELOCITY} and {@code COUNT_OVER}: the signal by name, the table it
 * is on among those of FROM, and the half-life or window among those it keeps.
 */
final class SignalCalls {
    private final Schema schema;

    SignalCalls(Schema schema) {
        this.schema = schema;
    }

    /**
     * The call with the signal, half-life or window, key, and the moment of its table if that has
     * one, as operands; null if it is another.
     */
    SqlNode rewrite(SqlCall call, Scope scope) {
        return switch (call.getOperator().getName().toUpperCase(Locale.ROOT)) {
            case "DECAY" -> decay(call, scope);
            case "VELOCITY" -> velocity(call, scope);
            case "COUNT_OVER" -> countOver(call, scope);
            default -> null;
        };
    }

    private SqlNode decay(SqlCall call, Scope scope) {
        checkOperands(call, 1, 2, "DECAY(signal) or DECAY(signal, half life)");
        SignalDefinition signal = signal(call);
        if (signal.halfLivesMillis().isEmpty()) {
            throw Positions.error(
                    ErrorCode.HALF_LIFE_NOT_KEPT,
                    call,
                    "signal "
                            + signal.name()
                            + " does not decay; use COUNT_OVER("
                            + signal.name()
                            + "), or declare it with DECAY HALF LIFE");
        }
        long halfLife = signal.halfLivesMillis().getFirst();
        if (call.operandCount() == 2) {
            halfLife = IntervalText.millis(call.operand(1));
            if (!signal.halfLivesMillis().contains(halfLife)) {
                throw Positions.error(
                        ErrorCode.HALF_LIFE_NOT_KEPT,
                        call.operand(1),
                        "signal "
                                + signal.name()
                                + " is not kept with this half life; it has "
                                + signal.halfLivesMillis().stream()
                                        .map(IntervalText::of)
                                        .collect(Collectors.joining(", ")));
            }
        }
        SqlParserPos pos = call.getParserPosition();
        return resolved(
                RankingFunctions.DECAY,
                RankingFunctions.DECAY_AS_OF,
                call,
                signal,
                SqlLiteral.createExactNumeric(Long.toString(halfLife), pos),
                scope);
    }

    private SqlNode velocity(SqlCall call, Scope scope) {
        checkOperands(call, 2, 2, "VELOCITY(signal, INTERVAL '1' HOUR)");
        SignalDefinition signal = signal(call);
        return resolved(
                RankingFunctions.VELOCITY,
                RankingFunctions.VELOCITY_AS_OF,
                call,
                signal,
                windowLiteral(window(signal, call.operand(1)), call),
                scope);
    }

    private SqlNode countOver(SqlCall call, Scope scope) {
        checkOperands(call, 1, 2, "COUNT_OVER(signal) or COUNT_OVER(signal, INTERVAL '1' DAY)");
        SignalDefinition signal = signal(call);
        Window window = call.operandCount() == 1 ? Window.ALL : window(signal, call.operand(1));
        return resolved(
                RankingFunctions.COUNT_OVER,
                RankingFunctions.COUNT_OVER_AS_OF,
                call,
                signal,
                windowLiteral(window, call),
                scope);
    }

    private static SqlNode windowLiteral(Window window, SqlCall call) {
        return SqlLiteral.createCharString(window.name(), call.getParserPosition());
    }

    private SqlNode resolved(
            SqlFunction now,
            SqlFunction asOf,
            SqlCall call,
            SignalDefinition signal,
            SqlNode measure,
            Scope scope) {
        SqlParserPos pos = call.getParserPosition();
        Scope.Entity entity = entity(call, signal, scope);
        SqlNode name = SqlLiteral.createCharString(signal.name(), pos);
        return entity.moment() == null
                ? now.createCall(pos, name, measure, entity.key(pos))
                : asOf.createCall(
                        pos, name, measure, entity.key(pos), Moments.copy(entity.moment()));
    }

    /** The table that the signal is on: the one that is named before the signal, or the nearest. */
    private Scope.Entity entity(SqlCall call, SignalDefinition signal, Scope scope) {
        TableDefinition table = schema.tableById(signal.targetTable()).orElseThrow();
        SqlIdentifier id = call.operand(0);
        if (!id.isSimple()) {
            String alias = id.names.getFirst();
            return Optional.ofNullable(scope)
                    .flatMap(s -> s.find(alias))
                    .filter(e -> e.table().id() == table.id())
                    .orElseThrow(
                            () ->
                                    Positions.error(
                                            ErrorCode.INVALID_STATEMENT,
                                            id,
                                            "signal "
                                                    + signal.name()
                                                    + " is on "
                                                    + table.name()
                                                    + ", and "
                                                    + alias
                                                    + " is no name of that in FROM"));
        }
        return Optional.ofNullable(scope)
                .flatMap(s -> s.find(table.id()))
                .orElseThrow(
                        () ->
                                Positions.error(
                                        ErrorCode.INVALID_STATEMENT,
                                        call,
                                        "signal "
                                                + signal.name()
                                                + " is on "
                                                + table.name()
                                                + ", which is not in FROM"));
    }

    private SignalDefinition signal(SqlCall call) {
        SqlNode operand = call.operand(0);
        if (!(operand instanceof SqlIdentifier id) || id.names.size() > 2 || id.isStar()) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    operand,
                    "the first operand of "
                            + call.getOperator().getName().toUpperCase(Locale.ROOT)
                            + " is the name of a signal, or of a table in FROM and a signal:"
                            + " p.likes");
        }
        List<String> names = schema.signals().stream().map(SignalDefinition::name).toList();
        String name = id.names.getLast();
        return schema.signal(name)
                .orElseThrow(
                        () ->
                                Positions.error(
                                        ErrorCode.UNKNOWN_SIGNAL,
                                        id,
                                        "there is no signal "
                                                + name
                                                + "."
                                                + NearestNames.suggest(name, names)));
    }

    private static Window window(SignalDefinition signal, SqlNode operand) {
        long length = IntervalText.millis(operand);
        return Arrays.stream(Window.values())
                .filter(w -> w != Window.ALL && w.lengthMillis() == length)
                .filter(signal.windows()::contains)
                .findFirst()
                .orElseThrow(
                        () ->
                                Positions.error(
                                        ErrorCode.WINDOW_NOT_KEPT,
                                        operand,
                                        "signal "
                                                + signal.name()
                                                + " does not keep this window; it keeps "
                                                + keptWindows(signal)));
    }

    private static String keptWindows(SignalDefinition signal) {
        String kept =
                Arrays.stream(Window.values())
                        .filter(w -> w != Window.ALL && signal.windows().contains(w))
                        .map(w -> IntervalText.of(w.lengthMillis()))
                        .collect(Collectors.joining(", "));
        return kept.isEmpty() ? "none; declare it with WINDOWS (…)" : kept;
    }

    private static void checkOperands(SqlCall call, int least, int most, String form) {
        if (call.operandCount() < least || call.operandCount() > most) {
            throw Positions.error(ErrorCode.INVALID_STATEMENT, call, "write " + form);
        }
    }
}
