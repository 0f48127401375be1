package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.schema.Window;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * All windows of a signal that share a length of bucket. At edge b, the moment's bucket, a window
 * of n buckets holds the sums over buckets (b − n, b]. Buckets live from an event's arrival, which
 * may lie ahead of the edge, until the longest window has passed them, and only those that were
 * touched exist; so moving the edge costs as much as there are entries that join or leave, however
 * far it jumps.
 */
final class SlidingWindows {
    /** How many slots of passed buckets are looked at for packing when the edge moves. */
    private static final int PACKED_AT_ONCE = 1 << 18;

    private final long bucketMillis;
    private final List<Window> windows;
    private final RunningSums[] sums;

    /** Per window how many buckets it covers. */
    private final int[] lengths;

    private final int longest;

    /** In ascending order of their index. */
    private final List<Bucket> buckets = new ArrayList<>();

    /** What a checkpoint under way has still to copy. */
    private final Deque<Bucket> pending = new ArrayDeque<>();

    /** Part of a bucket, as read from a checkpoint. */
    private record Part(long index, int part, PackedSums sums, boolean differs) {}

    private final List<Part> restoring = new ArrayList<>();

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
        this.lengths = windows.stream().mapToInt(Window::buckets).toArray();
        this.longest = Arrays.stream(lengths).max().orElseThrow();
        this.sums = new RunningSums[windows.size()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = RunningSums.derived();
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
        double deviation = last.add(ordinal, weight);
        if (last.index <= edge) {
            for (int i = 0; i < sums.length; i++) {
                if (last.index > edge - lengths[i]) {
                    sums[i].add(ordinal, weight);
                    if (deviation != 0) {
                        // The window must hold what the bucket will take away from it.
                        sums[i].add(ordinal, deviation);
                    }
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
            int length = lengths[i];
            // What joins comes before what leaves, so that no reader sees less than is there.
            for (int b = place(Math.max(oldEdge, newEdge - length) + 1);
                    b < place(newEdge + 1);
                    b++) {
                join(buckets.get(b), sums[i]);
            }
            int end = place(Math.min(oldEdge, newEdge - length) + 1);
            for (int b = place(oldEdge - length + 1); b < end; b++) {
                leave(buckets.get(b), sums[i]);
            }
            sums[i].tighten();
        }
        buckets.subList(0, place(newEdge - longest + 1)).clear();
        if (last != null && last.index <= newEdge - longest) {
            last = null;
        }
        packPassed();
        return true;
    }

    /** Packs buckets behind the edge, newest first, without stopping the writer for long. */
    private void packPassed() {
        int slots = 0;
        for (int b = place(edge) - 1; b >= 0 && slots < PACKED_AT_ONCE; b--) {
            slots += buckets.get(b).pack();
        }
    }

    void clear(int ordinal) {
        for (Bucket bucket : buckets) {
            bucket.clear(ordinal);
        }
        for (RunningSums window : sums) {
            window.clear(ordinal);
        }
    }

    /** The first moment at which a bucket joins or leaves a window. */
    long nextBoundary() {
        long next = Long.MAX_VALUE;
        int future = place(edge + 1);
        if (future < buckets.size()) {
            next = buckets.get(future).index;
        }
        for (int length : lengths) {
            int oldest = place(edge - length + 1);
            if (oldest < future) {
                next = Math.min(next, buckets.get(oldest).index + length);
            }
        }
        return next == Long.MAX_VALUE ? next : next * bucketMillis;
    }

    private static void join(Bucket bucket, RunningSums window) {
        bucket.forEach(window::add);
    }

    private static void leave(Bucket bucket, RunningSums window) {
        bucket.forEach(window::subtract);
    }

    /** Writes what is not in buckets: the edge, zigzag v. */
    void writeState(ByteWriter out) {
        out.writeSignedVarLong(edge);
    }

    /** Reads it into windows that are empty. */
    void readState(ByteReader in) {
        edge = in.readSignedVarLong();
    }

    /** Whether the edge lies behind the bucket of a moment, or in it. */
    boolean canMoveTo(long now) {
        return edge <= Math.floorDiv(now, bucketMillis);
    }

    /** The last bucket that no window can hold any more. */
    long lastPassed() {
        return edge - longest;
    }

    /** Begins a checkpoint; {@link #copyNext} goes on with it. */
    void beginCapture(BucketPage.Ids ids, Consumer<Page> sink) {
        for (Bucket bucket : buckets) {
            if (bucket.beginCapture(ids, sink)) {
                pending.add(bucket);
            }
        }
    }

    /** Copies one more bucket for the checkpoint; false if none is left. */
    boolean copyNext() {
        while (!pending.isEmpty()) {
            if (pending.remove().copyIfPending()) {
                return true;
            }
        }
        return false;
    }

    /** Fills a part of a bucket from a checkpoint; parts come in ascending order. */
    void restore(PageId id, ByteReader in, IntPredicate stale) {
        boolean[] differs = new boolean[1];
        PackedSums entries =
                PackedSums.read(
                        in,
                        ordinal -> {
                            boolean drop = stale.test(ordinal);
                            differs[0] |= drop;
                            return drop;
                        });
        if (in.remaining() != 0) {
            throw new MalformedBytesException("a bucket has bytes too many");
        }
        restoring.add(new Part(id.index(), id.part(), entries, differs[0]));
    }

    /** Makes the buckets and sums up the windows once all parts are there. */
    void restored() {
        restoring.sort(Comparator.comparingLong(Part::index).thenComparingInt(Part::part));
        for (int from = 0, to; from < restoring.size(); from = to) {
            long index = restoring.get(from).index;
            to = from;
            while (to < restoring.size() && restoring.get(to).index == index) {
                to++;
            }
            List<Part> parts = restoring.subList(from, to);
            Bucket bucket =
                    new Bucket(index, PackedSums.concat(parts.stream().map(Part::sums).toList()));
            parts.stream().filter(Part::differs).forEach(part -> bucket.differs(part.part));
            buckets.add(bucket);
        }
        restoring.clear();
        for (int i = 0; i < sums.length; i++) {
            for (int b = place(edge - lengths[i] + 1); b < place(edge + 1); b++) {
                join(buckets.get(b), sums[i]);
            }
        }
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
