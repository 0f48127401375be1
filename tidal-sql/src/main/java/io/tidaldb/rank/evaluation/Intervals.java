package io.tidaldb.rank.evaluation;

import io.tidaldb.column.Blocks;

/**
 * For each of up to {@link Blocks#SIZE} blocks, an interval that holds every value that an
 * expression takes in the block, ends included and possibly infinite but never NaN, and whether it
 * may be NaN too.
 */
public final class Intervals {
    static final int CAPACITY = Blocks.SIZE;

    final double[] low = new double[CAPACITY];
    final double[] high = new double[CAPACITY];
    final boolean[] missing = new boolean[CAPACITY];

    public double low(int i) {
        return low[i];
    }

    public double high(int i) {
        return high[i];
    }

    /** Whether the value may be NULL. */
    public boolean missing(int i) {
        return missing[i];
    }

    void set(int i, double newLow, double newHigh, boolean mayBeMissing) {
        boolean lowKnown = !Double.isNaN(newLow);
        boolean highKnown = !Double.isNaN(newHigh);
        low[i] = lowKnown ? newLow : Double.NEGATIVE_INFINITY;
        high[i] = highKnown ? newHigh : Double.POSITIVE_INFINITY;
        missing[i] = mayBeMissing || !lowKnown || !highKnown;
    }

    /** As {@link #set}, with room for the rounding of functions that are not correctly rounded. */
    void setRounded(int i, double newLow, double newHigh, boolean mayBeMissing) {
        set(i, below(newLow), above(newHigh), mayBeMissing);
    }

    /** Nothing but NULL. */
    void setMissing(int i) {
        set(i, 0, 0, true);
    }

    void setUnknown(int i) {
        set(i, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true);
    }

    boolean mayBeInfinite(int i) {
        return low[i] == Double.NEGATIVE_INFINITY || high[i] == Double.POSITIVE_INFINITY;
    }

    static double below(double value) {
        return value == Double.POSITIVE_INFINITY ? Double.MAX_VALUE : value - slack(value);
    }

    static double above(double value) {
        return value == Double.NEGATIVE_INFINITY ? -Double.MAX_VALUE : value + slack(value);
    }

    /** Some sixty units in the last place: elementary functions err by one or two. */
    private static double slack(double value) {
        return Double.isInfinite(value) ? 0 : Math.abs(value) * 0x1p-46 + Double.MIN_NORMAL;
    }
}
