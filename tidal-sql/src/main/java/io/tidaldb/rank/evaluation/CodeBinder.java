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
import java.util.Arrays;

/** Binds conditions on columns of codes: strings, booleans and arrays. */
final class CodeBinder {
    /** Up to which code answers are remembered within one execution. */
    private static final int MOST_CODES = 1 << 16;

    private final Values parameters;
    private final BoundOperands operands;
    private final TextAnswers answers;
    private final int rowCount;
    private final Scratch scratch;

    /**
     * @param rowCount how many rows there are
     */
    CodeBinder(Values parameters, TextAnswers answers, int rowCount, Scratch scratch) {
        this.parameters = parameters;
        this.operands = new BoundOperands(parameters);
        this.answers = answers;
        this.rowCount = rowCount;
        this.scratch = scratch;
    }

    BoundPredicate isNull(Column column, boolean negated) {
        return new NullFilter(column, negated, rowCount, scratch);
    }

    BoundPredicate booleans(LongColumn column, LongRange range, LongRangeFilter filter) {
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

    BoundPredicate textComparison(
            ComparisonOperator operator, DictionaryColumn column, TextOperand operand) {
        String value = operands.value(operand);
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

    BoundPredicate textIn(Predicate.TextIn in, boolean negated) {
        int[] codes = new int[in.operands().size()];
        int count = 0;
        for (TextOperand operand : in.operands()) {
            String value = operands.value(operand);
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

    /**
     * IN an empty list is FALSE even for NULL; IN a list that no value can match is UNKNOWN for it.
     */
    BoundPredicate noMembers(Column column, boolean emptyList, boolean negated) {
        if (!negated) {
            return ConstantFilter.NONE;
        }
        return emptyList ? ConstantFilter.ALL : isNull(column, true);
    }

    /** A value that is named twice must not count twice. */
    private static int[] distinct(int[] codes, int count) {
        return Arrays.stream(codes, 0, count).distinct().toArray();
    }

    BoundPredicate containsText(Predicate.ContainsText contains, boolean negated) {
        int[] codes = new int[contains.operands().size()];
        int count = 0;
        for (TextOperand operand : contains.operands()) {
            String value = operands.value(operand);
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

    BoundPredicate containsLong(Predicate.ContainsLong contains, boolean negated) {
        int[] codes = new int[contains.operands().size()];
        int count = 0;
        for (LongOperand operand : contains.operands()) {
            BigDecimal value = operands.value(operand);
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

    BoundPredicate textMatches(Predicate.TextMatches matches, boolean negated) {
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

    BoundPredicate inKeySet(Column column, KeySet keys, boolean negated) {
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
