package io.tidaldb.rank;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.rank.diversity.Cap;
import io.tidaldb.rank.expression.ArithmeticOperator;
import io.tidaldb.rank.expression.ComparisonOperator;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.KeySetSource.KeySet;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.MeasureSource.BoundMeasure;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.TextOperand;
import io.tidaldb.rank.expression.Values;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the engine must compute, one row at a time and straight from the definitions. */
final class Naive {
    private final Values parameters;
    private final long now;

    Naive(Values parameters, long now) {
        this.parameters = parameters;
        this.now = now;
    }

    double score(Expression expression, int o) {
        return finiteOrZero(value(expression, o, true)) + 0.0;
    }

    double value(Expression expression, int o) {
        return value(expression, o, false);
    }

    private static double finiteOrZero(double value) {
        return Double.isFinite(value) ? value : 0;
    }

    private double term(Expression expression, int o, boolean score) {
        double value = value(expression, o, score);
        return score ? finiteOrZero(value) : value;
    }

    private double value(Expression expression, int o, boolean score) {
        return switch (expression) {
            case Expression.Constant(double value) -> value;
            case Expression.Parameter(int index) ->
                    switch (parameters.get(index)) {
                        case null -> Double.NaN;
                        case Boolean truth -> truth ? 1 : 0;
                        case Number number -> number.doubleValue();
                        case Object other -> throw new AssertionError(other);
                    };
            case Expression.Now() -> now;
            case Expression.Attribute(var column) -> column.value(o);
            case Expression.Measure(var source) -> {
                BoundMeasure measure = source.bind(now, parameters);
                yield measure.factor() * measure.column().value(o);
            }
            case Expression.Freshness(
                            Expression timestamp,
                            Expression halfLife,
                            Expression moment) -> {
                double age = value(moment, o, score) - value(timestamp, o, score);
                double life = value(halfLife, o, score);
                yield !(life > 0) ? Double.NaN : age <= 0 ? 1 : Math.pow(2, -age / life);
            }
            case Expression.Arithmetic(var operator, Expression left, Expression right) -> {
                boolean sum =
                        operator == ArithmeticOperator.ADD
                                || operator == ArithmeticOperator.SUBTRACT;
                double l = term(left, o, score && sum);
                double r = term(right, o, score && sum);
                if (!sum && score) {
                    l = value(left, o, true);
                    r = value(right, o, true);
                }
                yield Double.isNaN(l) || Double.isNaN(r) ? Double.NaN : operator.apply(l, r);
            }
            case Expression.Negate(Expression operand) -> -value(operand, o, score);
            case Expression.Unary(var function, Expression operand) ->
                    function.apply(value(operand, o, score));
            case Expression.Greatest(List<Expression> operands) -> {
                double most = Double.NEGATIVE_INFINITY;
                for (Expression operand : operands) {
                    most = Math.max(most, term(operand, o, score));
                }
                yield most;
            }
            case Expression.Least(List<Expression> operands) -> {
                double least = Double.POSITIVE_INFINITY;
                for (Expression operand : operands) {
                    least = Math.min(least, term(operand, o, score));
                }
                yield least;
            }
            case Expression.Choice(Predicate when, Expression then, Expression otherwise) ->
                    value(Boolean.TRUE.equals(test(when, o)) ? then : otherwise, o, score);
            case Expression.Coalesce(List<Expression> operands) -> {
                for (Expression operand : operands.subList(0, operands.size() - 1)) {
                    double value = value(operand, o, false);
                    if (!Double.isNaN(value)) {
                        yield value;
                    }
                }
                yield value(operands.getLast(), o, score);
            }
            case Expression.NullIf(Expression operand, Expression other) -> {
                double value = value(operand, o, false);
                yield value == value(other, o, false) ? Double.NaN : value;
            }
            case Expression.PerRow(var function) -> function.value(o, parameters, now);
        };
    }

