package io.tidaldb.sql.ast;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/**
 * {@code array [NOT] CONTAINS element}, {@code array [NOT] CONTAINS ANY (element, …)} and {@code
 * array [NOT] CONTAINS ALL (element, …)}, as they are written. Rewriting replaces them.
 */
public final class ContainsOperator extends SqlBinaryOperator {
    /** How many of the elements are asked for. */
    public enum Quantifier {
        ONE(""),
        ANY(" ANY"),
        ALL(" ALL");

        private final String text;

        Quantifier(String text) {
            this.text = text;
        }
    }

    /** That of OVERLAPS and the other operators on periods, whose CONTAINS this stands for, too. */
    private static final int PRECEDENCE = 30;

    private final Quantifier quantifier;
    private final boolean negated;

    private ContainsOperator(Quantifier quantifier, boolean negated) {
        super(
                (negated ? "NOT CONTAINS" : "CONTAINS") + quantifier.text,
                SqlKind.CONTAINS,
                PRECEDENCE,
                true,
                ReturnTypes.BOOLEAN_NULLABLE,
                null,
                OperandTypes.ANY_ANY);
        this.quantifier = quantifier;
        this.negated = negated;
    }

    /** The operator with these words. */
    public static ContainsOperator of(Quantifier quantifier, boolean negated) {
        return new ContainsOperator(quantifier, negated);
    }

    public Quantifier quantifier() {
        return quantifier;
    }

    public boolean isNegated() {
        return negated;
    }
}
