package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.column.Blocks;
import io.tidaldb.column.Cells;

/**
 * A block of sums. Its body: the cells, and where the flag says so what they lack (see {@link
 * RunningSums}) in the form of fractions:
 *
 * <pre>
 * flags   1    1 the cells lack something, 2 the cells are integers (since format 2)
 * bits    128  one a cell, set where its bits are not all 0
 * values       those cells, in order: integers zigzag v, else 8 bytes each
 * </pre>
 *
 * @param cells {@link Cells}, or null where all are 0
 * @param lacking as many, or null where all are 0
 */
record CellsPage(PageId id, Object cells, double[] lacking) implements Page {
    private static final int LACKING = 1;
    private static final int INTEGERS = 2;

    /**
     * A block that was read.
     *
     * @param lacking null where nothing lacks
     */
    record Sums(double[] values, double[] lacking) {}

    @Override
    public void write(ByteWriter out) {
        boolean integers = !(cells instanceof double[]);
        out.writeByte((lacking == null ? 0 : LACKING) | (integers ? INTEGERS : 0));
        double[] values = new double[Blocks.SIZE];
        if (cells != null) {
            Cells.read(cells, Blocks.SIZE, values);
        }
        write(values, integers, out);
        if (lacking != null) {
            write(lacking, false, out);
        }
    }

    private static void write(double[] values, boolean integers, ByteWriter out) {
        for (int base = 0; base < Blocks.SIZE; base += Long.SIZE) {
            long bits = 0;
            for (int i = 0; i < Long.SIZE; i++) {
                bits |= Double.doubleToRawLongBits(values[base + i]) == 0 ? 0 : 1L << i;
            }
            out.writeLong(bits);
        }
        for (double value : values) {
            if (Double.doubleToRawLongBits(value) != 0) {
                if (integers) {
                    out.writeSignedVarLong((long) value);
                } else {
                    out.writeDouble(value);
                }
            }
        }
    }

    /**
     * The block of ordinals that a page is about.
     *
     * @throws MalformedBytesException if there is no such block
     */
    static int block(PageId id) {
        if (id.index() < 0 || id.index() > Blocks.count(Integer.MAX_VALUE)) {
            throw new MalformedBytesException("a page is of block " + id.index());
        }
        return (int) id.index();
    }

    static Sums read(ByteReader in) {
        int flags = in.readByte();
        double[] values = read((flags & INTEGERS) != 0, in);
        double[] lacking = (flags & LACKING) != 0 ? read(false, in) : null;
        if ((flags & ~(LACKING | INTEGERS)) != 0 || in.remaining() != 0) {
            throw new MalformedBytesException("a block of cells has flags " + flags);
        }
        return new Sums(values, lacking);
    }

    private static double[] read(boolean integers, ByteReader in) {
        long[] bits = new long[Blocks.SIZE / Long.SIZE];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = in.readLong();
        }
        double[] values = new double[Blocks.SIZE];
        for (int word = 0; word < bits.length; word++) {
            for (long rest = bits[word]; rest != 0; rest &= rest - 1) {
                double value = integers ? in.readSignedVarLong() : in.readDouble();
                if (!Double.isFinite(value)) {
                    throw new MalformedBytesException("a cell holds " + value);
                }
                values[(word << 6) + Long.numberOfTrailingZeros(rest)] = value;
            }
        }
        return values;
    }
}
