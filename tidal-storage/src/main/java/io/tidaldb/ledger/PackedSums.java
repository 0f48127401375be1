package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What each ordinal got within one stretch of time, without those that got nothing, in ascending
 * order of ordinals and never changed. Integers take one to four bytes, other sums eight.
 */
final class PackedSums {
    private final int[] ordinals;

    /** {@code byte[]}, {@code short[]}, {@code int[]} or {@code double[]}. */
    private final Object sums;

    private PackedSums(int[] ordinals, Object sums) {
        this.ordinals = ordinals;
        this.sums = sums;
    }

    /** Of an open-addressing map: ordinals plus one, 0 for a free slot, and their sums. */
    static PackedSums of(int[] keys, double[] slots) {
        long[] places = new long[keys.length];
        int count = 0;
        for (int slot = 0; slot < keys.length; slot++) {
            if (keys[slot] != 0 && slots[slot] != 0) {
                places[count++] = (long) (keys[slot] - 1) << Integer.SIZE | slot;
            }
        }
        Arrays.sort(places, 0, count);
        int[] ordinals = new int[count];
        double[] sums = new double[count];
        for (int i = 0; i < count; i++) {
            ordinals[i] = (int) (places[i] >>> Integer.SIZE);
            sums[i] = slots[(int) places[i]];
        }
        return new PackedSums(ordinals, narrowed(sums));
    }

    private static Object narrowed(double[] sums) {
        int widest = 0;
        for (double sum : sums) {
            int integer = (int) sum;
            if (integer != sum) {
                return sums;
            }
            widest |= integer < 0 ? ~integer : integer;
        }
        int count = sums.length;
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
        return ordinals.length;
    }

    /** About how many bytes it takes. */
    long byteSize() {
        int width =
                switch (sums) {
                    case byte[] bytes -> Byte.BYTES;
                    case short[] shorts -> Short.BYTES;
                    case int[] integers -> Integer.BYTES;
                    default -> Double.BYTES;
                };
        return (long) ordinals.length * (Integer.BYTES + width);
    }

    int ordinal(int place) {
        return ordinals[place];
    }

    double sum(int place) {
        return switch (sums) {
            case byte[] bytes -> bytes[place];
            case short[] shorts -> shorts[place];
            case int[] integers -> integers[place];
            default -> ((double[]) sums)[place];
        };
    }

    /** The place of the first ordinal that is at least this. */
    int place(long ordinal) {
        if (ordinal > Integer.MAX_VALUE) {
            return ordinals.length;
        }
        int place = Arrays.binarySearch(ordinals, (int) ordinal);
        return place < 0 ? ~place : place;
    }

    /**
     * Writes the entries of places: their count v, 1 for integers or 0, each ordinal's distance to
     * the one before it v, then the sums, zigzag v for integers or else 8 bytes each.
     */
    void write(int from, int to, ByteWriter out) {
        boolean integers = !(sums instanceof double[]);
        out.writeVarInt(to - from).writeByte(integers ? 1 : 0);
        int last = 0;
        for (int i = from; i < to; i++) {
            out.writeVarInt(ordinals[i] - last);
            last = ordinals[i];
        }
        for (int i = from; i < to; i++) {
            if (integers) {
                out.writeSignedVarLong((long) sum(i));
            } else {
                out.writeDouble(sum(i));
            }
        }
    }

    /** Reads what {@link #write} wrote, without the ordinals that are dropped. */
    static PackedSums read(ByteReader in, IntPredicate drop) {
        int count = in.readLength();
        boolean integers = in.readByte() != 0;
        int[] ordinals = new int[count];
        long last = 0;
        for (int i = 0; i < count; i++) {
            last += in.readVarInt() & 0xFFFF_FFFFL;
            if (last > Integer.MAX_VALUE) {
                throw new MalformedBytesException("an ordinal is " + last);
            }
            ordinals[i] = (int) last;
        }
        double[] sums = new double[count];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            double sum = integers ? in.readSignedVarLong() : in.readDouble();
            if (!Double.isFinite(sum)) {
                throw new MalformedBytesException("a sum is " + sum);
            }
            if (!drop.test(ordinals[i])) {
                ordinals[kept] = ordinals[i];
                sums[kept++] = sum;
            }
        }
        return new PackedSums(Arrays.copyOf(ordinals, kept), narrowed(Arrays.copyOf(sums, kept)));
    }

    /** The entries of several, each of which has higher ordinals than those before it. */
    static PackedSums concat(List<PackedSums> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        int count = parts.stream().mapToInt(PackedSums::size).reduce(0, Math::addExact);
        int[] ordinals = new int[count];
        double[] sums = new double[count];
        int next = 0;
        for (PackedSums part : parts) {
            System.arraycopy(part.ordinals, 0, ordinals, next, part.size());
            for (int i = 0; i < part.size(); i++) {
                sums[next++] = part.sum(i);
            }
        }
        return new PackedSums(ordinals, narrowed(sums));
    }
}
