package io.tidaldb.rank.evaluation;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Column;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.column.LongColumn;
import io.tidaldb.rank.expression.ComparisonOperator;
import io.tidaldb.rank.expression.KeySetSource.KeySet;
import io.tidaldb.rank.expression.LongOperand;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.TextOperand;
import io.tidaldb.rank.expression.Values;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Brings predicates into negation normal form and binds their leaves. */
final class PredicateBinder {
    /** Up to which code answers are remembered within one execution. */
    private static final int MOST_CODES = 1 << 16;

    private final Values parameters;
    private final long now;
    private final Scratch scratch;
    private final TextAnswers answers;
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
        this.answers = answers;
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
                    textComparison(
                            operator(comparison.operator(), negated),
                            comparison.column(),
                            comparison.operand());
            case Predicate.TextIn in -> textIn(in, negated);
            case Predicate.TextMatches matches -> textMatches(matches, negated);
            case Predicate.ContainsText contains -> containsText(contains, negated);
            case Predicate.ContainsLong contains -> containsLong(contains, negated);
            case Predicate.IsNull isNull -> isNull(isNull.column(), negated);
            case Predicate.IsNullExpression isNull ->
                    new NullExpressionFilter(
                            expressions.expression(isNull.operand()), negated, scratch);
            case Predicate.InSet in ->
                    new SetFilter(in.set().bind(parameters), negated, rowCount, scratch);
            case Predicate.InKeySet in -> inKeySet(in.column(), in.set().bind(parameters), negated);
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

    /** The operand in the column's unit; null for NULL. */
    private BigDecimal value(LongOperand operand) {
        return switch (operand) {
            case LongOperand.Constant constant -> BigDecimal.valueOf(constant.value());
            case LongOperand.Parameter parameter -> {
                BigDecimal value = parameters.decimalValue(parameter.index());
                yield value == null ? null : value.scaleByPowerOfTen(parameter.scale());
            }
        };
    }

    private String value(TextOperand operand) {
        return switch (operand) {
            case TextOperand.Constant constant -> constant.value();
            case TextOperand.Parameter parameter -> parameters.stringValue(parameter.index());
        };
    }

    private BoundPredicate longComparison(
            ComparisonOperator operator, LongColumn column, LongOperand operand) {
        BigDecimal value = value(operand);
        if (value == null) {
            return ConstantFilter.NONE;
        }
        LongRange range = LongRange.of(operator, value);
        if (range.isEmpty()) {
            return range.complement() ? isNull(column, true) : ConstantFilter.NONE;
        }
        LongRangeFilter filter = new LongRangeFilter(column, range, scratch);
        return column.postings() == null ? filter : booleans(column, range, filter);
    }

    private BoundPredicate isNull(Column column, boolean negated) {
        return new NullFilter(column, negated, rowCount, scratch);
    }

    private BoundPredicate booleans(LongColumn column, LongRange range, LongRangeFilter filter) {
        int[] codes = new int[2];
        int count = 0;
        for (int value = 0; value < 2; value++) {
            if (range.contains(value)) {
                codes[count++] = LongColumn.FALSE_CODE + value;
            }
        }
        return count == 0
                ? ConstantFilter.NONE
                : new PostingFilter(
                        column.postings(),
                        Arrays.copyOf(codes, count),
                        false,
                        filter,
                        rowCount,
                        scratch);
    }

    private BoundPredicate longIn(Predicate.LongIn in, boolean negated) {
        long[] members = new long[in.operands().size()];
        int count = 0;
        for (LongOperand operand : in.operands()) {
            BigDecimal value = value(operand);
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
            return noMembers(in.column(), in.operands().isEmpty(), negated);
        }
        return new LongInFilter(in.column(), Arrays.copyOf(members, count), negated);
    }

    /**
     * IN an empty list is FALSE even for NULL; IN a list that no value can match is UNKNOWN for it.
     */
    private BoundPredicate noMembers(Column column, boolean emptyList, boolean negated) {
        if (!negated) {
            return ConstantFilter.NONE;
        }
        return emptyList ? ConstantFilter.ALL : isNull(column, true);
    }

