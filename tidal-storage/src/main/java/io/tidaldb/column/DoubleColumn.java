package io.tidaldb.column;

import java.util.Arrays;

/**
 * Doubles in pages of {@link Blocks#SIZE}, allocated when first written. NaN stands for NULL and so
 * is no value of its own. Eight-byte reads of an array element are atomic on every 64-bit JVM that
 * the engine runs on, which is what lets readers use plain loads.
 */
public final class DoubleColumn implements NumericColumn {
    private final double absent;
    private final BlockBounds bounds;
    private volatile double[][] pages = {};

    private DoubleColumn(double absent) {
        this.absent = absent;
        this.bounds = new BlockBounds(absent);
    }

    /** Every value starts as NULL. */
    public static DoubleColumn ofAttributes() {
        return new DoubleColumn(Double.NaN);
    }

    /** Every value starts as 0. */
    public static DoubleColumn ofSums() {
        return new DoubleColumn(0);
    }

    @Override
    public boolean isNull(int ordinal) {
        return Double.isNaN(value(ordinal));
    }

    @Override
    public double value(int ordinal) {
        double[] page = page(ordinal >>> Blocks.SHIFT);
        return page == null ? absent : page[ordinal & Blocks.MASK];
    }

    /**
     * The block's page, not to be written to, or null where every value is still the absent one.
     */
    public double[] page(int block) {
        double[][] current = pages;
        return block < current.length ? current[block] : null;
    }

    /** How many blocks may have a page. */
    public int pageCount() {
        return pages.length;
    }

    /** About how many bytes its pages take. */
    public long byteSize() {
        long present = 0;
        for (double[] page : pages) {
            present += page == null ? 0 : 1;
        }
        return present * Blocks.SIZE * Double.BYTES;
    }

    @Override
    public void read(int block, int count, double[] out) {
        double[] page = page(block);
        if (page == null) {
            Arrays.fill(out, 0, count, absent);
        } else {
            System.arraycopy(page, 0, out, 0, count);
        }
    }

    @Override
    public double min(int block) {
        return bounds.min(block);
    }

    @Override
    public double max(int block) {
        return bounds.max(block);
    }

    @Override
    public boolean mayHoldNull(int block) {
        return bounds.mayHoldNull(block);
    }

    /** Sets a value; NaN means NULL. Writer only. */
    public void set(int ordinal, double value) {
        int block = ordinal >>> Blocks.SHIFT;
        if (Double.isNaN(value)) {
            bounds.includeNull(block);
        } else {
            bounds.include(block, value);
        }
        writablePage(block)[ordinal & Blocks.MASK] = value;
    }

    /** Adds to a value and returns the sum. Writer only; for columns of sums. */
    public double add(int ordinal, double addend) {
        int block = ordinal >>> Blocks.SHIFT;
        double[] page = writablePage(block);
        double sum = page[ordinal & Blocks.MASK] + addend;
        bounds.include(block, sum);
        page[ordinal & Blocks.MASK] = sum;
        return sum;
    }

    /**
     * A new column with every value multiplied by {@code factor} and exact bounds. Magnitudes below
     * {@code floor} become 0, and blocks of nothing but 0 take no page. Writer only; for columns of
     * sums.
     */
    public DoubleColumn scaled(double factor, double floor) {
        DoubleColumn copy = ofSums();
        double[][] source = pages;
        double[][] target = new double[source.length][];
        for (int block = 0; block < source.length; block++) {
            double[] page = source[block] == null ? null : scaledPage(source[block], factor, floor);
            if (page != null) {
                target[block] = page;
                copy.tightenBounds(block, page);
            }
        }
        copy.pages = target;
        return copy;
    }

    private static double[] scaledPage(double[] page, double factor, double floor) {
        double[] scaled = new double[Blocks.SIZE];
        boolean empty = true;
        for (int i = 0; i < Blocks.SIZE; i++) {
            double value = page[i] * factor;
            if (Math.abs(value) >= floor) {
                scaled[i] = value;
                empty = false;
            }
        }
        return empty ? null : scaled;
    }

    /** The largest magnitude among the values; 0 for none. Writer only; for columns of sums. */
    public double largestMagnitude() {
        double largest = 0;
        for (double[] page : pages) {
            if (page != null) {
                for (double value : page) {
                    largest = Math.max(largest, Math.abs(value));
                }
            }
        }
        return largest;
    }

    /**
     * Makes a block's bounds exact again after values have fallen. Writer only; for columns of
     * sums.
     */
    public void tightenBounds(int block) {
        double[] page = page(block);
        if (page != null) {
            tightenBounds(block, page);
        }
    }

    private void tightenBounds(int block, double[] page) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : page) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        bounds.replace(block, min, max);
    }

    /**
     * Makes a block's values those of an array, with exact bounds. Writer only; for columns of
     * sums.
     */
    public void load(int block, double[] page) {
        System.arraycopy(page, 0, writablePage(block), 0, Blocks.SIZE);
        tightenBounds(block, page);
    }

    private double[] writablePage(int block) {
        double[] page = page(block);
        if (page != null) {
            return page;
        }
        page = new double[Blocks.SIZE];
        if (absent != 0) {
            Arrays.fill(page, absent);
        }
        double[][] current = pages;
        if (block >= current.length) {
            current = Arrays.copyOf(current, Math.max(block + 1, current.length * 2));
        } else {
            current = current.clone();
        }
        current[block] = page;
        pages = current;
        return page;
    }
}
