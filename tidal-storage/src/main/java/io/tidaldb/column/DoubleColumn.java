package io.tidaldb.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Doubles in pages of {@link Blocks#SIZE}, allocated when first written. NaN stands for NULL and so
 * is no value of its own. Eight-byte reads of an array element are atomic on every 64-bit JVM that
 * the engine runs on, which is what lets readers use plain loads.
 *
 * <p>Sums are kept in {@link Cells}, as narrow as their values allow. A page that becomes wider or
 * narrower is replaced by a copy: a reader that holds the one before sees what was there then.
 */
public final class DoubleColumn implements NumericColumn {
    private static final VarHandle PAGE = MethodHandles.arrayElementVarHandle(Object[].class);

    private final boolean holdsSums;
    private final double absent;
    private final BlockBounds bounds;
    private volatile Object[] pages = {};

    private DoubleColumn(boolean holdsSums) {
        this.holdsSums = holdsSums;
        this.absent = holdsSums ? 0 : Double.NaN;
        this.bounds = new BlockBounds(absent);
    }

    /** Every value starts as NULL. */
    public static DoubleColumn ofAttributes() {
        return new DoubleColumn(false);
    }

    /** Every value starts as 0. */
    public static DoubleColumn ofSums() {
        return new DoubleColumn(true);
    }

    @Override
    public boolean isNull(int ordinal) {
        return Double.isNaN(value(ordinal));
    }

    @Override
    public double value(int ordinal) {
        Object page = page(ordinal >>> Blocks.SHIFT);
        return page == null ? absent : Cells.get(page, ordinal & Blocks.MASK);
    }

    /**
     * The block's {@link Cells}, not to be written to, or null where every value is the absent one.
     */
    public Object page(int block) {
        Object[] current = pages;
        return block < current.length ? PAGE.getAcquire(current, block) : null;
    }

    /** How many blocks may have a page. */
    public int pageCount() {
        return pages.length;
    }

    /** About how many bytes its pages take. */
    public long byteSize() {
        long bytes = 0;
        for (Object page : pages) {
            bytes += page == null ? 0 : (long) Blocks.SIZE * Cells.width(page);
        }
        return bytes;
    }

    @Override
    public void read(int block, int count, double[] out) {
        Object page = page(block);
        if (page == null) {
            Arrays.fill(out, 0, count, absent);
        } else {
            Cells.read(page, count, out);
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
        Object page = page(block);
        if (page == null) {
            page = holdsSums ? Cells.zeros(value) : nulls();
        }
        put(block, Cells.with(page, ordinal & Blocks.MASK, value));
    }

    private static double[] nulls() {
        double[] page = new double[Blocks.SIZE];
        Arrays.fill(page, Double.NaN);
        return page;
    }

    private void put(int block, Object page) {
        Object[] current = pages;
        if (block >= current.length) {
            current = Arrays.copyOf(current, Math.max(block + 1, current.length * 2));
            current[block] = page;
            pages = current;
        } else {
            PAGE.setRelease(current, block, page);
        }
    }

    /** Adds to a value and returns the sum. Writer only; for columns of sums. */
    public double add(int ordinal, double addend) {
        int block = ordinal >>> Blocks.SHIFT;
        int row = ordinal & Blocks.MASK;
        Object[] current = pages;
        if (block < current.length && current[block] instanceof double[] page) {
            double sum = page[row] + addend;
            bounds.include(block, sum);
            page[row] = sum;
            return sum;
        }
        double sum = value(ordinal) + addend;
        set(ordinal, sum);
        return sum;
    }

    /**
     * Adds an integer to a value, exactly, unless its page holds fractions or the sum is beyond 32
     * bits. Writer only; for columns of sums.
     *
     * @return whether it was added
     */
    public boolean addInteger(int ordinal, int addend) {
        int block = ordinal >>> Blocks.SHIFT;
        int row = ordinal & Blocks.MASK;
        Object[] current = pages;
        Object page = block < current.length ? current[block] : null;
        long sum;
        if (page instanceof byte[] bytes) {
            sum = (long) bytes[row] + addend;
            if (sum == (byte) sum) {
                bounds.include(block, sum);
                bytes[row] = (byte) sum;
                return true;
            }
        } else if (page instanceof short[] shorts) {
            sum = (long) shorts[row] + addend;
            if (sum == (short) sum) {
                bounds.include(block, sum);
                shorts[row] = (short) sum;
                return true;
            }
        } else if (page instanceof double[]) {
            return false;
        } else {
            sum = addend + (page == null ? 0L : ((int[]) page)[row]);
            if (sum != (int) sum) {
                return false;
            }
        }
        set(ordinal, sum);
        return true;
    }

    /**
     * Adds integers to values of one block, exactly, unless its page holds fractions or a sum is
     * beyond 32 bits. Writer only; for columns of sums.
     *
     * @param ordinals different ones, of which the places from {@code from} to {@code to} count
     * @param addends how much each gets
     * @return whether they were added; nothing is if not
     */
    public boolean addIntegers(int block, int[] ordinals, int[] addends, int from, int to) {
        Object page = page(block);
        if (page instanceof double[]) {
            return false;
        }
        Object cells = page == null ? Cells.zeros(0) : page;
        long range = Cells.sumRange(cells, ordinals, addends, from, to);
        if (range == Cells.TOO_WIDE) {
            return false;
        }
        bounds.include(block, range >> Integer.SIZE);
        bounds.include(block, (int) range);
        put(block, Cells.withSums(cells, ordinals, addends, from, to, range));
        return true;
    }

    /**
     * Adds to values of one block. Writer only; for columns of sums.
     *
     * @param ordinals different ones, of which the places from {@code from} to {@code to} count
     * @param addends how much each gets, at least 0
     */
    public void addPositive(int block, int[] ordinals, double[] addends, int from, int to) {
        if (!(page(block) instanceof double[] page)) {
            for (int i = from; i < to; i++) {
                add(ordinals[i], addends[i]);
            }
            return;
        }
        // All cells are fetched before any is changed, so that they are waited for together.
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, page[ordinals[i] & Blocks.MASK] + addends[i]);
        }
        bounds.include(block, largest);
        for (int i = from; i < to; i++) {
            page[ordinals[i] & Blocks.MASK] += addends[i];
        }
    }

    /**
     * A new column with every value multiplied by {@code factor} and exact bounds. Magnitudes below
     * {@code floor} become 0, and blocks of nothing but 0 take no page. Writer only; for columns of
     * sums.
     */
    public DoubleColumn scaled(double factor, double floor) {
        DoubleColumn copy = ofSums();
        Object[] target = new Object[pages.length];
        double[] scaled = new double[Blocks.SIZE];
        for (int block = 0; block < target.length; block++) {
            Object page = page(block);
            if (page != null && scale(page, factor, floor, scaled)) {
                target[block] = scaled;
                copy.bound(block, scaled);
                scaled = new double[Blocks.SIZE];
            }
        }
        copy.pages = target;
        return copy;
    }

    /** Returns whether anything is left. */
    private static boolean scale(Object page, double factor, double floor, double[] scaled) {
        boolean empty = true;
        Cells.scale(page, Blocks.SIZE, factor, scaled);
        for (int i = 0; i < Blocks.SIZE; i++) {
            if (Math.abs(scaled[i]) >= floor) {
                empty = false;
            } else {
                scaled[i] = 0;
            }
        }
        return !empty;
    }

    /** The largest magnitude among the values; 0 for none. Writer only; for columns of sums. */
    public double largestMagnitude() {
        double largest = 0;
        for (Object page : pages) {
            for (int i = 0; page != null && i < Blocks.SIZE; i++) {
                largest = Math.max(largest, Math.abs(Cells.get(page, i)));
            }
        }
        return largest;
    }

    /**
     * Makes a block's bounds exact again after values have fallen, and its page as narrow as they
     * allow. Writer only; for columns of sums.
     */
    public void tightenBounds(int block) {
        Object page = page(block);
        if (page == null) {
            return;
        }
        Object narrow = Cells.narrowed(page);
        put(block, narrow);
        if (narrow == null) {
            bounds.replace(block, 0, 0);
        } else {
            bound(block, narrow);
        }
    }

    private void bound(int block, Object page) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < Blocks.SIZE; i++) {
            double value = Cells.get(page, i);
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        bounds.replace(block, min, max);
    }

    /**
     * Makes a block's values those of an array, which is not the caller's any more, with exact
     * bounds. Writer only; for columns of sums.
     */
    public void load(int block, double[] values) {
        put(block, values);
        tightenBounds(block);
    }
}
