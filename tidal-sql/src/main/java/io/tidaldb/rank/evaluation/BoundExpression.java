package io.tidaldb.rank.evaluation;

/** An expression of one execution, for one thread. */
public abstract sealed class BoundExpression
        permits ConstantNode,
                ColumnNode,
                LongColumnNode,
                ArithmeticNode,
                UnaryNode,
                FreshnessNode,
                ExtremeNode,
                ChoiceNode,
                CoalesceNode,
                NullIfNode,
                PerRowNode,
                TermNode {
    /** Writes the value of the i-th selected row to {@code out[i]}; NaN for NULL. */
    public abstract void evaluate(Selection rows, double[] out);

    /**
     * Bounds the values in blocks {@code first} to {@code first + count − 1}; at most 1,024 at
     * once.
     */
    public abstract void bound(int first, int count, Intervals out);

    /**
     * Whether the value can be NULL or infinite; false may be wrong only where doubles overflow.
     */
    abstract boolean mayBeMissing();

    /**
     * Whether it calls back for rows, so that it must not be evaluated for others than selected
     * ones.
     */
    public abstract boolean isRowByRow();
}
