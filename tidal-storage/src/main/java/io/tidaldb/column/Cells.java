package io.tidaldb.column;

/**
 * Pages of {@link Blocks#SIZE} numbers in the narrowest array that holds them: {@code byte[]},
 * {@code short[]} or {@code int[]} where all are integers of that size, else {@code double[]}. Most
 * sums of weights are small integers, and a page that is an eighth as large is in the cache eight
 * times as often.
 */
public final class Cells {
    private Cells() {}

    /** A page of zeros that can hold a value. */
    public static Object zeros(double value) {
        return zeros(width(value));
    }

    private static Object zeros(int width) {
        return switch (width) {
            case Byte.BYTES -> new byte[Blocks.SIZE];
            case Short.BYTES -> new short[Blocks.SIZE];
            case Integer.BYTES -> new int[Blocks.SIZE];
            default -> new double[Blocks.SIZE];
        };
    }

    /** How many bytes a cell of the narrowest page has that can hold a value. */
    static int width(double value) {
        int integer = (int) value;
        if (integer != value) {
            return Double.BYTES;
        }
        return integer == (byte) integer
                ? Byte.BYTES
                : integer == (short) integer ? Short.BYTES : Integer.BYTES;
    }

    /** How many bytes a cell has. */
    public static int width(Object cells) {
        if (cells instanceof byte[]) {
            return Byte.BYTES;
        }
        if (cells instanceof double[]) {
            return Double.BYTES;
        }
        return cells instanceof short[] ? Short.BYTES : Integer.BYTES;
    }

    public static double get(Object cells, int row) {
        if (cells instanceof double[] doubles) {
            return doubles[row];
        }
        return integer(cells, row);
    }

    /** A cell of a page of integers. */
    private static int integer(Object cells, int row) {
        if (cells instanceof byte[] bytes) {
            return bytes[row];
        }
        return cells instanceof short[] shorts ? shorts[row] : ((int[]) cells)[row];
    }

    /** Sets a cell to a value that the page can hold. */
    static void set(Object cells, int row, double value) {
        switch (width(cells)) {
            case Byte.BYTES -> ((byte[]) cells)[row] = (byte) value;
            case Short.BYTES -> ((short[]) cells)[row] = (short) value;
            case Integer.BYTES -> ((int[]) cells)[row] = (int) value;
            default -> ((double[]) cells)[row] = value;
        }
    }

    /**
     * Sets a cell.
     *
     * @return the page, or a wider copy of it if it could not hold the value
     */
    public static Object with(Object cells, int row, double value) {
        int width = width(value);
        Object page = width <= width(cells) ? cells : widened(cells, width);
        set(page, row, value);
        return page;
    }

    /** A copy with cells of more bytes. */
    static Object widened(Object cells, int width) {
        Object wider = zeros(width);
        for (int row = 0; row < Blocks.SIZE; row++) {
            set(wider, row, get(cells, row));
        }
        return wider;
    }

    /** The page, or a copy in fewer bytes if its values fit; null if all are 0. */
    static Object narrowed(Object cells) {
        int width = 0;
        int most = width(cells);
        for (int row = 0; row < Blocks.SIZE; row++) {
            double value = get(cells, row);
            if (value != 0) {
                width = Math.max(width, width(value));
                if (width == most) {
                    return cells;
                }
            }
        }
        return width == 0 ? null : widened(cells, width);
    }

    /** What {@link #sumRange} gives if a sum may be beyond 32 bits. */
    public static final long TOO_WIDE = Long.MIN_VALUE;

    /**
     * Between what the sums lie that adding would give. It fetches all cells before any is changed,
     * so that they are waited for together.
     *
     * @param cells integers
     * @param ordinals in the page's block, of which the places from {@code from} to {@code to}
     *     count
     * @param addends what would be added to each
     * @return the smallest sum in the high half and the largest in the low one, or {@link
     *     #TOO_WIDE}
     */
    public static long sumRange(Object cells, int[] ordinals, int[] addends, int from, int to) {
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        if (cells instanceof byte[] bytes) {
            for (int i = from; i < to; i++) {
                long sum = (long) bytes[ordinals[i] & Blocks.MASK] + addends[i];
                low = Math.min(low, sum);
                high = Math.max(high, sum);
            }
        } else if (cells instanceof short[] shorts) {
            for (int i = from; i < to; i++) {
                long sum = (long) shorts[ordinals[i] & Blocks.MASK] + addends[i];
                low = Math.min(low, sum);
                high = Math.max(high, sum);
            }
        } else {
            int[] integers = (int[]) cells;
            for (int i = from; i < to; i++) {
                long sum = (long) integers[ordinals[i] & Blocks.MASK] + addends[i];
                low = Math.min(low, sum);
                high = Math.max(high, sum);
            }
        }
        return low <= Integer.MIN_VALUE || high > Integer.MAX_VALUE
                ? TOO_WIDE
                : low << Integer.SIZE | high & 0xFFFF_FFFFL;
    }

