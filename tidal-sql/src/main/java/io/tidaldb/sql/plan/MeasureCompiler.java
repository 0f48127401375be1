package io.tidaldb.sql.plan;

import io.tidaldb.column.Column;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.ledger.DecayView;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.KeySetSource;
import io.tidaldb.rank.expression.MeasureSource.BoundMeasure;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.sql.function.RankingFunctions;
import io.tidaldb.sql.runtime.PersonalSet;
import io.tidaldb.store.Store;
import io.tidaldb.table.Table;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;

import java.math.BigDecimal;
import java.util.Optional;

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
        if (operator.equals(RankingFunctions.FRESHNESS)) {
            return Optional.of(
                    new Expression.Freshness(
                            expressions.compile(call.getOperands().get(0)),
                            expressions.compile(call.getOperands().get(1))));
        }
        if (operator.equals(RankingFunctions.AGE)) {
            return Optional.of(age(expressions.compile(call.getOperands().getFirst())));
        }
        boolean decay = operator.equals(RankingFunctions.DECAY);
        if (!decay
                && !operator.equals(RankingFunctions.VELOCITY)
                && !operator.equals(RankingFunctions.COUNT_OVER)) {
            return Optional.empty();
        }
        SignalDefinition signal = schema.signal(text(call, 0)).orElseThrow();
        if (!isOwnKey(call.getOperands().get(2), signal.targetTable())) {
            return Optional.empty();
        }
        if (decay) {
            long halfLife =
                    ((RexLiteral) call.getOperands().get(1))
                            .getValueAs(BigDecimal.class)
                            .longValue();
            return Optional.of(decay(signal, signal.halfLivesMillis().indexOf(halfLife)));
        }
        Window window = Window.valueOf(text(call, 1));
        double factor =
                operator.equals(RankingFunctions.VELOCITY)
                        ? MILLIS_PER_HOUR / window.lengthMillis()
                        : 1;
        return Optional.of(windowSum(signal, window, factor));
    }

    private Expression decay(SignalDefinition signal, int halfLifeIndex) {
        return new Expression.Measure(
                (now, values) -> {
                    DecayView view = ledger(signal, values).decay(halfLifeIndex);
                    return new BoundMeasure(view.values(), view.factor(now));
                });
    }

    private Expression windowSum(SignalDefinition signal, Window window, double factor) {
        return new Expression.Measure(
                (now, values) -> new BoundMeasure(ledger(signal, values).window(window), factor));
    }

    private static SignalLedger ledger(
            SignalDefinition signal, io.tidaldb.rank.expression.Values values) {
        Store store = ScanCompiler.context(values).store();
        return store.signal(signal.id());
    }

    /** Hours since a moment, 0 for the future. */
    private static Expression age(Expression timestamp) {
        Expression hours =
                new Expression.Arithmetic(
                        io.tidaldb.rank.expression.ArithmeticOperator.DIVIDE,
                        new Expression.Arithmetic(
                                io.tidaldb.rank.expression.ArithmeticOperator.SUBTRACT,
                                new Expression.Now(),
                                timestamp),
                        new Expression.Constant(MILLIS_PER_HOUR));
        Expression age =
                new Expression.Greatest(java.util.List.of(new Expression.Constant(0), hours));
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
        if (keys == null || keys instanceof io.tidaldb.column.DoubleColumn) {
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
}
