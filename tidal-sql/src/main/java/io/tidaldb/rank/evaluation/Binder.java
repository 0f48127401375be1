package io.tidaldb.rank.evaluation;

import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.rank.expression.ArithmeticOperator;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.MeasureSource.BoundMeasure;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.Values;

import java.util.List;

/** Binds the trees of one execution to its parameters, moment and buffers. */
public final class Binder {
    private final Values parameters;
    private final long now;
    private final Scratch scratch;
    private final PredicateBinder predicates;
    private final MissingTerms missing = new MissingTerms();

    /**
     * @param now epoch milliseconds
     * @param answers of this statement shape
     * @param rowCount how many rows there are, for estimates
     */
    public Binder(Values parameters, long now, Scratch scratch, TextAnswers answers, int rowCount) {
        this.parameters = parameters;
        this.now = now;
        this.scratch = scratch;
        this.predicates = new PredicateBinder(parameters, now, scratch, answers, rowCount, this);
    }

    /** An expression in SQL's terms: NULL passes through. */
    public BoundExpression expression(Expression expression) {
        return bind(expression, false);
    }

    /**
     * An expression as a score: always finite, with terms that are NULL or infinite counting as 0.
     */
    public BoundExpression score(Expression expression) {
        return new TermNode(bind(expression, true), missing);
    }

    /** The same, term by term. */
    public TermSum scoreSum(Expression expression) {
        return TermSum.of(new TermNode(bind(expression, true), missing), missing, scratch);
    }

    public BoundFilter filter(Predicate predicate) {
        return BoundFilter.of(predicates.bind(predicate, false));
    }

    /** What {@link #score} expressions report to. */
    public MissingTerms missing() {
        return missing;
    }

    private BoundExpression bind(Expression expression, boolean score) {
        return switch (expression) {
            case Expression.Constant constant -> new ConstantNode(constant.value());
            case Expression.Parameter parameter ->
                    new ConstantNode(parameters.doubleValue(parameter.index()));
            case Expression.Now current -> new ConstantNode(now);
            case Expression.Attribute attribute ->
                    switch (attribute.column()) {
                        case DoubleColumn doubles -> new ColumnNode(doubles, 1, true);
                        case LongColumn longs -> new LongColumnNode(longs);
                    };
            case Expression.Measure measure -> measure(measure.source().bind(now, parameters));
            case Expression.Freshness freshness ->
                    freshness(
                            bind(freshness.timestamp(), score),
                            bind(freshness.halfLife(), score),
                            ((ConstantNode) bind(freshness.now(), score)).value);
            case Expression.Arithmetic arithmetic ->
                    arithmetic(
                            arithmetic.operator(),
                            bind(arithmetic.left(), score),
                            bind(arithmetic.right(), score),
                            score);
            case Expression.Negate negate -> negate(bind(negate.operand(), score));
            case Expression.Unary unary -> {
                BoundExpression operand = bind(unary.operand(), score);
                yield operand instanceof ConstantNode constant
                        ? new ConstantNode(unary.function().apply(constant.value))
                        : new UnaryNode(unary.function(), operand);
            }
            case Expression.Greatest greatest -> extreme(true, greatest.operands(), score);
            case Expression.Least least -> extreme(false, least.operands(), score);
            case Expression.Choice choice ->
                    choice(
                            predicates.bind(choice.when(), false),
                            bind(choice.then(), score),
                            bind(choice.otherwise(), score));
            case Expression.Coalesce coalesce -> coalesce(coalesce.operands(), score);
            case Expression.NullIf nullIf ->
                    new NullIfNode(
                            bind(nullIf.operand(), false), bind(nullIf.value(), false), scratch);
            case Expression.PerRow perRow -> new PerRowNode(perRow.function(), parameters, now);
        };
    }

    private static BoundExpression measure(BoundMeasure measure) {
        if (!Double.isFinite(measure.factor())) {
            throw new TidalException(
                    ErrorCode.INTERNAL,
                    "A signal's factor is " + measure.factor() + ", which is a defect; report it.");
        }
        return new ColumnNode(measure.column(), measure.factor(), false);
    }

