package io.tidaldb.rank.evaluation;

import io.tidaldb.column.LongColumn;
import io.tidaldb.rank.expression.ComparisonOperator;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.Values;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Brings predicates into negation normal form and binds their leaves. */
final class PredicateBinder {
    private final Values parameters;
    private final long now;
    private final Scratch scratch;
    private final BoundOperands operands;
    private final CodeBinder codes;
    private final int rowCount;
    private final Binder expressions;

    /**
     * @param rowCount how many rows there are
     */
    PredicateBinder(
            Values parameters,
            long now,
            Scratch scratch,
            TextAnswers answers,
            int rowCount,
            Binder expressions) {
        this.parameters = parameters;
        this.now = now;
        this.scratch = scratch;
        this.operands = new BoundOperands(parameters);
        this.codes = new CodeBinder(parameters, answers, rowCount, scratch);
        this.rowCount = rowCount;
        this.expressions = expressions;
    }

    /** The predicate, or its negation, reduced to TRUE or not TRUE. */
    BoundPredicate bind(Predicate predicate, boolean negated) {
        return switch (predicate) {
            case Predicate.Always always -> {
                Boolean value = always.value();
                yield value != null && value != negated ? ConstantFilter.ALL : ConstantFilter.NONE;
            }
            case Predicate.And and -> combine(and.operands(), negated, negated);
            case Predicate.Or or -> combine(or.operands(), negated, !negated);
            case Predicate.Not not -> bind(not.operand(), !negated);
            case Predicate.IsTrue isTrue -> {
                BoundPredicate operand = bind(isTrue.operand(), false);
                yield negated ? new NotTrueFilter(operand, scratch) : operand;
            }
            case Predicate.Comparison comparison ->
                    new ComparisonFilter(
                            operator(comparison.operator(), negated),
                            expressions.expression(comparison.left()),
                            expressions.expression(comparison.right()),
                            scratch);
            case Predicate.LongComparison comparison ->
                    longComparison(
                            operator(comparison.operator(), negated),
                            comparison.column(),
                            comparison.operand());
            case Predicate.LongIn in -> longIn(in, negated);
            case Predicate.TextComparison comparison ->
                    codes.textComparison(
                            operator(comparison.operator(), negated),
                            comparison.column(),
                            comparison.operand());
            case Predicate.TextIn in -> codes.textIn(in, negated);
            case Predicate.TextMatches matches -> codes.textMatches(matches, negated);
            case Predicate.ContainsText contains -> codes.containsText(contains, negated);
            case Predicate.ContainsLong contains -> codes.containsLong(contains, negated);
            case Predicate.IsNull isNull -> codes.isNull(isNull.column(), negated);
            case Predicate.IsNullExpression isNull ->
                    new NullExpressionFilter(
                            expressions.expression(isNull.operand()), negated, scratch);
            case Predicate.InSet in ->
                    new SetFilter(in.set().bind(parameters), negated, rowCount, scratch);
            case Predicate.InKeySet in ->
                    codes.inKeySet(in.column(), in.set().bind(parameters), negated);
            case Predicate.PerRow perRow -> new RowFilter(perRow.test(), !negated, parameters, now);
        };
    }

    private BoundPredicate combine(List<Predicate> operands, boolean negated, boolean any) {
        List<BoundPredicate> bound = new ArrayList<>(operands.size());
        for (Predicate operand : operands) {
            BoundPredicate one = bind(operand, negated);
            if (!any && one instanceof Conjunction nested) {
                bound.addAll(nested.operands());
            } else {
                bound.add(one);
            }
        }
        if (!any) {
            bound = withMergedRanges(bound);
        }
        ConstantFilter neutral = any ? ConstantFilter.NONE : ConstantFilter.ALL;
        ConstantFilter absorbing = any ? ConstantFilter.ALL : ConstantFilter.NONE;
        if (bound.contains(absorbing)) {
            return absorbing;
        }
        bound.removeIf(one -> one == neutral);
        return switch (bound.size()) {
            case 0 -> neutral;
            case 1 -> bound.getFirst();
            default -> any ? new Disjunction(bound, scratch) : new Conjunction(bound);
        };
    }

    /** Ranges of one column become one, as the two of BETWEEN do. */
    private List<BoundPredicate> withMergedRanges(List<BoundPredicate> operands) {
        List<BoundPredicate> merged = new ArrayList<>(operands.size());
        for (BoundPredicate operand : operands) {
            BoundPredicate next = operand;
            for (int i = 0; i < merged.size(); i++) {
                if (next instanceof LongRangeFilter one
                        && merged.get(i) instanceof LongRangeFilter other
                        && one.column() == other.column()
                        && !one.range().complement()
                        && !other.range().complement()) {
                    LongRange both = one.range().intersection(other.range());
                    merged.remove(i--);
                    next =
                            both.isEmpty()
                                    ? ConstantFilter.NONE
                                    : new LongRangeFilter(one.column(), both, scratch);
                }
            }
            merged.add(next);
        }
        return merged;
    }

    private static ComparisonOperator operator(ComparisonOperator operator, boolean negated) {
        return negated ? operator.negate() : operator;
    }

    private BoundPredicate longComparison(
            ComparisonOperator operator, LongColumn column, LongOperand operand) {
        BigDecimal value = operands.value(operand);
        if (value == null) {
            return ConstantFilter.NONE;
        }
        LongRange range = LongRange.of(operator, value);
        if (range.isEmpty()) {
            return range.complement() ? codes.isNull(column, true) : ConstantFilter.NONE;
        }
        LongRangeFilter filter = new LongRangeFilter(column, range, scratch);
        return column.postings() == null ? filter : codes.booleans(column, range, filter);
    }

    private BoundPredicate longIn(Predicate.LongIn in, boolean negated) {
        long[] members = new long[in.operands().size()];
        int count = 0;
        for (LongOperand operand : in.operands()) {
            BigDecimal value = operands.value(operand);
            if (value == null) {
                if (negated) {
                    // NOT IN a list with NULL is FALSE or UNKNOWN.
                    return ConstantFilter.NONE;
                }
                continue;
            }
            Long exact = LongRange.exact(value);
            if (exact != null) {
                members[count++] = exact;
            }
        }
        if (count == 0) {
            return codes.noMembers(in.column(), in.operands().isEmpty(), negated);
        }
        return new LongInFilter(in.column(), Arrays.copyOf(members, count), negated);
    }
}
