package io.tidaldb.rank.expression;

import io.tidaldb.column.NumericColumn;

import java.util.List;
import java.util.Objects;

/**
 * A number per row, as a double; NaN stands for NULL.
 *
 * <p>In plain SQL NULL passes through every operation. In a score a NULL or infinite <em>term</em>
 * counts as 0: an operand of {@code +} and {@code −}, of GREATEST and LEAST, and the score itself.
 * Products, quotients and functions pass NULL on to the term that they belong to. COALESCE (all
 * operands but the last), NULLIF and the conditions of CASE see NULL as SQL does.
 */
public sealed interface Expression {
    /** A literal; NaN for NULL. */
    record Constant(double value) implements Expression {}

    /** The statement's parameter at an index that counts from 0; BOOLEAN counts as 0 and 1. */
    record Parameter(int index) implements Expression {}

    /** The statement's moment, in epoch milliseconds. */
    record Now() implements Expression {}

    /** A column's value. */
    record Attribute(NumericColumn column) implements Expression {
        public Attribute {
            Objects.requireNonNull(column);
        }
    }

    /** A signal's decayed sum, count or velocity; never NULL. */
    record Measure(MeasureSource source) implements Expression {
        public Measure {
            Objects.requireNonNull(source);
        }
    }

    /**
     * How fresh a moment is: 2^(−(now − t) / H), in (0, 1]; 1 for a moment in the future, NULL
     * where the moment or the half-life is NULL or the half-life is not positive. A constant
     * half-life that is not positive is an error when the query is bound.
     *
     * @param timestamp epoch milliseconds
     * @param halfLife milliseconds
     * @param now as of when, epoch milliseconds: {@link Now}, or a {@link Parameter} or {@link
     *     Constant} that is not NULL
     */
    record Freshness(Expression timestamp, Expression halfLife, Expression now)
            implements Expression {}

    /** Binary arithmetic on doubles: division by zero gives an infinity or NaN, never an error. */
    record Arithmetic(ArithmeticOperator operator, Expression left, Expression right)
            implements Expression {}

    /** −x. */
    record Negate(Expression operand) implements Expression {}

    /** A function of one argument. */
    record Unary(UnaryFunction function, Expression operand) implements Expression {}

    /**
     * The greatest operand; NULL if any is NULL, except in a score, where such an operand counts as
     * 0.
     */
    record Greatest(List<Expression> operands) implements Expression {
        public Greatest {
            operands = nonEmpty(operands);
        }
    }

    /**
     * The least operand; NULL if any is NULL, except in a score, where such an operand counts as 0.
     */
    record Least(List<Expression> operands) implements Expression {
        public Least {
            operands = nonEmpty(operands);
        }
    }

    /**
     * CASE WHEN {@code when} THEN {@code then} ELSE {@code otherwise} END; UNKNOWN takes the ELSE.
     */
    record Choice(Predicate when, Expression then, Expression otherwise) implements Expression {}

    /** The first operand that is not NULL. */
    record Coalesce(List<Expression> operands) implements Expression {
        public Coalesce {
            operands = nonEmpty(operands);
        }
    }

    /** NULL where the operands are equal, else the first. */
    record NullIf(Expression operand, Expression value) implements Expression {}

    /**
     * Whatever the other kinds do not cover, row by row and without bounds, so no block is skipped.
     */
    record PerRow(RowValue function) implements Expression {
        public PerRow {
            Objects.requireNonNull(function);
        }
    }

    private static List<Expression> nonEmpty(List<Expression> operands) {
        if (operands.isEmpty()) {
            throw new IllegalArgumentException("needs at least one operand");
        }
        return List.copyOf(operands);
    }
}
