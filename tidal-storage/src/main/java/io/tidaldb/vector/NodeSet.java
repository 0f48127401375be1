package io.tidaldb.vector;

import java.util.Arrays;

/** A set of nodes, with room at first for those below a limit. */
final class NodeSet {
    private long[] words;
    private int size;

    NodeSet(int limit) {
        words = new long[Math.ceilDiv(limit, Long.SIZE)];
    }

    void add(int node) {
        if (!contains(node)) {
            if (node >>> 6 >= words.length) {
                words = Arrays.copyOf(words, (node >>> 6) + 16);
            }
            words[node >>> 6] |= 1L << node;
            size++;
        }
    }

    void remove(int node) {
        if (contains(node)) {
            words[node >>> 6] &= ~(1L << node);
            size--;
        }
    }

    boolean contains(int node) {
        int word = node >>> 6;
        return word < words.length && (words[word] >>> node & 1) != 0;
    }

    int size() {
        return size;
    }

    int[] toArray() {
        int[] array = new int[size];
        int next = 0;
        for (int word = 0; word < words.length; word++) {
            for (long bits = words[word]; bits != 0; bits &= bits - 1) {
                array[next++] = (word << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        return array;
    }
}
