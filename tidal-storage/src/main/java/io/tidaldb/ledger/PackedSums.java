package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.column.Blocks;
import io.tidaldb.column.Cells;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * What each ordinal of a part of a bucket got, without those that got nothing, in ascending order
 * and never changed. An ordinal, counted within the part, takes two bytes; integers take one to
 * four bytes, other sums eight.
 */
final class PackedSums {
    static final PackedSums EMPTY = new PackedSums(new char[0], new byte[0]);

    private final char[] rows;

    /** {@code byte[]}, {@code short[]}, {@code int[]} or {@code double[]}. */
    private final Object sums;

    private PackedSums(char[] rows, Object sums) {
        this.rows = rows;
        this.sums = sums;
    }

    private static PackedSums of(char[] rows, double[] sums, int count) {
        return count == 0
                ? EMPTY
                : new PackedSums(Arrays.copyOf(rows, count), narrowed(sums, count));
    }

    /**
     * What sums become by additions to them.
     *
     * @param base null for none
     * @param places the order of additions, as {@link Additions#sorted} gives it, of which those
     *     from {@code from} to {@code to} belong to the part
     * @param deviations is told of roundings
     */
    static PackedSums merge(
            PackedSums base,
            Additions additions,
            long[] places,
            int from,
            int to,
            Bucket.Deviations deviations) {
        PackedSums old = base == null ? EMPTY : base;
        char[] rows = new char[old.rows.length + to - from];
        double[] sums = new double[rows.length];
        int count = 0;
        int next = 0;
        for (int i = from; i < to; ) {
            int ordinal = (int) (places[i] >>> Integer.SIZE);
            char row = (char) ordinal;
            for (; next < old.rows.length && old.rows[next] < row; next++, count++) {
                rows[count] = old.rows[next];
                sums[count] = old.sum(next);
            }
            double sum = next < old.rows.length && old.rows[next] == row ? old.sum(next++) : 0;
            for (; i < to && (int) (places[i] >>> Integer.SIZE) == ordinal; i++) {
                double weight = additions.weight((int) places[i]);
                double kept = Bucket.kept(sum, weight);
                double deviation = Bucket.deviation(sum, weight, kept);
                if (deviation != 0) {
                    deviations.add(ordinal, deviation);
                }
                sum = kept;
            }
            rows[count] = row;
            sums[count] = sum;
            count += sum != 0 ? 1 : 0;
        }
        for (; next < old.rows.length; next++, count++) {
            rows[count] = old.rows[next];
            sums[count] = old.sum(next);
        }
        return of(rows, sums, count);
    }

    /** What is in the pages of a part, null where nothing is. */
    static PackedSums of(Object... pages) {
        int capacity = 0;
        for (Object page : pages) {
            capacity += page == null ? 0 : Blocks.SIZE;
        }
        // One more, as what is 0 is written as well, and then overwritten.
        char[] rows = new char[capacity + 1];
        double[] sums = new double[capacity + 1];
        double[] cells = new double[Blocks.SIZE];
        int count = 0;
        for (int p = 0; p < pages.length; p++) {
            if (pages[p] == null) {
                continue;
            }
            Cells.read(pages[p], Blocks.SIZE, cells);
            for (int i = 0; i < Blocks.SIZE; i++) {
                rows[count] = (char) (p << Blocks.SHIFT | i);
                sums[count] = cells[i];
                count += cells[i] != 0 ? 1 : 0;
            }
        }
        return of(rows, sums, count);
    }

    private static Object narrowed(double[] sums, int count) {
        int widest = 0;
        for (int i = 0; i < count; i++) {
            int integer = (int) sums[i];
            if (integer != sums[i]) {
                return Arrays.copyOf(sums, count);
            }
            widest |= integer < 0 ? ~integer : integer;
        }
        if (widest <= Byte.MAX_VALUE) {
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++) {
                bytes[i] = (byte) sums[i];
            }
            return bytes;
        }
        if (widest <= Short.MAX_VALUE) {
            short[] shorts = new short[count];
            for (int i = 0; i < count; i++) {
                shorts[i] = (short) sums[i];
            }
            return shorts;
        }
        int[] integers = new int[count];
        for (int i = 0; i < count; i++) {
            integers[i] = (int) sums[i];
        }
        return integers;
    }

    int size() {
        return rows.length;
    }

    /** How many bytes it takes. */
    int byteSize() {
        return rows.length * (Character.BYTES + width());
    }

    int row(int place) {
        return rows[place];
    }

    double sum(int place) {
        if (sums instanceof byte[] bytes) {
            return bytes[place];
        }
        if (sums instanceof double[] doubles) {
            return doubles[place];
        }
        return sums instanceof short[] shorts ? shorts[place] : ((int[]) sums)[place];
    }

    /** The sum of a row; 0 for none. */
    double get(int row) {
        int place = Arrays.binarySearch(rows, (char) row);
        return place < 0 ? 0 : sum(place);
    }

    /** Whether all sums are integers of at most 32 bits. */
    boolean holdsIntegers() {
        return !(sums instanceof double[]);
    }

    /** The ordinals, {@code first} being that of row 0. */
    int[] ordinals(int first) {
        int[] ordinals = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            ordinals[i] = first + rows[i];
        }
        return ordinals;
    }

    /** The sums, which are integers, times 1 or −1. */
    int[] integers(int sign) {
        int[] integers = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            integers[i] = sign * (int) sum(i);
        }
        return integers;
    }

    /** How many bytes a sum takes. */
    int width() {
        return sums instanceof byte[]
                ? Byte.BYTES
                : sums instanceof short[]
                        ? Short.BYTES
                        : sums instanceof int[] ? Integer.BYTES : Double.BYTES;
    }

    /**
     * Writes the entries: their count v, 1 for integers or 0, each ordinal's distance to the one
     * before it v, that of the first one being itself, then the sums, zigzag v for integers or else
     * 8 bytes each.
     *
     * @param first the part's first ordinal
     */
    void write(int first, ByteWriter out) {
        boolean integers = holdsIntegers();
        out.writeVarInt(rows.length).writeByte(integers ? 1 : 0);
        int last = 0;
        for (char row : rows) {
            out.writeVarInt(first + row - last);
            last = first + row;
        }
        for (int i = 0; i < rows.length; i++) {
            if (integers) {
                out.writeSignedVarLong((long) sum(i));
            } else {
                out.writeDouble(sum(i));
            }
        }
    }

    /** Reads what {@link #write} wrote, without the ordinals that are dropped. */
    static PackedSums read(int first, ByteReader in, IntPredicate drop) {
        int count = in.readLength();
        boolean integers = in.readByte() != 0;
        int[] ordinals = new int[count];
        long last = 0;
        for (int i = 0; i < count; i++) {
            last += in.readVarInt() & 0xFFFF_FFFFL;
            if (last < first || last - first >= Bucket.PART_SIZE) {
                throw new MalformedBytesException("an ordinal is " + last);
            }
            ordinals[i] = (int) last;
        }
        char[] rows = new char[count];
        double[] sums = new double[count];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            double sum = integers ? in.readSignedVarLong() : in.readDouble();
            if (!Double.isFinite(sum)) {
                throw new MalformedBytesException("a sum is " + sum);
            }
            if (!drop.test(ordinals[i])) {
                rows[kept] = (char) (ordinals[i] - first);
                sums[kept++] = sum;
            }
        }
        return of(rows, sums, kept);
    }
}
