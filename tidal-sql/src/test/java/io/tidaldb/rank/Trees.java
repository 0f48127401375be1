package io.tidaldb.rank;

import io.tidaldb.column.Column;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.rank.expression.ArithmeticOperator;
import io.tidaldb.rank.expression.ComparisonOperator;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.KeySetSource.KeySet;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.MeasureSource.BoundMeasure;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.TextOperand;
import io.tidaldb.rank.expression.TextTest;
import io.tidaldb.rank.expression.UnaryFunction;
import io.tidaldb.rank.expression.Values;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Random expressions and predicates over a {@link Table}. */
final class Trees {
    static final Object[] PARAMETERS = {
        2.5, -3, null, new BigDecimal("1.005"), true, "t3", null, new BigDecimal("1e30"), "absent"
    };
    static final Values VALUES = index -> PARAMETERS[index];
    private static final int[] NUMERIC = {0, 1, 2, 3, 4, 7};
    private static final int[] TEXT = {5, 6, 8};

    private final Table table;
    private final Random random;
    private final boolean perRow;

    /**
     * @param perRow whether trees may call back for rows
     */
    Trees(Table table, Random random, boolean perRow) {
        this.table = table;
        this.random = random;
        this.perRow = perRow;
    }

    private <T> T oneOf(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private <T> List<T> some(Supplier<T> one) {
        List<T> list = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            list.add(one.get());
        }
        return list;
    }

