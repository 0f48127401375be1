package io.tidaldb.sql.plan;

import io.tidaldb.column.Column;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.ledger.DecayView;
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
import io.tidaldb.sql.runtime.PersonalSet;
import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.table.Table;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;

import java.math.BigDecimal;
import java.util.List;
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
        boolean decay =
                operator.equals(RankingFunctions.DECAY)
                        || operator.equals(RankingFunctions.DECAY_AS_OF);
        boolean velocity =
                operator.equals(RankingFunctions.VELOCITY)
                        || operator.equals(RankingFunctions.VELOCITY_AS_OF);
        boolean count =
                operator.equals(RankingFunctions.COUNT_OVER)
                        || operator.equals(RankingFunctions.COUNT_OVER_AS_OF);
        if (!decay && !velocity && !count) {
            return Optional.empty();
        }
        SignalDefinition signal = schema.signal(text(call, 0)).orElseThrow();
        if (!isOwnKey(operands.get(2), signal.targetTable())) {
            return Optional.empty();
        }
        LedgerSource ledger = ledger(signal, operands.subList(3, operands.size()));
        if (decay) {
            long halfLife = ((RexLiteral) operands.get(1)).getValueAs(BigDecimal.class).longValue();
            int index = signal.halfLivesMillis().indexOf(halfLife);
            return Optional.of(
                    new Expression.Measure(
                            (now, values) -> {
                                Ledger at = ledger.at(now, values);
                                DecayView view = at.ledger.decay(index);
                                return new BoundMeasure(view.values(), view.factor(at.moment));
                            }));
        }
        Window window = Window.valueOf(text(call, 1));
        double factor = velocity ? MILLIS_PER_HOUR / window.lengthMillis() : 1;
        return Optional.of(
                new Expression.Measure(
                        (now, values) ->
                                new BoundMeasure(
                                        ledger.at(now, values).ledger.window(window), factor)));
    }

    /** A signal's columns and the moment that they are for. */
    private record Ledger(SignalLedger ledger, long moment) {}

    /** Where a signal's columns are, known once the statement runs. */
    private interface LedgerSource {
        Ledger at(long now, Values values);
    }

    /**
     * @param moment the moment as of which the signal is, or nothing for now
     */
    private LedgerSource ledger(SignalDefinition signal, List<RexNode> moment) {
        if (moment.isEmpty()) {
            return (now, values) ->
                    new Ledger(ScanCompiler.context(values).store().signal(signal.id()), now);
        }
        int index = scan.operands().index(moment.getFirst());
        return (now, values) -> {
            StatementContext context = ScanCompiler.context(values);
            long at = context.requireMoment((Long) values.get(index));
            return new Ledger(context.ledger(signal, at), at);
        };
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
