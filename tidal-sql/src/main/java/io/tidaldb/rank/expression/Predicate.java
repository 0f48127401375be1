package io.tidaldb.rank.expression;

import io.tidaldb.column.ArrayColumn;
import io.tidaldb.column.Column;
import io.tidaldb.column.DictionaryColumn;
import io.tidaldb.column.LongColumn;

import java.util.List;
import java.util.Objects;

/**
 * A condition on a row: TRUE, FALSE or UNKNOWN, as SQL has it. A filter keeps the rows for which it
 * is TRUE.
 */
public sealed interface Predicate {
    /** The same for every row. */
    Predicate TRUE = new Always(true);

    /** The same for every row; null means UNKNOWN. */
    record Always(Boolean value) implements Predicate {}

    /** TRUE if all are, FALSE if any is; TRUE if there are none. */
    record And(List<Predicate> operands) implements Predicate {
        public And {
            operands = List.copyOf(operands);
        }
    }

    /** TRUE if any is, FALSE if all are; FALSE if there are none. */
    record Or(List<Predicate> operands) implements Predicate {
        public Or {
            operands = List.copyOf(operands);
        }
    }

    record Not(Predicate operand) implements Predicate {}

    /** Never UNKNOWN. The other tests follow: p IS FALSE is {@code new IsTrue(new Not(p))}. */
    record IsTrue(Predicate operand) implements Predicate {}

    /** Compares doubles; UNKNOWN if either is NULL. 0 and −0 are equal. */
    record Comparison(ComparisonOperator operator, Expression left, Expression right)
            implements Predicate {}

    /** Compares a column's 64-bit integers exactly; UNKNOWN if either side is NULL. */
    record LongComparison(ComparisonOperator operator, LongColumn column, LongOperand operand)
            implements Predicate {}

    /** Whether the integer is one of the operands; UNKNOWN as SQL's IN is. */
    record LongIn(LongColumn column, List<LongOperand> operands) implements Predicate {
        public LongIn {
            operands = List.copyOf(operands);
        }
    }

    /**
     * Compares strings by UTF-16 code unit ({@link String#compareTo}); UNKNOWN if either side is
     * NULL.
     */
    record TextComparison(ComparisonOperator operator, DictionaryColumn column, TextOperand operand)
            implements Predicate {}

    /** Whether the string is one of the operands; UNKNOWN as SQL's IN is. */
    record TextIn(DictionaryColumn column, List<TextOperand> operands) implements Predicate {
        public TextIn {
            operands = List.copyOf(operands);
        }
    }

    /** Whether the string passes a test such as LIKE; UNKNOWN if it is NULL. */
    record TextMatches(DictionaryColumn column, TextTest test) implements Predicate {
        public TextMatches {
            Objects.requireNonNull(test);
        }
    }

    /**
     * Whether one of the array's strings is one of the operands; UNKNOWN as the OR of equalities
     * is, and where the array is NULL.
     */
    record ContainsText(ArrayColumn column, List<TextOperand> operands) implements Predicate {
        public ContainsText {
            operands = List.copyOf(operands);
        }
    }

    /** The same for an array of integers. */
    record ContainsLong(ArrayColumn column, List<LongOperand> operands) implements Predicate {
        public ContainsLong {
            operands = List.copyOf(operands);
        }
    }

    /** Never UNKNOWN. */
    record IsNull(Column column) implements Predicate {
        public IsNull {
            Objects.requireNonNull(column);
        }
    }

    /** Never UNKNOWN. */
    record IsNullExpression(Expression operand) implements Predicate {}

    /** Whether the row is in a set of ordinals, such as what a user has seen; never UNKNOWN. */
    record InSet(SetSource set) implements Predicate {
        public InSet {
            Objects.requireNonNull(set);
        }
    }

    /**
     * Whether the column's value is in a set of keys, such as the creators a user follows; never
     * UNKNOWN: NULL is in no set.
     *
     * @param column integers or strings; doubles and arrays are in no set
     */
    record InKeySet(Column column, KeySetSource set) implements Predicate {
        public InKeySet {
            Objects.requireNonNull(column);
            Objects.requireNonNull(set);
        }
    }

    /**
     * Whatever the other kinds do not cover; tested after all of them and only on rows that passed.
     */
    record PerRow(RowTest test) implements Predicate {
        public PerRow {
            Objects.requireNonNull(test);
        }
    }
}