    /**
     * Adds to cells.
     *
     * @param cells integers
     * @param range the {@link #sumRange}, not {@link #TOO_WIDE}
     * @return the page, or a wider copy of it if it could not hold the sums
     */
    public static Object withSums(
            Object cells, int[] ordinals, int[] addends, int from, int to, long range) {
        int width = Math.max(width((double) (range >> Integer.SIZE)), width((double) (int) range));
        Object page = width <= width(cells) ? cells : widened(cells, width);
        if (page instanceof byte[] bytes) {
            for (int i = from; i < to; i++) {
                bytes[ordinals[i] & Blocks.MASK] += (byte) addends[i];
            }
        } else if (page instanceof short[] shorts) {
            for (int i = from; i < to; i++) {
                shorts[ordinals[i] & Blocks.MASK] += (short) addends[i];
            }
        } else {
            int[] integers = (int[]) page;
            for (int i = from; i < to; i++) {
                integers[ordinals[i] & Blocks.MASK] += addends[i];
            }
        }
        return page;
    }

    public static Object copy(Object cells) {
        if (cells instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (cells instanceof double[] doubles) {
            return doubles.clone();
        }
        return cells instanceof short[] shorts ? shorts.clone() : ((int[]) cells).clone();
    }

    /** Copies the first cells. */
    public static void read(Object cells, int count, double[] out) {
        if (cells instanceof double[] doubles) {
            System.arraycopy(doubles, 0, out, 0, count);
        } else {
            scale(cells, count, 1, out);
        }
    }

    /** {@code out[i] = factor * cells[i]}. */
    public static void scale(Object cells, int count, double factor, double[] out) {
        if (cells instanceof double[] doubles) {
            for (int i = 0; i < count; i++) {
                out[i] = factor * doubles[i];
            }
        } else if (cells instanceof byte[] bytes) {
            for (int i = 0; i < count; i++) {
                out[i] = factor * bytes[i];
            }
        } else if (cells instanceof short[] shorts) {
            for (int i = 0; i < count; i++) {
                out[i] = factor * shorts[i];
            }
        } else {
            int[] integers = (int[]) cells;
            for (int i = 0; i < count; i++) {
                out[i] = factor * integers[i];
            }
        }
    }

    /** {@code out[i] += factor * cells[i]}. */
    public static void addScaled(Object cells, int count, double factor, double[] out) {
        if (cells instanceof double[] doubles) {
            for (int i = 0; i < count; i++) {
                out[i] += factor * doubles[i];
            }
        } else if (cells instanceof byte[] bytes) {
            for (int i = 0; i < count; i++) {
                out[i] += factor * bytes[i];
            }
        } else if (cells instanceof short[] shorts) {
            for (int i = 0; i < count; i++) {
                out[i] += factor * shorts[i];
            }
        } else {
            int[] integers = (int[]) cells;
            for (int i = 0; i < count; i++) {
                out[i] += factor * integers[i];
            }
        }
    }

    /** {@code out[i] = factor * cells[rows[i]]}. */
    public static void scale(Object cells, int[] rows, int count, double factor, double[] out) {
        if (cells instanceof double[] doubles) {
            for (int i = 0; i < count; i++) {
                out[i] = factor * doubles[rows[i]];
            }
        } else if (cells instanceof byte[] bytes) {
            for (int i = 0; i < count; i++) {
                out[i] = factor * bytes[rows[i]];
            }
        } else {
            for (int i = 0; i < count; i++) {
                out[i] = factor * integer(cells, rows[i]);
            }
        }
    }

    /** {@code out[i] += factor * cells[rows[i]]}. */
    public static void addScaled(Object cells, int[] rows, int count, double factor, double[] out) {
        if (cells instanceof double[] doubles) {
            for (int i = 0; i < count; i++) {
                out[i] += factor * doubles[rows[i]];
            }
        } else if (cells instanceof byte[] bytes) {
            for (int i = 0; i < count; i++) {
                out[i] += factor * bytes[rows[i]];
            }
        } else {
            for (int i = 0; i < count; i++) {
                out[i] += factor * integer(cells, rows[i]);
            }
        }
    }
}
