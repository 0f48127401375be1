package io.tidaldb.ledger;

import java.util.function.LongConsumer;

/** A growing set of 64-bit integers by open addressing with linear probing. For one thread. */
public final class LongSet {
    private static final int FEWEST_SLOTS = 16;

    /** A power of two long, at most half full; 0 marks a free slot. */
    private long[] slots;

    private int size;
    private boolean holdsZero;

    /** What {@link #fetch} met; it means nothing, but keeps the fetching from being left out. */
    @SuppressWarnings("unused")
    private long met;

    public LongSet() {
        this(FEWEST_SLOTS);
    }

    /**
     * @param capacity a power of two; growing begins when half as many are in the set
     */
    LongSet(int capacity) {
        slots = new long[capacity];
    }

    public int size() {
        return size;
    }

    int capacity() {
        return slots.length;
    }

    public boolean contains(long key) {
        return key == 0 ? holdsZero : slots[slot(slots, key)] == key;
    }

    /** Adds a key; false if it is there. */
    public boolean add(long key) {
        if (key == 0) {
            if (holdsZero) {
                return false;
            }
            holdsZero = true;
            size++;
            return true;
        }
        int slot = slot(slots, key);
        if (slots[slot] == key) {
            return false;
        }
        slots[slot] = key;
        size++;
        if (size > slots.length / 2) {
            grow();
        }
        return true;
    }

    /** Tells all keys, in no order. */
    public void forEach(LongConsumer consumer) {
        if (holdsZero) {
            consumer.accept(0);
        }
        for (long key : slots) {
            if (key != 0) {
                consumer.accept(key);
            }
        }
    }

    /**
     * Has the memory fetch what looking for some keys needs, all at a time; looking for each by
     * itself would wait for each.
     */
    void fetch(long[] keys, int from, int to) {
        long[] current = slots;
        int mask = current.length - 1;
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += current[home(keys[i]) & mask];
        }
        met += sum;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long key : slots) {
            if (key != 0) {
                larger[slot(larger, key)] = key;
            }
        }
        slots = larger;
    }

    private static int home(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> 32);
    }

    /** Where the key is, or where it would go. */
    private static int slot(long[] slots, long key) {
        int mask = slots.length - 1;
        int slot = home(key) & mask;
        while (slots[slot] != 0 && slots[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
