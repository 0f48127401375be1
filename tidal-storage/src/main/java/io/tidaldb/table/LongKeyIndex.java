package io.tidaldb.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Integer keys to ordinals by open addressing with linear probing, without boxing. One writer, any
 * number of readers without locks: a slot's key is written once in the life of its arrays, before
 * its ordinal; a removed key leaves a tombstone that only the same key may take again; growing
 * builds new arrays and publishes them as one.
 */
final class LongKeyIndex {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);

    /** What a slot holds besides an ordinal + 1. */
    private static final int EMPTY = 0;

    private static final int TOMBSTONE = -1;

    private record Slots(long[] keys, int[] ordinals) {
        static Slots of(int capacity) {
            return new Slots(new long[capacity], new int[capacity]);
        }
    }

    private volatile Slots slots = Slots.of(64);

    /** Slots that are not empty, tombstones included. */
    private int used;

    private int size;

    /** The key's ordinal, or -1. */
    int get(long key) {
        Slots current = slots;
        int mask = current.keys.length - 1;
        for (int slot = hash(key) & mask; ; slot = slot + 1 & mask) {
            int ordinal = (int) SLOT.getAcquire(current.ordinals, slot);
            if (ordinal == EMPTY) {
                return -1;
            }
            if (current.keys[slot] == key) {
                return ordinal == TOMBSTONE ? -1 : ordinal - 1;
            }
        }
    }

    /** Writer only. */
    void put(long key, int ordinal) {
        // At most half full, so that a probe for an absent key ends soon.
        if (used * 2 >= slots.keys.length) {
            rehash();
        }
        if (insert(slots, key, ordinal + 1)) {
            used++;
        }
        size++;
    }

    /** Writer only. */
    void remove(long key) {
        Slots current = slots;
        int mask = current.keys.length - 1;
        for (int slot = hash(key) & mask; current.ordinals[slot] != EMPTY; slot = slot + 1 & mask) {
            if (current.keys[slot] == key) {
                if (current.ordinals[slot] != TOMBSTONE) {
                    SLOT.setRelease(current.ordinals, slot, TOMBSTONE);
                    size--;
                }
                return;
            }
        }
    }

    /** Returns whether it took an empty slot. */
    private static boolean insert(Slots to, long key, int value) {
        int mask = to.keys.length - 1;
        int slot = hash(key) & mask;
        while (to.ordinals[slot] != EMPTY) {
            if (to.keys[slot] == key) {
                SLOT.setRelease(to.ordinals, slot, value);
                return false;
            }
            slot = slot + 1 & mask;
        }
        to.keys[slot] = key;
        SLOT.setRelease(to.ordinals, slot, value);
        return true;
    }

    private void rehash() {
        Slots old = slots;
        int capacity = Math.max(64, Integer.highestOneBit(Math.max(1, size)) * 4);
        Slots grown = Slots.of(capacity);
        for (int i = 0; i < old.keys.length; i++) {
            if (old.ordinals[i] > EMPTY) {
                insert(grown, old.keys[i], old.ordinals[i]);
            }
        }
        used = size;
        slots = grown;
    }

    /** Fibonacci hashing (Knuth, TAOCP 6.4), high bits folded in. */
    private static int hash(long key) {
        long h = key * 0x9E3779B97F4A7C15L;
        return (int) (h ^ h >>> 32);
    }
}
