package io.tidaldb.vector;

import java.util.Arrays;

/**
 * The nodes that a search has met. A byte a node holds the number of the search, so that nothing is
 * cleared but once in 255 searches.
 */
final class Visited {
    private byte[] marks = {};
    private int mark;

    /** Forgets all and has room for nodes below a limit. */
    void begin(int limit) {
        if (limit > marks.length) {
            marks = new byte[limit + (limit >>> 3) + Nodes.BLOCK];
            mark = 0;
        }
        if (++mark == 256) {
            Arrays.fill(marks, (byte) 0);
            mark = 1;
        }
    }

    int limit() {
        return marks.length;
    }

    void grow(int limit) {
        if (limit > marks.length) {
            marks = Arrays.copyOf(marks, limit + (limit >>> 3) + Nodes.BLOCK);
        }
    }

    /** Marks a node; false if it was. */
    boolean add(int node) {
        byte m = (byte) mark;
        if (marks[node] == m) {
            return false;
        }
        marks[node] = m;
        return true;
    }
}
