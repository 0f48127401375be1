package io.tidaldb.rank.expression;

/** A number computed for one row at a time. */
@FunctionalInterface
public interface RowValue {
    /**
     * The row's value; NaN for NULL.
     *
     * @param now epoch milliseconds
     */
    double value(int ordinal, Values parameters, long now);
}
