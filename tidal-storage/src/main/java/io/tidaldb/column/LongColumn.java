package io.tidaldb.column;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * 64-bit integers in pages of {@link Blocks#SIZE}, with a bit per row for NULL. It holds every
 * integer and time type, booleans as 0 and 1, and decimals as unscaled values.
 */
public final class LongColumn implements NumericColumn {
    private record Page(long[] values, long[] present) {
        static Page empty() {
            return new Page(new long[Blocks.SIZE], new long[Blocks.SIZE / Long.SIZE]);
        }
    }

    /** The codes of FALSE and TRUE in {@link #postings}: a boolean's integer and one. */
    public static final int FALSE_CODE = 1;

    private final double unit;
    private final Postings postings;
    private final BlockBounds bounds = new BlockBounds(Double.NaN);
    private volatile Page[] pages = {};

    /**
     * @param scale decimal digits after the point of what the values stand for, 0 to 18; {@link
     *     #value} and {@link #read} take it into account, {@link #longValue} does not
     */
    public LongColumn(int scale) {
        this(scale, null);
    }

    private LongColumn(int scale, Postings postings) {
        this.unit = Math.pow(10, scale);
        this.postings = postings;
    }

    /** For 0 and 1, of each of which it keeps the ordinals. */
    public static LongColumn ofBooleans() {
        return new LongColumn(0, new Postings());
    }

    @Override
    public Postings postings() {
        return postings;
    }

    /** How many of the integers make one of what they stand for: 10 to the power of the scale. */
    public double unit() {
        return unit;
    }

    @Override
    public boolean isNull(int ordinal) {
        Page page = page(ordinal >>> Blocks.SHIFT);
        int row = ordinal & Blocks.MASK;
        return page == null || (page.present[row >>> 6] >>> row & 1) == 0;
    }

    /** The integer itself; meaningless where {@link #isNull}. */
    public long longValue(int ordinal) {
        Page page = page(ordinal >>> Blocks.SHIFT);
        return page == null ? 0 : page.values[ordinal & Blocks.MASK];
    }

    @Override
    public double value(int ordinal) {
        if (isNull(ordinal)) {
            return Double.NaN;
        }
        VarHandle.loadLoadFence();
        return longValue(ordinal) / unit;
    }

    /** A block from which on nothing was ever set. */
    public int blocks() {
        return pages.length;
    }

    /** The block's integers, not to be written to, or null where nothing was ever set. */
    public long[] values(int block) {
        Page page = page(block);
        return page == null ? null : page.values;
    }

    /**
     * One bit per row of the block, set where the value is not NULL; null where nothing was ever
     * set.
     */
    public long[] present(int block) {
        Page page = page(block);
        return page == null ? null : page.present;
    }

    @Override
    public void read(int block, int count, double[] out) {
        Page page = page(block);
        if (page == null) {
            Arrays.fill(out, 0, count, Double.NaN);
            return;
        }
        // Which values are present is read before the values: the writer goes the other way round.
        long[] present = page.present.clone();
        VarHandle.loadLoadFence();
        long[] values = page.values;
        if (unit == 1) {
            for (int i = 0; i < count; i++) {
                out[i] = values[i];
            }
        } else {
            for (int i = 0; i < count; i++) {
                out[i] = values[i] / unit;
            }
        }
        for (int word = 0; word < present.length; word++) {
            for (long absent = ~present[word]; absent != 0; absent &= absent - 1) {
                int row = (word << 6) + Long.numberOfTrailingZeros(absent);
                if (row >= count) {
                    return;
                }
                out[row] = Double.NaN;
            }
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

    /** Sets a value. Writer only. */
    public void set(int ordinal, long value) {
        if (postings == null) {
            load(ordinal, value);
            return;
        }
        int before = code(ordinal);
        int code = FALSE_CODE + (int) value;
        if (code == before) {
            return;
        }
        postings.begin();
        load(ordinal, value);
        postings.add(code, ordinal);
        if (before > 0) {
            postings.remove(before, ordinal);
        }
        postings.setPresent(ordinal, true);
        postings.end();
    }

    private int code(int ordinal) {
        return isNull(ordinal) ? 0 : FALSE_CODE + (int) longValue(ordinal);
    }

    /** Sets NULL. Writer only. */
    public void setNull(int ordinal) {
        if (postings == null) {
            loadNull(ordinal);
            return;
        }
        int before = code(ordinal);
        postings.begin();
        loadNull(ordinal);
        if (before > 0) {
            postings.remove(before, ordinal);
        }
        postings.setPresent(ordinal, false);
        postings.end();
    }

    /** Takes what was loaded into the postings. Writer only, while there are no readers. */
    public void index() {
        if (postings == null) {
            return;
        }
        postings.build(this::forEachCode, FALSE_CODE + 1);
        forEachCode((ordinal, code) -> postings.setPresent(ordinal, true));
    }

    private void forEachCode(Postings.CodeVisitor visitor) {
        for (int ordinal = 0; ordinal < pages.length << Blocks.SHIFT; ordinal++) {
            int code = code(ordinal);
            if (code > 0) {
                visitor.visit(ordinal, code);
            }
        }
    }

    /** The ordinal's row is gone: it does not count any more. Writer only. */
    public void forgetRow(int ordinal) {
        int code = postings == null ? 0 : code(ordinal);
        if (code > 0) {
            postings.forgetRow(code);
            postings.forgetPresent();
        }
    }

    /** Sets a value that {@link #index} finds later. Writer only, while there are no readers. */
    public void load(int ordinal, long value) {
        int block = ordinal >>> Blocks.SHIFT;
        int row = ordinal & Blocks.MASK;
        bounds.include(block, value / unit);
        Page page = writablePage(block);
        page.values[row] = value;
        VarHandle.storeStoreFence();
        page.present[row >>> 6] |= 1L << row;
    }

    /** Sets NULL without looking at the postings. Writer only, while there are no readers. */
    public void loadNull(int ordinal) {
        int block = ordinal >>> Blocks.SHIFT;
        int row = ordinal & Blocks.MASK;
        bounds.includeNull(block);
        writablePage(block).present[row >>> 6] &= ~(1L << row);
    }

    private Page page(int block) {
        Page[] current = pages;
        return block < current.length ? current[block] : null;
    }

    private Page writablePage(int block) {
        Page page = page(block);
        if (page != null) {
            return page;
        }
        page = Page.empty();
        Page[] current = pages;
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
