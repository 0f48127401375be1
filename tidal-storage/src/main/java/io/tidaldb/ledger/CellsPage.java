package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.column.Blocks;

/**
 * A block of sums. Its body: the cells, and where the flag says so what they lack (see {@link
 * RunningSums}) in the same form:
 *
 * <pre>
 * flags   1    1 the cells lack something
 * bits    128  one a cell, set where its bits are not all 0
 * values  8    those cells, in order
 * </pre>
 *
 * @param cells {@link Blocks#SIZE} of them, or null where all are 0
 * @param lacking as many, or null where all are 0
 */
record CellsPage(PageId id, double[] cells, double[] lacking) implements Page {
    private static final int LACKING = 1;
    private static final double[] ZEROS = new double[Blocks.SIZE];

    @Override
    public void write(ByteWriter out) {
        out.writeByte(lacking == null ? 0 : LACKING);
        write(cells == null ? ZEROS : cells, out);
        if (lacking != null) {
            write(lacking, out);
        }
    }

    private static void write(double[] values, ByteWriter out) {
        for (int base = 0; base < Blocks.SIZE; base += Long.SIZE) {
            long bits = 0;
            for (int i = 0; i < Long.SIZE; i++) {
                bits |= Double.doubleToRawLongBits(values[base + i]) == 0 ? 0 : 1L << i;
            }
            out.writeLong(bits);
        }
        for (double value : values) {
            if (Double.doubleToRawLongBits(value) != 0) {
                out.writeDouble(value);
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

    static CellsPage read(PageId id, ByteReader in) {
        int flags = in.readByte();
        double[] cells = read(in);
        double[] lacking = (flags & LACKING) != 0 ? read(in) : null;
        if ((flags & ~LACKING) != 0 || in.remaining() != 0) {
            throw new MalformedBytesException("a block of cells has flags " + flags);
        }
        return new CellsPage(id, cells, lacking);
    }

    private static double[] read(ByteReader in) {
        long[] bits = new long[Blocks.SIZE / Long.SIZE];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = in.readLong();
        }
        double[] values = new double[Blocks.SIZE];
        for (int word = 0; word < bits.length; word++) {
            for (long rest = bits[word]; rest != 0; rest &= rest - 1) {
                double value = in.readDouble();
                if (!Double.isFinite(value)) {
                    throw new MalformedBytesException("a cell holds " + value);
                }
                values[(word << 6) + Long.numberOfTrailingZeros(rest)] = value;
            }
        }
        return values;
    }
}
