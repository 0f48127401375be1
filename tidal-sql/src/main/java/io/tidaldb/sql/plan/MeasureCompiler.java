package io.tidaldb.sql.plan;

import io.tidaldb.column.Column;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.ledger.DecayView;
import io.tidaldb.ledger.LinearView;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.rank.expression.ArithmeticOperator;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.KeySetSource;
import io.tidaldb.rank.expression.MeasureSource.BoundMeasure;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.function.SignalFunction;
import io.tidaldb.sql.runtime.PersonalSet;
import io.tidaldb.sql.runtime.Retrieval;
import io.tidaldb.table.Table;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Translates the functions of the ranking language to reads of the store's columns and sets. */
final class MeasureCompiler {
    private static final double MILLIS_PER_HOUR = 3_600_000;

    private final ScanCompiler scan;
    private final Schema schema;

    MeasureCompiler(ScanCompiler scan, Schema schema) {
        this.scan = scan;
        this.schema = schema;
    }

    /** A number that a signal or the clock gives; empty if the call is something else. */
    Optional<Expression> number(RexCall call, ExpressionCompiler expressions) {
        SqlOperator operator = call.getOperator();
        List<RexNode> operands = call.getOperands();
        if (operator.equals(RankingFunctions.FRESHNESS)
                || operator.equals(RankingFunctions.FRESHNESS_AS_OF)) {
            return Optional.of(
                    new Expression.Freshness(
                            expressions.compile(operands.get(0)),
                            expressions.compile(operands.get(1)),
                            now(operands.subList(2, operands.size()))));
        }
        if (operator.equals(RankingFunctions.AGE) || operator.equals(RankingFunctions.AGE_AS_OF)) {
            return Optional.of(
                    age(
                            expressions.compile(operands.getFirst()),
                            now(operands.subList(1, operands.size()))));
        }
        if (operator.equals(RankingFunctions.TEXT_SCORE)) {
            return Optional.of(found(text(call, 0), Retrieval::textScores));
        }
        if (operator.equals(RankingFunctions.VECTOR_SCORE)) {
            int near = place(call);
            return Optional.of(found(text(call, 0), r -> r.vectorScores(near)));
        }
        if (operator.equals(RankingFunctions.NORMALIZED_TEXT_SCORE)) {
            return Optional.of(found(text(call, 0), Retrieval::normalizedTextScores));
        }
        if (operator.equals(RankingFunctions.NORMALIZED_VECTOR_SCORE)) {
            int near = place(call);
            return Optional.of(found(text(call, 0), r -> r.normalizedVectorScores(near)));
        }
        if (operator.equals(RankingFunctions.RELATED_SCORE)) {
            return Optional.of(found(text(call, 0), Retrieval::relatedScores));
        }
        if (operator.equals(RankingFunctions.RRF)) {
            return Optional.of(found(text(call, 0), Retrieval::fused));
        }
        if (countsMarks(call)) {
            Function<Values, DoubleColumn> marks = marks(call);
            return Optional.of(
                    new Expression.Measure(
                            (now, values) -> new BoundMeasure(marks.apply(values), 1)));
        }
        return signal(call);
    }

    private static Expression found(String name, Function<Retrieval, DoubleColumn> scores) {
        return new Expression.Measure(
                (now, values) ->
                        new BoundMeasure(
                                scores.apply(ScanCompiler.context(values).retrieval(name)), 1));
    }

    private Optional<Expression> signal(RexCall call) {
        if (!(call.getOperator() instanceof SignalFunction function)) {
            return Optional.empty();
        }
        SignalDefinition definition = schema.signal(text(call, 0)).orElseThrow();
        int table =
                function.isOfCreators()
                        ? schema.rollUpTable(definition).orElseThrow().id()
                        : definition.targetTable();
        List<RexNode> operands = call.getOperands();
        int key = operands.size() - (function.isAsOf() ? 2 : 1);
        if (!isOwnKey(operands.get(key), table)) {
            return Optional.empty();
        }
        int moment = function.isAsOf() ? scan.operands().index(operands.getLast()) : Signal.NOW;
        Signal signal = new Signal(definition, function.isOfCreators(), moment);
        return Optional.of(
                switch (function.kind()) {
                    case DECAY -> decay(signal, duration(call));
                    case COUNT_OVER -> windowSum(signal, window(call, 1), 1);
                    case VELOCITY -> {
                        Window window = window(call, 1);
                        yield windowSum(signal, window, 1 / hours(window));
                    }
                    case RELATIVE_VELOCITY ->
                            relativeVelocity(signal, window(call, 1), window(call, 2));
                });
    }

