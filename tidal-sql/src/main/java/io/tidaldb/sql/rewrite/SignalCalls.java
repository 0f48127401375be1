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
     * The call with the signal, half-life or window, and key as operands; null if it is another.
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
                RankingFunctions.COUNT_OVER, call, signal, windowLiteral(window, call), scope);
    }

    private static SqlNode windowLiteral(Window window, SqlCall call) {
        return SqlLiteral.createCharString(window.name(), call.getParserPosition());
    }

    private SqlNode resolved(
            SqlFunction function,
            SqlCall call,
            SignalDefinition signal,
            SqlNode measure,
            Scope scope) {
        SqlParserPos pos = call.getParserPosition();
        TableDefinition table = schema.tableById(signal.targetTable()).orElseThrow();
        Scope.Entity entity =
                Optional.ofNullable(scope)
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
        return function.createCall(
                pos, SqlLiteral.createCharString(signal.name(), pos), measure, entity.key(pos));
    }

    private SignalDefinition signal(SqlCall call) {
        SqlNode operand = call.operand(0);
        if (!(operand instanceof SqlIdentifier id) || !id.isSimple()) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    operand,
                    "the first operand of "
                            + call.getOperator().getName().toUpperCase(Locale.ROOT)
                            + " is the name of a signal");
        }
        List<String> names = schema.signals().stream().map(SignalDefinition::name).toList();
        return schema.signal(id.getSimple())
                .orElseThrow(
                        () ->
                                Positions.error(
                                        ErrorCode.UNKNOWN_SIGNAL,
                                        id,
                                        "there is no signal "
                                                + id.getSimple()
                                                + "."
                                                + NearestNames.suggest(id.getSimple(), names)));
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
