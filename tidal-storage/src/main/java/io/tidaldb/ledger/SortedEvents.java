package io.tidaldb.ledger;

import io.tidaldb.column.Blocks;

import java.util.Arrays;

/**
 * Events of one signal in ascending order of their targets. A million items' columns do not fit
 * into a core's cache; in this order neighbours share what had to be fetched, and each column is
 * passed through once, while an event by itself would wait for each of its cells. For one thread;
 * the arrays are used again.
 */
final class SortedEvents {
    /** How many events at once: what of them is moved about fits into a core's cache. */
    static final int CAPACITY = 1 << 16;

    private static final int DIGIT_BITS = 10;
    private static final int DIGIT_MASK = (1 << DIGIT_BITS) - 1;

    /** Under so many, comparing is faster than counting digits. */
    private static final int FEW = 256;

    private final int[] digits = new int[1 << DIGIT_BITS];
    private long[] keys = {};
    private long[] spare = {};
    private int[] ordinals = {};
    private long[] times = {};
    private double[] weights = {};
    private int[] distinct = {};
    private int[] counts = {};
    private double[] sums = {};
    private boolean weighted;
    private int size;
    private long earliest;
    private long latest;

    /** How many targets the events between two moments have, and those moments. */
    private int combined;

    private long combinedFrom;
    private long combinedUntil;

    /**
     * Takes events, but for those of ordinals under 0.
     *
     * @param newWeights null where all are 1
     * @param to at most {@link #CAPACITY} after {@code from}
     */
    void fill(int[] newOrdinals, double[] newWeights, long[] newTimes, int from, int to) {
        reserve(to - from);
        size = 0;
        int highest = 0;
        for (int i = from; i < to; i++) {
            int ordinal = newOrdinals[i];
            if (ordinal >= 0) {
                highest = Math.max(highest, ordinal);
                keys[size++] = (long) ordinal << Integer.SIZE | i;
            }
        }
        sort(Integer.SIZE - Integer.numberOfLeadingZeros(highest));
        weighted = newWeights != null;
        combined = 0;
        combinedFrom = 0;
        combinedUntil = 0;
        earliest = Long.MAX_VALUE;
        latest = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            int index = (int) keys[i];
            long time = newTimes[index];
            ordinals[i] = (int) (keys[i] >>> Integer.SIZE);
            times[i] = time;
            earliest = Math.min(earliest, time);
            latest = Math.max(latest, time);
            if (weighted) {
                weights[i] = newWeights[index];
            }
        }
    }

    /** Takes one event. */
    void fill(int ordinal, double weight, long at) {
        reserve(1);
        ordinals[0] = ordinal;
        weights[0] = weight;
        times[0] = at;
        weighted = weight != 1;
        size = 1;
        earliest = at;
        latest = at;
        combined = 0;
        combinedFrom = 0;
        combinedUntil = 0;
    }

    private void reserve(int count) {
        if (count > keys.length) {
            int capacity = Math.min(CAPACITY, Math.max(FEW, Integer.highestOneBit(count) * 2));
            keys = new long[capacity];
            spare = new long[capacity];
            ordinals = new int[capacity];
            times = new long[capacity];
            weights = new double[capacity];
            distinct = new int[capacity];
            counts = new int[capacity];
            sums = new double[capacity];
        }
    }

    /** By radix, the lowest digit first. */
    private void sort(int bits) {
        if (size < FEW) {
            Arrays.sort(keys, 0, size);
            return;
        }
        for (int shift = 0; shift < bits; shift += DIGIT_BITS) {
            Arrays.fill(digits, 0);
            int from = Integer.SIZE + shift;
            for (int i = 0; i < size; i++) {
                digits[(int) (keys[i] >>> from) & DIGIT_MASK]++;
            }
            int place = 0;
            for (int digit = 0; digit <= DIGIT_MASK; digit++) {
                int count = digits[digit];
                digits[digit] = place;
                place += count;
            }
            for (int i = 0; i < size; i++) {
                spare[digits[(int) (keys[i] >>> from) & DIGIT_MASK]++] = keys[i];
            }
            long[] sorted = spare;
            spare = keys;
            keys = sorted;
        }
    }

    int size() {
        return size;
    }

    int ordinal(int place) {
        return ordinals[place];
    }

    long time(int place) {
        return times[place];
    }

    double weight(int place) {
        return weighted ? weights[place] : 1;
    }

    /** Whether weights may be other than 1. */
    boolean isWeighted() {
        return weighted;
    }

    /** The earliest time; greater than the latest if there is no event. */
    long earliest() {
        return earliest;
    }

    long latest() {
        return latest;
    }

    /** Whether all events lie between two moments, the second one excluded. */
    private boolean areWithin(long from, long until) {
        return from <= earliest && latest < until;
    }

    /**
     * Counts the events of each target from one moment until before another.
     *
     * @return how many {@link #targets} and {@link #counts} there are
     */
    int combine(long from, long until) {
        boolean all = areWithin(from, until);
        if (all && areWithin(combinedFrom, combinedUntil)
                || from == combinedFrom && until == combinedUntil) {
            return combined;
        }
        combinedFrom = from;
        combinedUntil = until;
        int last = -1;
        int place = -1;
        for (int i = 0; i < size; i++) {
            if (all || times[i] >= from && times[i] < until) {
                if (ordinals[i] != last) {
                    last = ordinals[i];
                    distinct[++place] = last;
                    counts[place] = 0;
                }
                counts[place]++;
            }
        }
        combined = place + 1;
        return combined;
    }

    /** The ordinals that {@link #combine} found, in ascending order. */
    int[] targets() {
        return distinct;
    }

    /** How many events each of them has, at least 1. */
    int[] counts() {
        return counts;
    }

    /** Room for a number a target. */
    double[] sums() {
        return sums;
    }

    /** Where the targets of another block begin than that of the one at a place. */
    int blockEnd(int place) {
        int block = distinct[place] >>> Blocks.SHIFT;
        int end = place + 1;
        while (end < combined && distinct[end] >>> Blocks.SHIFT == block) {
            end++;
        }
        return end;
    }
}