    private static Expression relativeVelocity(Signal signal, Window window, Window baseline) {
        return new Expression.Arithmetic(
                ArithmeticOperator.RATIO,
                windowSum(signal, window, hours(baseline)),
                windowSum(signal, baseline, hours(window)));
    }

    private static double hours(Window window) {
        return window.lengthMillis() / MILLIS_PER_HOUR;
    }

    /**
     * Whose sums are meant, and as of when.
     *
     * @param forCreators whether those of the creators of its targets are
     * @param momentIndex which operand of the statement is the moment, or {@link #NOW}
     */
    private record Signal(SignalDefinition definition, boolean forCreators, int momentIndex) {
        private static final int NOW = -1;

        long moment(long now, Values values) {
            return momentIndex == NOW
                    ? now
                    : ScanCompiler.context(values).requireMoment((Long) values.get(momentIndex));
        }

        SignalLedger ledger(long now, Values values) {
            return ScanCompiler.context(values)
                    .ledger(definition, forCreators, moment(now, values));
        }

        LinearView linear(int lifetime, long now, Values values) {
            return ScanCompiler.context(values)
                    .linear(definition, forCreators, lifetime, moment(now, values));
        }
    }

    private static Expression decay(Signal signal, long durationMillis) {
        int halfLife = signal.definition.halfLivesMillis().indexOf(durationMillis);
        if (halfLife < 0) {
            return linear(signal, signal.definition.lifetimesMillis().indexOf(durationMillis));
        }
        return new Expression.Measure(
                (now, values) -> {
                    DecayView view = signal.ledger(now, values).decay(halfLife);
                    return new BoundMeasure(view.values(), view.factor(signal.moment(now, values)));
                });
    }

    private static Expression linear(Signal signal, int lifetime) {
        return new Expression.Arithmetic(
                ArithmeticOperator.ADD,
                new Expression.Measure(
                        (now, values) -> {
                            LinearView view = signal.linear(lifetime, now, values);
                            return new BoundMeasure(view.sums(), view.sumFactor());
                        }),
                new Expression.Measure(
                        (now, values) -> {
                            LinearView view = signal.linear(lifetime, now, values);
                            return new BoundMeasure(view.offsets(), view.offsetFactor());
                        }));
    }

    private static Expression windowSum(Signal signal, Window window, double factor) {
        return new Expression.Measure(
                (now, values) ->
                        new BoundMeasure(signal.ledger(now, values).window(window), factor));
    }

    /** The statement's moment, or the one that a table is as of. */
    private Expression now(List<RexNode> moment) {
        return moment.isEmpty()
                ? new Expression.Now()
                : new Expression.Parameter(scan.operands().index(moment.getFirst()));
    }

    /** Hours since a moment, 0 for the future. */
    private static Expression age(Expression timestamp, Expression now) {
        Expression hours =
                new Expression.Arithmetic(
                        ArithmeticOperator.DIVIDE,
                        new Expression.Arithmetic(ArithmeticOperator.SUBTRACT, now, timestamp),
                        new Expression.Constant(MILLIS_PER_HOUR));
        Expression age = new Expression.Greatest(List.of(new Expression.Constant(0), hours));
        // In a score the difference alone would take a missing moment for the epoch.
        return new Expression.Choice(
                new Predicate.IsNullExpression(timestamp),
                new Expression.Constant(Double.NaN),
                age);
    }

    /** A condition about the statement's user; empty if the call is something else. */
    Optional<Predicate> condition(RexCall call) {
        SqlOperator operator = call.getOperator();
        boolean seen = operator.equals(RankingFunctions.SEEN);
        if (seen || operator.equals(RankingFunctions.EXCLUDED)) {
            return personal(call, seen ? PersonalSet.SEEN : PersonalSet.EXCLUDED);
        }
        if (operator.equals(RankingFunctions.MARKED)) {
            return marked(call);
        }
        return operator.equals(RankingFunctions.FOLLOWED) ? followed(call) : Optional.empty();
    }

    private Optional<Predicate> personal(RexCall call, PersonalSet set) {
        RexNode user = call.getOperands().get(1);
        String items = text(call, 2);
        if (!Operands.isRowIndependent(user)
                || !isOwnKey(call.getOperands().get(3), schema.table(items).orElseThrow().id())) {
            return Optional.empty();
        }
        String users = text(call, 0);
        int index = scan.operands().index(user);
        return Optional.of(
                new Predicate.InSet(
                        values ->
                                ScanCompiler.context(values)
                                        .personalSet(set, users, values.get(index), items)));
    }

