package io.tidaldb.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Integer keys to ordinals by open addressing with linear probing, without boxing. One writer, any
 * number of readers without locks: a slot's key is written once in the life of its array, before
 * its ordinal; a removed key leaves a tombstone that only the same key may take again; growing
 * builds a new array and publishes it.
 */
final class LongKeyIndex {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

    /** What a slot holds besides an ordinal + 1. */
    private static final int EMPTY = 0;

    private static final int TOMBSTONE = -1;
    private static final int FEWEST_SLOTS = 64;

    /** How many keys are looked for at once: what they need fits into a core's first cache. */
    private static final int BATCH = 64;

    /** Per slot a key and what it stands for, side by side so that one fetch brings both. */
    private volatile long[] slots = new long[2 * FEWEST_SLOTS];

    /** Slots that are not empty, tombstones included. */
    private int used;

    private int size;

    /** The key's ordinal, or -1. */
    int get(long key) {
        return get(slots, key);
    }

    private static int get(long[] current, long key) {
        int mask = current.length - 2;
        for (int slot = home(key) & mask; ; slot = slot + 2 & mask) {
            int ordinal = (int) (long) SLOT.getAcquire(current, slot + 1);
            if (ordinal == EMPTY) {
                return -1;
            }
            if (current[slot] == key) {
                return ordinal == TOMBSTONE ? -1 : ordinal - 1;
            }
        }
    }

    /** The ordinals of the first keys of an array, -1 where there is none. */
    void get(long[] keys, int count, int[] ordinals) {
        long[] current = slots;
        int mask = current.length - 2;
        for (int from = 0; from < count; from += BATCH) {
            int to = Math.min(count, from + BATCH);
            // Most keys are where they belong. Without a branch on what is there, the memory
            // fetches the slots of many keys at a time.
            for (int i = from; i < to; i++) {
                int slot = home(keys[i]) & mask;
                int ordinal = (int) (long) SLOT.getAcquire(current, slot + 1);
                long other = current[slot] ^ keys[i];
                ordinals[i] = ordinal - 1 | (int) ((other | -other) >> 63);
            }
            for (int i = from; i < to; i++) {
                if (ordinals[i] < 0) {
                    ordinals[i] = get(current, keys[i]);
                }
            }
        }
    }

    /** Writer only. */
    void put(long key, int ordinal) {
        // At most half full, so that a probe for an absent key ends soon.
        if (used * 4 >= slots.length) {
            rehash();
        }
        if (insert(slots, key, ordinal + 1)) {
            used++;
        }
        size++;
    }

    /** Writer only. */
    void remove(long key) {
        long[] current = slots;
        int mask = current.length - 2;
        for (int slot = home(key) & mask; current[slot + 1] != EMPTY; slot = slot + 2 & mask) {
            if (current[slot] == key) {
                if (current[slot + 1] != TOMBSTONE) {
                    SLOT.setRelease(current, slot + 1, (long) TOMBSTONE);
                    size--;
                }
                return;
            }
        }
    }

    /** Returns whether it took an empty slot. */
    private static boolean insert(long[] to, long key, int value) {
        int mask = to.length - 2;
        int slot = home(key) & mask;
        while (to[slot + 1] != EMPTY) {
            if (to[slot] == key) {
                SLOT.setRelease(to, slot + 1, (long) value);
                return false;
            }
            slot = slot + 2 & mask;
        }
        to[slot] = key;
        SLOT.setRelease(to, slot + 1, (long) value);
        return true;
    }

    private void rehash() {
        long[] old = slots;
        int capacity = Math.max(FEWEST_SLOTS, Integer.highestOneBit(Math.max(1, size)) * 4);
        long[] grown = new long[2 * capacity];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] > EMPTY) {
                insert(grown, old[i], (int) old[i + 1]);
            }
        }
        used = size;
        slots = grown;
    }

    /** Fibonacci hashing (Knuth, TAOCP 6.4), high bits folded in. Its last bit does not count. */
    private static int home(long key) {
        long h = key * 0x9E3779B97F4A7C15L;
        return (int) (h ^ h >>> 32) << 1;
    }
}