    private BoundExpression freshness(
            BoundExpression timestamp, BoundExpression halfLife, double moment) {
        if (halfLife instanceof ConstantNode constant && constant.value <= 0) {
            throw new TidalException(
                    ErrorCode.INVALID_VALUE,
                    "A half-life must be longer than 0, but is %s ms.".formatted(constant.value));
        }
        FreshnessNode node = new FreshnessNode(timestamp, halfLife, moment, scratch);
        return timestamp instanceof ConstantNode && halfLife instanceof ConstantNode
                ? fold(node)
                : node;
    }

    private BoundExpression arithmetic(
            ArithmeticOperator operator,
            BoundExpression left,
            BoundExpression right,
            boolean score) {
        if (left instanceof ConstantNode l && right instanceof ConstantNode r && !score) {
            return new ConstantNode(operator.apply(l.value, r.value));
        }
        return switch (operator) {
            case ADD -> sum(term(left, score), term(right, score));
            case SUBTRACT -> {
                BoundExpression subtrahend = term(right, score);
                // x − y is x + (−y) to the bit, and a score is bounded best as one sum.
                yield score || subtrahend instanceof ColumnNode
                        ? sum(term(left, score), negate(subtrahend))
                        : combine(operator, term(left, score), subtrahend);
            }
            case MULTIPLY -> product(left, right);
            case DIVIDE, RATIO, MODULO, POWER -> combine(operator, left, right);
        };
    }

    /** A column on the right is added without a buffer, and a constant there costs nothing. */
    private BoundExpression sum(BoundExpression left, BoundExpression right) {
        boolean swap =
                left instanceof ConstantNode
                        || left instanceof ColumnNode
                                && !(right instanceof ConstantNode)
                                && !(right instanceof ColumnNode);
        return swap
                ? combine(ArithmeticOperator.ADD, right, left)
                : combine(ArithmeticOperator.ADD, left, right);
    }

    private BoundExpression product(BoundExpression left, BoundExpression right) {
        if (left instanceof ConstantNode && !(right instanceof ConstantNode)) {
            return product(right, left);
        }
        if (left instanceof ColumnNode column && right instanceof ConstantNode constant) {
            ColumnNode scaled = column.scale(constant.value);
            if (scaled != null) {
                return scaled;
            }
        }
        return combine(ArithmeticOperator.MULTIPLY, left, right);
    }

    private BoundExpression negate(BoundExpression operand) {
        return operand instanceof ConstantNode constant
                ? new ConstantNode(-constant.value)
                : product(operand, new ConstantNode(-1));
    }

    private BoundExpression combine(
            ArithmeticOperator operator, BoundExpression left, BoundExpression right) {
        return left instanceof ConstantNode l && right instanceof ConstantNode r
                ? new ConstantNode(operator.apply(l.value, r.value))
                : new ArithmeticNode(operator, left, right, scratch);
    }

    private BoundExpression term(BoundExpression operand, boolean score) {
        return score && operand.mayBeMissing() ? new TermNode(operand, missing) : operand;
    }

    private BoundExpression extreme(boolean greatest, List<Expression> operands, boolean score) {
        BoundExpression result = term(bind(operands.getFirst(), score), score);
        for (Expression operand : operands.subList(1, operands.size())) {
            result = new ExtremeNode(greatest, result, term(bind(operand, score), score), scratch);
        }
        return result;
    }

    private BoundExpression choice(
            BoundPredicate when, BoundExpression then, BoundExpression otherwise) {
        if (when == ConstantFilter.ALL) {
            return then;
        }
        return when == ConstantFilter.NONE
                ? otherwise
                : new ChoiceNode(when, then, otherwise, scratch);
    }

    private BoundExpression coalesce(List<Expression> operands, boolean score) {
        int last = operands.size() - 1;
        BoundExpression result = bind(operands.get(last), score);
        for (int i = last - 1; i >= 0; i--) {
            result = new CoalesceNode(bind(operands.get(i), false), result, scratch);
        }
        return result;
    }

    private ConstantNode fold(BoundExpression node) {
        Selection one = scratch.pushSelection();
        one.clear(0);
        one.add(0);
        double[] value = scratch.pushDoubles();
        node.evaluate(one, value);
        scratch.popDoubles();
        scratch.popSelection();
        return new ConstantNode(value[0]);
    }
}