    Expression expression(int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            return leaf();
        }
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3, 4 ->
                    new Expression.Arithmetic(
                            oneOf(ArithmeticOperator.values()),
                            expression(depth - 1),
                            expression(depth - 1));
            case 5, 6 -> new Expression.Unary(oneOf(UnaryFunction.values()), expression(depth - 1));
            case 7 -> new Expression.Negate(expression(depth - 1));
            case 8 -> new Expression.Greatest(some(() -> expression(depth - 1)));
            case 9 -> new Expression.Least(some(() -> expression(depth - 1)));
            case 10 ->
                    new Expression.Choice(
                            predicate(depth - 1), expression(depth - 1), expression(depth - 1));
            case 11 -> new Expression.Coalesce(some(() -> expression(depth - 1)));
            case 12 -> new Expression.NullIf(expression(depth - 1), expression(depth - 1));
            default ->
                    new Expression.Freshness(
                            new Expression.Attribute(table.createdAt),
                            new Expression.Constant(Table.HOUR),
                            random.nextBoolean()
                                    ? new Expression.Now()
                                    : new Expression.Constant(Table.NOW - 2 * Table.HOUR));
        };
    }

    private Expression leaf() {
        return switch (random.nextInt(perRow ? 10 : 9)) {
            case 0 -> new Expression.Constant(Table.quarter(random, 4));
            case 1 -> new Expression.Parameter(NUMERIC[random.nextInt(5)]);
            case 2 -> new Expression.Attribute(table.doubles.get(0));
            case 3 -> new Expression.Attribute(table.doubles.get(1));
            case 4 -> new Expression.Attribute(table.whole);
            case 5 -> new Expression.Attribute(table.price);
            case 6, 7, 8 -> {
                double factor =
                        Math.scalb(random.nextBoolean() ? 1.0 : -1.0, random.nextInt(6) - 3);
                BoundMeasure measure = new BoundMeasure(table.sums.get(random.nextInt(2)), factor);
                yield new Expression.Measure((now, parameters) -> measure);
            }
            default -> new Expression.PerRow((ordinal, p, now) -> live(ordinal) % 7);
        };
    }

    /** A sum of weighted terms, as rankings usually are. */
    Expression sum() {
        Expression sum = term();
        for (int i = random.nextInt(4); i > 0; i--) {
            ArithmeticOperator operator =
                    random.nextInt(4) == 0 ? ArithmeticOperator.SUBTRACT : ArithmeticOperator.ADD;
            sum = new Expression.Arithmetic(operator, sum, term());
        }
        return sum;
    }

    private Expression term() {
        Expression weight = new Expression.Constant((1 + random.nextInt(8)) / 4.0);
        return new Expression.Arithmetic(
                ArithmeticOperator.MULTIPLY,
                weight,
                random.nextInt(3) == 0 ? expression(1) : leaf());
    }

    Predicate predicate(int depth) {
        if (depth > 0 && random.nextInt(4) != 0) {
            return switch (random.nextInt(6)) {
                case 0, 1 -> new Predicate.And(some(() -> predicate(depth - 1)));
                case 2, 3 -> new Predicate.Or(some(() -> predicate(depth - 1)));
                case 4 -> new Predicate.Not(predicate(depth - 1));
                default -> new Predicate.IsTrue(predicate(depth - 1));
            };
        }
        ComparisonOperator operator = oneOf(ComparisonOperator.values());
        DictionaryColumn text = random.nextBoolean() ? table.topic : table.creator;
        LongColumn number = oneOf(new LongColumn[] {table.whole, table.price, table.truth});
        return switch (random.nextInt(perRow ? 16 : 15)) {
            case 0 -> new Predicate.Always(oneOf(new Boolean[] {true, false, null}));
            case 1, 2 -> new Predicate.Comparison(operator, expression(1), expression(1));
            case 3, 4 -> new Predicate.LongComparison(operator, number, longOperand(number));
            case 5 -> new Predicate.LongIn(number, some(() -> longOperand(number)));
            case 6 -> new Predicate.TextComparison(operator, text, textOperand());
            case 7 -> new Predicate.TextIn(text, some(this::textOperand));
            case 8 -> new Predicate.TextMatches(text, new EndsWith(random.nextBoolean()));
            case 9 -> new Predicate.IsNull(oneOf(table.columns().toArray(Column[]::new)));
            case 10 -> new Predicate.IsNullExpression(expression(1));
            case 11 -> set(number, text);
            case 12, 13 -> new Predicate.ContainsText(table.tags, some(this::textOperand));
            case 14 ->
                    new Predicate.ContainsLong(table.years, some(() -> longOperand(table.whole)));
            default ->
                    new Predicate.PerRow(
                            (ordinal, p, now) -> live(ordinal) % 5 == 0 ? null : ordinal % 5 < 3);
        };
    }

    private Predicate set(LongColumn number, DictionaryColumn text) {
        KeySet odd =
                new KeySet() {
                    @Override
                    public boolean contains(long key) {
                        return (key & 1) == 1;
                    }

                    @Override
                    public boolean contains(String key) {
                        return key.endsWith("1") || key.endsWith("3");
                    }
                };
        return switch (random.nextInt(3)) {
            case 0 -> new Predicate.InSet(parameters -> Table.set(table.seen));
            case 1 -> new Predicate.InKeySet(number, parameters -> odd);
            default -> new Predicate.InKeySet(text, parameters -> odd);
        };
    }

    private LongOperand longOperand(LongColumn column) {
        int scale = column == table.price ? 2 : 0;
        return random.nextBoolean()
                ? new LongOperand.Constant(random.nextInt(40) - 20)
                : new LongOperand.Parameter(NUMERIC[random.nextInt(NUMERIC.length)], scale);
    }

    private TextOperand textOperand() {
        return random.nextInt(3) == 0
                ? new TextOperand.Parameter(TEXT[random.nextInt(TEXT.length)])
                : new TextOperand.Constant(
                        oneOf(new String[] {"t1", "t2", "c5", "c9", "m", "", null}));
    }

    /** Fails the test if the engine calls back for a row that does not exist. */
    private int live(int ordinal) {
        if (!table.live.get(ordinal)) {
            throw new AssertionError("row " + ordinal + " does not exist");
        }
        return ordinal;
    }

    private record EndsWith(boolean isConstant) implements TextTest {
        @Override
        public java.util.function.Predicate<String> bind(Values parameters) {
            return value -> value.endsWith("2");
        }
    }

    static String describe(Object tree) {
        return tree + " with " + Arrays.toString(PARAMETERS);
    }
}
