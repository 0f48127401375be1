package io.tidaldb.rank.expression;

/** What an integer column is compared with. */
public sealed interface LongOperand {
    /** A literal in the column's own unit (a decimal's unscaled value). */
    record Constant(long value) implements LongOperand {}

    /**
     * The statement's parameter at an index that counts from 0. It may be any number, is compared
     * exactly whether or not the column could hold it, and may be NULL.
     *
     * @param scale the column's decimal digits after the point; the parameter's value is taken
     *     times 10 to that power
     */
    record Parameter(int index, int scale) implements LongOperand {}
}
