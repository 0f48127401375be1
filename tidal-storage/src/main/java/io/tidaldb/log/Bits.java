package io.tidaldb.log;

/** One bit per entry, 64 to a word, low bits first; null stands for none set. */
public final class Bits {
    private Bits() {}

    /** Words for a number of entries, none set. */
    public static long[] none(int entries) {
        return new long[(entries + Long.SIZE - 1) / Long.SIZE];
    }

    public static void set(long[] bits, int index) {
        bits[index >>> 6] |= 1L << index;
    }

    public static boolean get(long[] bits, int index) {
        return bits != null && (bits[index >>> 6] >>> index & 1) != 0;
    }

    public static int count(long[] bits) {
        int count = 0;
        for (int i = 0; bits != null && i < bits.length; i++) {
            count += Long.bitCount(bits[i]);
        }
        return count;
    }
}
