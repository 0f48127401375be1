package io.tidaldb.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Nodes in the order in which they came that are not, or not yet known to be, linked: a ring into
 * which the writer puts them and from which threads take them to link them. Searches look at all of
 * them.
 */
final class Tail {
    private static final VarHandle CELLS =
            MethodHandles.arrayElementVarHandle(int[].class).withInvokeExactBehavior();

    /** Takes nodes. */
    interface Sink {
        void accept(int node);
    }

    /** The node of place p is in cell p modulo the length; {@code ~node} once it is linked. */
    private volatile int[] cells = new int[256];

    /** All before this place are linked. */
    private volatile long head;

    /** The place of the next to come. */
    private volatile long end;

    private final AtomicLong claimed = new AtomicLong();

    /** Appends a node. Writer only. */
    void add(int node) {
        if (end - head == cells.length) {
            grow();
        }
        int[] ring = cells;
        CELLS.setRelease(ring, index(ring, end), node);
        end = end + 1;
    }

    private synchronized void grow() {
        int[] old = cells;
        int[] ring = new int[2 * old.length];
        Arrays.fill(ring, -1);
        for (long place = head; place < end; place++) {
            ring[index(ring, place)] = old[index(old, place)];
        }
        cells = ring;
    }

    private static int index(int[] ring, long place) {
        return (int) place & ring.length - 1;
    }

    /** The place of a node to link, which nobody else is given; -1 if there is none. */
    long claim() {
        while (true) {
            long place = claimed.get();
            if (place >= end) {
                return -1;
            }
            if (claimed.compareAndSet(place, place + 1)) {
                return place;
            }
        }
    }

    /** The node in a place that was claimed and is not linked. */
    int node(long place) {
        int[] ring = cells;
        return (int) CELLS.getAcquire(ring, index(ring, place));
    }

    /** The node in a place is linked. */
    synchronized void linked(long place) {
        int[] ring = cells;
        int cell = index(ring, place);
        CELLS.setRelease(ring, cell, ~ring[cell]);
        long first = head;
        while (first < end && ring[index(ring, first)] < 0) {
            first++;
        }
        head = first;
    }

    boolean hasUnclaimed() {
        return claimed.get() < end;
    }

    boolean isEmpty() {
        return head == end;
    }

    /** How many may not be linked. */
    int size() {
        // Read in this order, the difference is not negative.
        long first = head;
        return (int) (end - first);
    }

    /**
     * Gives at least the nodes that are not linked when it is called. Of these, some may be linked,
     * or retired and never to be linked, before they are given.
     *
     * @return false if some of those have made room for others before they were given
     */
    @SuppressWarnings("ReferenceEquality") // Whether it is the same array is the question.
    boolean forEach(Sink sink) {
        int[] ring;
        long from;
        long to;
        do {
            ring = cells;
            from = head;
            to = end;
        } while (ring != cells);
        for (long place = from; place < to; place++) {
            int node = (int) CELLS.getAcquire(ring, index(ring, place));
            sink.accept(node < 0 ? ~node : node);
        }
        return end - from <= ring.length;
    }

    long byteSize() {
        return 4L * cells.length;
    }
}