    private Optional<Predicate> marked(RexCall call) {
        RexNode user = call.getOperands().get(1);
        String signal = text(call, 2);
        if (!Operands.isRowIndependent(user)
                || !isOwnKey(
                        call.getOperands().get(3),
                        schema.signal(signal).orElseThrow().targetTable())) {
            return Optional.empty();
        }
        String users = text(call, 0);
        int index = scan.operands().index(user);
        return Optional.of(
                new Predicate.InSet(
                        values ->
                                ScanCompiler.context(values)
                                        .marks(users, values.get(index), signal)));
    }

    /** Whether a call counts people who marked rows of the scanned table. */
    boolean countsMarks(RexNode node) {
        return node instanceof RexCall call
                && call.getOperator().equals(RankingFunctions.MARKED_BY)
                && Operands.isRowIndependent(call.getOperands().get(1))
                && isOwnKey(
                        call.getOperands().get(5),
                        schema.signal(text(call, 2)).orElseThrow().targetTable());
    }

    /** The counts that MARKED_BY reads, by row. */
    Function<Values, DoubleColumn> marks(RexCall call) {
        String users = text(call, 0);
        int index = scan.operands().index(call.getOperands().get(1));
        String signal = text(call, 2);
        String relationship = text(call, 3);
        int depth =
                ((RexLiteral) Operands.stripWidening(call.getOperands().get(4)))
                        .getValueAs(BigDecimal.class)
                        .intValueExact();
        return values ->
                ScanCompiler.context(values)
                        .marksBy(users, values.get(index), signal, relationship, depth);
    }

    private Optional<Predicate> followed(RexCall call) {
        RexNode user = call.getOperands().get(1);
        if (!Operands.isRowIndependent(user)) {
            return Optional.empty();
        }
        String users = text(call, 0);
        RelationshipDefinition edges = schema.relationship(text(call, 2)).orElseThrow();
        int index = scan.operands().index(user);
        RexNode key = call.getOperands().get(3);
        if (isOwnKey(key, edges.toTable())) {
            return Optional.of(
                    new Predicate.InSet(
                            values ->
                                    ScanCompiler.context(values)
                                            .edges(users, values.get(index), edges.name())));
        }
        int column = Operands.column(key);
        Column keys = column < 0 ? null : scan.table().column(column);
        if (keys == null || keys instanceof DoubleColumn) {
            return Optional.empty();
        }
        // SQL's FOLLOWED is never NULL, while membership of a NULL key is.
        return Optional.of(
                new Predicate.IsTrue(
                        new Predicate.InKeySet(
                                keys,
                                values -> {
                                    var context = ScanCompiler.context(values);
                                    OrdinalSet targets =
                                            context.edges(users, values.get(index), edges.name());
                                    return new TargetKeys(
                                            context.store().table(edges.toTable()), targets);
                                })));
    }

    /** The keys of the rows of a set. */
    private record TargetKeys(Table table, OrdinalSet targets) implements KeySetSource.KeySet {
        @Override
        public boolean contains(long key) {
            return has(table.ordinal(key));
        }

        @Override
        public boolean contains(String key) {
            return has(table.ordinal(key));
        }

        private boolean has(int ordinal) {
            return ordinal >= 0 && targets.contains(ordinal);
        }
    }

    /** Whether a node is the primary key of the scanned table, and that table is the one wanted. */
    private boolean isOwnKey(RexNode node, int tableId) {
        return scan.relation().definition().id() == tableId
                && scan.relation().definition().primaryKey().size() == 1
                && Operands.column(node) == scan.relation().definition().primaryKey().getFirst();
    }

    private static String text(RexCall call, int operand) {
        return ((RexLiteral) call.getOperands().get(operand)).getValueAs(String.class);
    }

    /** Which NEAR of several is meant. */
    private static int place(RexCall call) {
        return ((RexLiteral) call.getOperands().get(1)).getValueAs(Integer.class);
    }

    private static long duration(RexCall call) {
        return ((RexLiteral) call.getOperands().get(1)).getValueAs(BigDecimal.class).longValue();
    }

    private static Window window(RexCall call, int operand) {
        return Window.valueOf(text(call, operand));
    }
}