    private BoundPredicate textComparison(
            ComparisonOperator operator, DictionaryColumn column, TextOperand operand) {
        String value = value(operand);
        if (value == null) {
            return ConstantFilter.NONE;
        }
        if (operator == ComparisonOperator.EQUAL || operator == ComparisonOperator.NOT_EQUAL) {
            boolean complement = operator == ComparisonOperator.NOT_EQUAL;
            int code = column.codeOf(value);
            if (code < 0) {
                return complement ? isNull(column, true) : ConstantFilter.NONE;
            }
            return new PostingFilter(
                    column.postings(),
                    new int[] {code},
                    complement,
                    new CodeEqualsFilter(column, code, complement),
                    rowCount,
                    scratch);
        }
        return new CodeFilter(
                column,
                new CodeTest.Remembered(
                        column, text -> operator.holds(text.compareTo(value)), MOST_CODES),
                false,
                false,
                8);
    }

    private BoundPredicate textIn(Predicate.TextIn in, boolean negated) {
        int[] codes = new int[in.operands().size()];
        int count = 0;
        for (TextOperand operand : in.operands()) {
            String value = value(operand);
            if (value == null) {
                if (negated) {
                    return ConstantFilter.NONE;
                }
                continue;
            }
            int code = in.column().codeOf(value);
            if (code >= 0) {
                codes[count++] = code;
            }
        }
        if (count == 0) {
            return noMembers(in.column(), in.operands().isEmpty(), negated);
        }
        int[] members = distinct(codes, count);
        return new PostingFilter(
                in.column().postings(),
                members,
                negated,
                new CodeFilter(in.column(), CodeTest.In.of(members), negated, false, 2),
                rowCount,
                scratch);
    }

    /** A value that is named twice must not count twice. */
    private static int[] distinct(int[] codes, int count) {
        return Arrays.stream(codes, 0, count).distinct().toArray();
    }

    private BoundPredicate containsText(Predicate.ContainsText contains, boolean negated) {
        int[] codes = new int[contains.operands().size()];
        int count = 0;
        for (TextOperand operand : contains.operands()) {
            String value = value(operand);
            if (value == null && negated) {
                return ConstantFilter.NONE;
            }
            int code = value == null ? -1 : contains.column().codeOf(value);
            if (code >= 0) {
                codes[count++] = code;
            }
        }
        return contains(contains.column(), distinct(codes, count), negated);
    }

    private BoundPredicate containsLong(Predicate.ContainsLong contains, boolean negated) {
        int[] codes = new int[contains.operands().size()];
        int count = 0;
        for (LongOperand operand : contains.operands()) {
            BigDecimal value = value(operand);
            if (value == null && negated) {
                return ConstantFilter.NONE;
            }
            Long exact = value == null ? null : LongRange.exact(value);
            int code = exact == null ? -1 : contains.column().codeOf(exact);
            if (code >= 0) {
                codes[count++] = code;
            }
        }
        return contains(contains.column(), distinct(codes, count), negated);
    }

    private BoundPredicate contains(ArrayColumn column, int[] codes, boolean negated) {
        if (codes.length == 0) {
            return negated ? isNull(column, true) : ConstantFilter.NONE;
        }
        return new PostingFilter(
                column.postings(),
                codes,
                negated,
                new ElementFilter(column, codes, negated),
                rowCount,
                scratch);
    }

    private BoundPredicate textMatches(Predicate.TextMatches matches, boolean negated) {
        java.util.function.Predicate<String> test = matches.test().bind(parameters);
        if (test == null) {
            return ConstantFilter.NONE;
        }
        CodeTest codes =
                matches.test().isConstant()
                        ? answers.of(matches, test)
                        : new CodeTest.Remembered(matches.column(), test, MOST_CODES);
        return new CodeFilter(matches.column(), codes, negated, false, 50);
    }

    private BoundPredicate inKeySet(Column column, KeySet keys, boolean negated) {
        return switch (column) {
            case LongColumn longs -> new KeySetFilter(longs, keys, negated);
            case DictionaryColumn strings ->
                    new CodeFilter(
                            strings,
                            new CodeTest.Remembered(strings, keys::contains, MOST_CODES),
                            negated,
                            negated,
                            20);
            case DoubleColumn doubles -> negated ? ConstantFilter.ALL : ConstantFilter.NONE;
            case ArrayColumn arrays -> negated ? ConstantFilter.ALL : ConstantFilter.NONE;
        };
    }
}
