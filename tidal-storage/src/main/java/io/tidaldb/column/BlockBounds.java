package io.tidaldb.column;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A minimum, a maximum and a null mark per block. Bounds only widen, so that they hold for every
 * value a reader can meet; the writer may replace them by exact ones when values have fallen.
 */
final class BlockBounds {
    private volatile double[] min = {};
    private volatile double[] max = {};
    private volatile boolean[] nulls = {};
    private final double untouchedMin;
    private final double untouchedMax;

    /** For blocks in which every row starts with {@code initial}; NaN for none. */
    BlockBounds(double initial) {
        untouchedMin = Double.isNaN(initial) ? Double.POSITIVE_INFINITY : initial;
        untouchedMax = Double.isNaN(initial) ? Double.NEGATIVE_INFINITY : initial;
    }

    double min(int block) {
        double[] values = min;
        return block < values.length ? values[block] : untouchedMin;
    }

    double max(int block) {
        double[] values = max;
        return block < values.length ? values[block] : untouchedMax;
    }

    boolean mayHoldNull(int block) {
        boolean[] values = nulls;
        return block < values.length && values[block];
    }

    /** Widens the bounds. A value stored after this call is seen by no reader before its bounds. */
    void include(int block, double value) {
        grow(block);
        boolean widened = false;
        if (value < min[block]) {
            min[block] = value;
            widened = true;
        }
        if (value > max[block]) {
            max[block] = value;
            widened = true;
        }
        if (widened) {
            VarHandle.storeStoreFence();
        }
    }

    void includeNull(int block) {
        grow(block);
        nulls[block] = true;
        VarHandle.storeStoreFence();
    }

    /** Narrows the bounds to those of the values stored before this call. */
    void replace(int block, double newMin, double newMax) {
        grow(block);
        VarHandle.storeStoreFence();
        min[block] = newMin;
        max[block] = newMax;
    }

    private void grow(int block) {
        int old = min.length;
        if (block < old) {
            return;
        }
        int length = Math.max(block + 1, old * 2);
        double[] newMin = Arrays.copyOf(min, length);
        double[] newMax = Arrays.copyOf(max, length);
        Arrays.fill(newMin, old, length, untouchedMin);
        Arrays.fill(newMax, old, length, untouchedMax);
        min = newMin;
        max = newMax;
        nulls = Arrays.copyOf(nulls, length);
    }
}
