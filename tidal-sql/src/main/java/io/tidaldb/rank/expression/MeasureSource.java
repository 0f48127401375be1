package io.tidaldb.rank.expression;

import io.tidaldb.column.DoubleColumn;

/** Where a signal's value comes from, known once the statement's moment is. */
@FunctionalInterface
public interface MeasureSource {
    /**
     * The column and factor that hold at a moment, taken together: a later change of landmark must
     * not alter this column.
     *
     * @param now epoch milliseconds
     */
    BoundMeasure bind(long now, Values parameters);

    /**
     * A measure at one moment: each row's value is its cell times the factor.
     *
     * @param factor finite; it may be tiny, 0 or negative
     */
    record BoundMeasure(DoubleColumn column, double factor) {}
}
