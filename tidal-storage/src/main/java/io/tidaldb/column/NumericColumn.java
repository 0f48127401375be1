package io.tidaldb.column;

/** A column whose values take part in arithmetic. */
public sealed interface NumericColumn extends Column permits DoubleColumn, LongColumn {
    /** The value as a double; NaN for NULL. */
    double value(int ordinal);

    /**
     * Copies a block's first {@code count} values into {@code out}; NaN for NULL.
     *
     * @param count 0 to {@link Blocks#SIZE}
     */
    void read(int block, int count, double[] out);

    /**
     * A lower bound of the block's non-null values; +∞ if it has none. Never too high, maybe too
     * low.
     */
    double min(int block);

    /**
     * An upper bound of the block's non-null values; −∞ if it has none. Never too low, maybe too
     * high.
     */
    double max(int block);

    /** Whether the block may hold a NULL that was set. */
    boolean mayHoldNull(int block);
}
