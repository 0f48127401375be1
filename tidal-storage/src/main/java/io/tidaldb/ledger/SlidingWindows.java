package io.tidaldb.ledger;

import io.tidaldb.schema.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * All windows of a signal that share a length of bucket. At edge b, the moment's bucket, a window of
 * n buckets holds the sums over buckets (b − n, b]. Buckets live from an event's arrival, which may
 * lie ahead of the edge, until the longest window has passed them, and only those that were touched
 * exist; so moving the edge costs as much as there are entries that join or leave, however far it
 * jumps.
 */
final class SlidingWindows {
    private final long bucketMillis;
    private final List<Window> windows;
    private final RunningSums[] sums;
    private final int longest;

    /** In ascending order of their index. */
    private final List<Bucket> buckets = new ArrayList<>();

    private long edge;
    private Bucket last;
    private long lastStart;
    private long lastEnd;

    /**
     * @param windows one or more windows of the same {@link Window#bucketMillis()}
     */
    SlidingWindows(List<Window> windows) {
        this.windows = windows;
        this.bucketMillis = windows.getFirst().bucketMillis();
        this.longest = windows.stream().mapToInt(Window::buckets).max().orElseThrow();
        this.sums = new RunningSums[windows.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = new RunningSums();
        }
    }

    RunningSums sums(Window window) {
        return sums[windows.indexOf(window)];
    }

    /** Sets the edge before the first event. */
    void start(long moment) {
        edge = Math.floorDiv(moment, bucketMillis);
    }

    /**
     * Adds an event to its bucket and to the windows that cover it.
     *
     * @return whether that made a new bucket, so that {@link #nextBoundary} may have changed
     */
    boolean apply(int ordinal, double weight, long at) {
        boolean isNew = false;
        if (last == null || at < lastStart || at >= lastEnd) {
            long index = Math.floorDiv(at, bucketMillis);
            if (index <= edge - longest) {
                return false;
            }
            int place = place(index);
            isNew = place == buckets.size() || buckets.get(place).index != index;
            if (isNew) {
                buckets.add(place, new Bucket(index));
            }
            last = buckets.get(place);
            lastStart = index * bucketMillis;
            lastEnd = lastStart + bucketMillis;
        }
        last.add(ordinal, weight);
        if (last.index <= edge) {
            for (int i = 0; i < sums.length; i++) {
                if (last.index > edge - windows.get(i).buckets() && sums[i].add(ordinal, weight)) {
                    sums[i].set(ordinal, sum(ordinal, i));
                }
            }
        }
        return isNew;
    }

    /**
     * Moves the edge to a moment, unless that is in the edge's bucket or before it.
     *
     * @return whether it moved, so that {@link #nextBoundary} may have changed
     */
    boolean advanceTo(long now) {
        long newEdge = Math.floorDiv(now, bucketMillis);
        if (newEdge <= edge) {
            return false;
        }
        long oldEdge = edge;
        edge = newEdge;
        for (int i = 0; i < sums.length; i++) {
            int length = windows.get(i).buckets();
            // What joins comes before what leaves: a doubtful sum is added up over the new range.
            for (int b = place(Math.max(oldEdge, newEdge - length) + 1); b < place(newEdge + 1); b++) {
                join(buckets.get(b), i);
            }
            int end = place(Math.min(oldEdge, newEdge - length) + 1);
            for (int b = place(oldEdge - length + 1); b < end; b++) {
                leave(buckets.get(b), i);
            }
            sums[i].tighten();
        }
        buckets.subList(0, place(newEdge - longest + 1)).clear();
        if (last != null && last.index <= newEdge - longest) {
            last = null;
        }
        return true;
    }

    void clear(int ordinal) {
        for (Bucket bucket : buckets) {
            bucket.clear(ordinal);
        }
        for (RunningSums window : sums) {
            if (window.values.value(ordinal) != 0) {
                window.set(ordinal, 0);
                window.tighten();
            }
        }
    }

    /** The first moment at which a bucket joins or leaves a window. */
    long nextBoundary() {
        long next = Long.MAX_VALUE;
        int future = place(edge + 1);
        if (future < buckets.size()) {
            next = buckets.get(future).index;
        }
        for (Window window : windows) {
            int oldest = place(edge - window.buckets() + 1);
            if (oldest < future) {
                next = Math.min(next, buckets.get(oldest).index + window.buckets());
            }
        }
        return next == Long.MAX_VALUE ? next : next * bucketMillis;
    }

    private void join(Bucket bucket, int window) {
        for (int slot = 0; slot < bucket.slots(); slot++) {
            double sum = bucket.sumAt(slot);
            if (sum != 0) {
                add(bucket.ordinalAt(slot), sum, window);
            }
        }
    }

    private void leave(Bucket bucket, int window) {
        for (int slot = 0; slot < bucket.slots(); slot++) {
            double sum = bucket.sumAt(slot);
            if (sum != 0) {
                add(bucket.ordinalAt(slot), -sum, window);
                sums[window].fell(bucket.ordinalAt(slot));
            }
        }
    }

    private void add(int ordinal, double addend, int window) {
        if (sums[window].add(ordinal, addend)) {
            sums[window].set(ordinal, sum(ordinal, window));
        }
    }

    /** Adds a window's sum up from its buckets. */
    private double sum(int ordinal, int window) {
        double sum = 0;
        int end = place(edge + 1);
        for (int b = place(edge - windows.get(window).buckets() + 1); b < end; b++) {
            sum += buckets.get(b).sum(ordinal);
        }
        return sum;
    }

    /** The place of the first bucket of that index or a later one. */
    private int place(long index) {
        int low = 0;
        int high = buckets.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (buckets.get(middle).index < index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
