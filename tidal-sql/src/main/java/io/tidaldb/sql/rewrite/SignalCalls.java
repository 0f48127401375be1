package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.sql.function.SignalFunction;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Resolves {@code DECAY}, {@code VELOCITY} and {@code COUNT_OVER}: the signal by name, the table
 * that it is on or the creators to whom it is rolled up among the tables of FROM, and the
 * half-life, lifetime or windows among those it keeps.
 */
final class SignalCalls {
    private final Schema schema;

    SignalCalls(Schema schema) {
        this.schema = schema;
    }

    /**
     * The call with the signal, half-life or windows, key, and the moment of its table if that has
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
        List<Long> durations = new ArrayList<>(signal.halfLivesMillis());
        durations.addAll(signal.lifetimesMillis());
        if (durations.isEmpty()) {
            throw Positions.error(
                    ErrorCode.HALF_LIFE_NOT_KEPT,
                    call,
                    "signal "
                            + signal.name()
                            + " does not decay; use COUNT_OVER("
                            + signal.name()
                            + "), or declare it with DECAY HALF LIFE");
        }
        long duration = durations.getFirst();
        if (call.operandCount() == 2) {
            duration = IntervalText.millis(call.operand(1));
            if (!durations.contains(duration)) {
                throw Positions.error(
                        ErrorCode.HALF_LIFE_NOT_KEPT, call.operand(1), notKept(signal));
            }
        }
        return resolved(
                SignalFunction.Kind.DECAY,
                call,
                signal,
                scope,
                SqlLiteral.createExactNumeric(Long.toString(duration), call.getParserPosition()));
    }

    private static String notKept(SignalDefinition signal) {
        String halfLives = intervals(signal.halfLivesMillis());
        String lifetimes = intervals(signal.lifetimesMillis());
        if (lifetimes.isEmpty()) {
            return "signal "
                    + signal.name()
                    + " is not kept with this half life; it has "
                    + halfLives;
        }
        return "signal "
                + signal.name()
                + " is not kept with this half life or lifetime; it has "
                + (halfLives.isEmpty() ? "" : "DECAY HALF LIFE " + halfLives + " and ")
                + "DECAY LINEAR "
                + lifetimes;
    }

    private static String intervals(List<Long> durations) {
        return durations.stream().map(IntervalText::of).collect(Collectors.joining(", "));
    }

    private SqlNode velocity(SqlCall call, Scope scope) {
        checkOperands(
                call,
                2,
                3,
                "VELOCITY(signal, INTERVAL '1' HOUR) or VELOCITY(signal, INTERVAL '1' HOUR,"
                        + " INTERVAL '7' DAY)");
        SignalDefinition signal = signal(call);
        Window window = window(signal, call.operand(1));
        if (call.operandCount() == 2) {
            return resolved(
                    SignalFunction.Kind.VELOCITY, call, signal, scope, windowLiteral(window, call));
        }
        Window baseline = window(signal, call.operand(2));
        if (baseline.lengthMillis() <= window.lengthMillis()) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    call.operand(2),
                    "the baseline, "
                            + IntervalText.of(baseline.lengthMillis())
                            + ", must be longer than the window, "
                            + IntervalText.of(window.lengthMillis()));
        }
        return resolved(
                SignalFunction.Kind.RELATIVE_VELOCITY,
                call,
                signal,
                scope,
                windowLiteral(window, call),
                windowLiteral(baseline, call));
    }

    private SqlNode countOver(SqlCall call, Scope scope) {
        checkOperands(call, 1, 2, "COUNT_OVER(signal) or COUNT_OVER(signal, INTERVAL '1' DAY)");
        SignalDefinition signal = signal(call);
        Window window = call.operandCount() == 1 ? Window.ALL : window(signal, call.operand(1));
        return resolved(
                SignalFunction.Kind.COUNT_OVER, call, signal, scope, windowLiteral(window, call));
    }

    private static SqlNode windowLiteral(Window window, SqlCall call) {
        return SqlLiteral.createCharString(window.name(), call.getParserPosition());
    }

    /** By the key of the signal's row in FROM or, where there is none, of its creator's. */
    private SqlNode resolved(
            SignalFunction.Kind kind,
            SqlCall call,
            SignalDefinition signal,
            Scope scope,
            SqlNode... measure) {
        SqlIdentifier id = call.operand(0);
        return id.isSimple()
                ? nearest(kind, call, signal, scope, measure)
                : named(kind, call, signal, scope, measure);
    }

    /** Of the tables of the nearest FROM that has one of them, the signal's own goes first. */
    private SqlNode nearest(
            SignalFunction.Kind kind,
            SqlCall call,
            SignalDefinition signal,
            Scope scope,
            SqlNode[] measure) {
        Optional<TableDefinition> creators = schema.rollUpTable(signal);
        for (Scope s = scope; s != null; s = s.outer()) {
            Optional<Scope.Entity> target = s.find(signal.targetTable());
            if (target.isPresent()) {
                return call(kind, false, call, signal, measure, target.get());
            }
            Optional<Scope.Entity> creator = creators.map(TableDefinition::id).flatMap(s::find);
            if (creator.isPresent()) {
                return call(kind, true, call, signal, measure, creator.get());
            }
        }
        throw Positions.error(
                ErrorCode.INVALID_STATEMENT,
                call,
                isOn(signal) + ", which " + (creators.isPresent() ? "are" : "is") + " not in FROM");
    }

    /** Of the table whose name in FROM stands before the signal. */
    private SqlNode named(
            SignalFunction.Kind kind,
            SqlCall call,
            SignalDefinition signal,
            Scope scope,
            SqlNode[] measure) {
        SqlIdentifier id = call.operand(0);
        String alias = id.names.getFirst();
        Optional<Integer> creators = schema.rollUpTable(signal).map(TableDefinition::id);
        Scope.Entity entity =
                Optional.ofNullable(scope)
                        .flatMap(s -> s.find(alias))
                        .filter(
                                e ->
                                        e.table().id() == signal.targetTable()
                                                || creators.equals(Optional.of(e.table().id())))
                        .orElseThrow(
                                () ->
                                        Positions.error(
                                                ErrorCode.INVALID_STATEMENT,
                                                id,
                                                isOn(signal)
                                                        + ", and "
                                                        + alias
                                                        + " is no name of that in FROM"));
        boolean ofCreators = entity.table().id() != signal.targetTable();
        return call(kind, ofCreators, call, signal, measure, entity);
    }

    private String isOn(SignalDefinition signal) {
        return "signal "
                + signal.name()
                + " is on "
                + schema.tableById(signal.targetTable()).orElseThrow().name()
                + schema.rollUpTable(signal).map(c -> " and rolled up to " + c.name()).orElse("");
    }

    private static SqlNode call(
            SignalFunction.Kind kind,
            boolean ofCreators,
            SqlCall call,
            SignalDefinition signal,
            SqlNode[] measure,
            Scope.Entity entity) {
        SqlParserPos pos = call.getParserPosition();
        List<SqlNode> operands = new ArrayList<>();
        operands.add(SqlLiteral.createCharString(signal.name(), pos));
        operands.addAll(List.of(measure));
        operands.add(entity.key(pos));
        if (entity.moment() != null) {
            operands.add(Moments.copy(entity.moment()));
        }
        return kind.function(ofCreators, entity.moment() != null).createCall(pos, operands);
    }

    /**
     * The signal that a call's first operand names.
     *
     * @throws TidalException {@link ErrorCode#UNKNOWN_SIGNAL}
     */
    SignalDefinition signal(SqlCall call) {
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