    /** TRUE, FALSE or null for UNKNOWN. */
    Boolean test(Predicate predicate, int o) {
        return switch (predicate) {
            case Predicate.Always(Boolean value) -> value;
            case Predicate.And(List<Predicate> operands) -> {
                Boolean all = true;
                for (Predicate operand : operands) {
                    Boolean one = test(operand, o);
                    if (Boolean.FALSE.equals(one)) {
                        all = false;
                    } else if (one == null && Boolean.TRUE.equals(all)) {
                        all = null;
                    }
                }
                yield all;
            }
            case Predicate.Or(List<Predicate> operands) -> {
                Boolean any = false;
                for (Predicate operand : operands) {
                    Boolean one = test(operand, o);
                    if (Boolean.TRUE.equals(one)) {
                        any = true;
                    } else if (one == null && Boolean.FALSE.equals(any)) {
                        any = null;
                    }
                }
                yield any;
            }
            case Predicate.Not(Predicate operand) -> {
                Boolean one = test(operand, o);
                yield one == null ? null : (Boolean) !one;
            }
            case Predicate.IsTrue(Predicate operand) -> Boolean.TRUE.equals(test(operand, o));
            case Predicate.Comparison(var operator, Expression left, Expression right) -> {
                double l = value(left, o, false) + 0.0;
                double r = value(right, o, false) + 0.0;
                yield Double.isNaN(l) || Double.isNaN(r)
                        ? null
                        : (Boolean) operator.holds(Double.compare(l, r));
            }
            case Predicate.LongComparison(var operator, LongColumn column, LongOperand operand) ->
                    compare(operator, decimal(column, o), decimal(operand));
            case Predicate.LongIn(LongColumn column, List<LongOperand> operands) ->
                    in(decimal(column, o), operands.stream().map(this::decimal).toList());
            case Predicate.TextComparison(var operator, var column, TextOperand operand) ->
                    compare(operator, column.value(o), text(operand));
            case Predicate.TextIn(DictionaryColumn column, List<TextOperand> operands) ->
                    in(column.value(o), operands.stream().map(this::text).toList());
            case Predicate.TextMatches(DictionaryColumn column, var test) ->
                    column.isNull(o) ? null : (Boolean) test.bind(parameters).test(column.value(o));
            case Predicate.ContainsText(var column, List<TextOperand> operands) ->
                    contains(column, o, operands.stream().map(this::text).toList());
            case Predicate.ContainsLong(var column, List<LongOperand> operands) ->
                    contains(column, o, operands.stream().map(this::decimal).toList());
            case Predicate.IsNull(var column) -> column.isNull(o);
            case Predicate.IsNullExpression(Expression operand) ->
                    Double.isNaN(value(operand, o, false));
            case Predicate.InSet(var set) -> set.bind(parameters).contains(o);
            case Predicate.InKeySet(var column, var set) -> {
                KeySet keys = set.bind(parameters);
                yield !column.isNull(o)
                        && switch (column) {
                            case LongColumn longs -> keys.contains(longs.longValue(o));
                            case DictionaryColumn strings -> keys.contains(strings.value(o));
                            case DoubleColumn doubles -> false;
                            case ArrayColumn arrays -> false;
                        };
            }
            case Predicate.PerRow(var test) -> test.test(o, parameters, now);
        };
    }

    private static Boolean contains(ArrayColumn column, int o, List<?> wanted) {
        int[] codes = column.codes(o);
        if (codes == null) {
            return null;
        }
        Boolean any = false;
        for (Object one : wanted) {
            for (int code : codes) {
                Object element = column.valueOf(code);
                boolean equal =
                        one instanceof BigDecimal number
                                ? number.compareTo(new BigDecimal(element.toString())) == 0
                                : element.equals(one);
                if (equal) {
                    return true;
                }
            }
            any = one == null ? null : any;
        }
        return any;
    }

    private static BigDecimal decimal(LongColumn column, int o) {
        return column.isNull(o) ? null : BigDecimal.valueOf(column.longValue(o));
    }

    private BigDecimal decimal(LongOperand operand) {
        return switch (operand) {
            case LongOperand.Constant(long value) -> BigDecimal.valueOf(value);
            case LongOperand.Parameter(int index, int scale) ->
                    switch (parameters.get(index)) {
                        case null -> null;
                        case Boolean truth ->
                                BigDecimal.valueOf(truth ? 1 : 0).movePointRight(scale);
                        case Object number ->
                                new BigDecimal(number.toString()).movePointRight(scale);
                    };
        };
    }

    private String text(TextOperand operand) {
        return switch (operand) {
            case TextOperand.Constant(String value) -> value;
            case TextOperand.Parameter(int index) -> (String) parameters.get(index);
        };
    }

    private static <T extends Comparable<? super T>> Boolean compare(
            ComparisonOperator operator, T left, T right) {
        return left == null || right == null
                ? null
                : (Boolean) operator.holds(left.compareTo(right));
    }

    private static <T extends Comparable<? super T>> Boolean in(T value, List<T> list) {
        Boolean any = false;
        for (T element : list) {
            Boolean equal = compare(ComparisonOperator.EQUAL, value, element);
            if (Boolean.TRUE.equals(equal)) {
                return true;
            }
            any = equal == null ? null : any;
        }
        return any;
    }

    /** Rows in their order after caps, as many as are wanted. */
    static List<Integer> diversify(
            List<Integer> sorted, List<Cap> caps, int wanted, boolean strict) {
        List<Integer> taken = new ArrayList<>();
        List<Integer> left = new ArrayList<>(sorted);
        List<Map<Object, Integer>> counts = caps.stream().map(c -> counts()).toList();
        for (int inForce = caps.size(); inForce >= (strict ? caps.size() : 0); inForce--) {
            for (var rows = left.iterator(); rows.hasNext() && taken.size() < wanted; ) {
                int o = rows.next();
                boolean room = true;
                for (int c = 0; c < inForce; c++) {
                    int max = (int) ((LongOperand.Constant) caps.get(c).max()).value();
                    room &= counts.get(c).getOrDefault(group(caps.get(c), o), 0) < max;
                }
                if (room) {
                    taken.add(o);
                    rows.remove();
                    for (int c = 0; c < caps.size(); c++) {
                        counts.get(c).merge(group(caps.get(c), o), 1, Integer::sum);
                    }
                }
            }
        }
        return taken;
    }

    private static Map<Object, Integer> counts() {
        return new HashMap<>();
    }

    private static Object group(Cap cap, int o) {
        if (cap.column().isNull(o)) {
            return "NULL in row " + o;
        }
        return switch (cap.column()) {
            case DictionaryColumn strings -> strings.value(o);
            case LongColumn longs -> longs.longValue(o);
            case DoubleColumn doubles -> doubles.value(o);
            case ArrayColumn arrays -> throw new AssertionError("no cap on arrays");
        };
    }
}
