package io.tidaldb.vector;

import java.util.Arrays;

/** A binary heap of longs, the smallest on top. For one thread. */
final class KeyHeap {
    private long[] keys = new long[64];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** The smallest; there must be one. */
    long top() {
        return keys[0];
    }

    void push(long key) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
        }
        long[] a = keys;
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (a[parent] <= key) {
                break;
            }
            a[at] = a[parent];
            at = parent;
        }
        a[at] = key;
    }

    /** Pushes a key and, if there are then more than so many, takes the smallest away. */
    void offer(long key, int capacity) {
        if (size < capacity) {
            push(key);
        } else if (key > keys[0]) {
            sink(key);
        }
    }

    /** Takes the smallest away; there must be one. */
    long pop() {
        long top = keys[0];
        long last = keys[--size];
        if (size > 0) {
            sink(last);
        }
        return top;
    }

    /** Replaces the top. */
    private void sink(long key) {
        long[] a = keys;
        int half = size >>> 1;
        int at = 0;
        while (at < half) {
            int child = 2 * at + 1;
            if (child + 1 < size && a[child + 1] < a[child]) {
                child++;
            }
            if (key <= a[child]) {
                break;
            }
            a[at] = a[child];
            at = child;
        }
        a[at] = key;
    }

    /** Its keys in ascending order, which leaves it a heap. The array is the heap's own. */
    long[] sorted() {
        Arrays.sort(keys, 0, size);
        return keys;
    }
}
