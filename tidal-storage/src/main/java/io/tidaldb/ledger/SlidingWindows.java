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
import java.util.function.IntUnaryOperator;

/**
 * All windows of a signal that share a grid of buckets, or a linear decay, which has a grid of its
 * own. At edge b, the moment's bucket, a window of n buckets holds the sums over buckets (b − n,
 * b]. Buckets live from an event's arrival, which may lie ahead of the edge, until the longest
 * window has passed them, and only those that were touched exist; so moving the edge costs as much
 * as there are entries that join or leave, however far it jumps.
 */
final class SlidingWindows {
    /** How many slots of passed buckets are looked at for packing when the edge moves. */
    private static final int PACKED_AT_ONCE = 1 << 18;

    private final BucketGrid grid;
    private final BucketSums[] sums;

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
     * @param lengths how many buckets each of the sums covers
     */
    SlidingWindows(BucketGrid grid, int[] lengths, BucketSums... sums) {
        this.grid = grid;
        this.lengths = lengths;
        this.longest = Arrays.stream(lengths).max().orElseThrow();
        this.sums = sums;
    }

    /** Windows of the same {@link Window#bucketMillis()}, with their sums. */
    static SlidingWindows of(List<Window> windows, List<RunningSums> sums) {
        return new SlidingWindows(
                new BucketGrid(windows.getFirst().bucketMillis(), 1),
                windows.stream().mapToInt(Window::buckets).toArray(),
                sums.toArray(BucketSums[]::new));
    }

    static SlidingWindows of(LinearDecay decay) {
        return new SlidingWindows(decay.grid(), new int[] {LinearDecay.BUCKETS}, decay);
    }

    /** Sets the edge before the first event. */
    void start(long moment) {
        startAt(grid.index(moment));
    }

    private void startAt(long first) {
        edge = first;
        for (BucketSums one : sums) {
            one.moveTo(first);
        }
    }

    /**
     * Adds an event to its bucket and to the windows that cover it.
     *
     * @return whether that made a new bucket, so that {@link #nextBoundary} may have changed
     */
    boolean apply(int ordinal, double weight, long at) {
        boolean isNew = false;
        if (last == null || at < lastStart || at >= lastEnd) {
            long index = grid.index(at);
            if (index <= edge - longest) {
                return false;
            }
            int place = place(index);
            isNew = place == buckets.size() || buckets.get(place).index != index;
            if (isNew) {
                buckets.add(place, new Bucket(index));
            }
            last = buckets.get(place);
            lastStart = grid.start(index);
            lastEnd = grid.start(index + 1);
        }
        double deviation = last.add(ordinal, weight);
        if (last.index <= edge) {
            for (int i = 0; i < sums.length; i++) {
                if (last.index > edge - lengths[i]) {
                    sums[i].join(ordinal, weight, last.index);
                    if (deviation != 0) {
                        // The window must hold what the bucket will take away from it.
                        sums[i].join(ordinal, deviation, last.index);
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
        long newEdge = grid.index(now);
        if (newEdge <= edge) {
            return false;
        }
        long oldEdge = edge;
        edge = newEdge;
        for (int i = 0; i < sums.length; i++) {
            int length = lengths[i];
            sums[i].moveTo(newEdge);
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
        for (BucketSums window : sums) {
            window.clear(ordinal);
        }
    }

    /** The first moment at which {@link #advanceTo} should be called. */
    long nextBoundary() {
        long next = Long.MAX_VALUE;
        int future = place(edge + 1);
        if (future < buckets.size()) {
            next = buckets.get(future).index;
        }
        for (int i = 0; i < lengths.length; i++) {
            int oldest = place(edge - lengths[i] + 1);
            if (oldest < future) {
                next = Math.min(next, buckets.get(oldest).index + lengths[i]);
                next = Math.min(next, sums[i].nextMove());
            }
        }
        return next == Long.MAX_VALUE ? next : grid.start(next);
    }

    private static void join(Bucket bucket, BucketSums window) {
        bucket.forEach((ordinal, sum) -> window.join(ordinal, sum, bucket.index));
    }

    private static void leave(Bucket bucket, BucketSums window) {
        bucket.forEach((ordinal, sum) -> window.leave(ordinal, sum, bucket.index));
    }

    /** About how many bytes its buckets and sums take. */
    long byteSize() {
        long bytes = 0;
        for (Bucket bucket : buckets) {
            bytes += bucket.byteSize();
        }
        for (BucketSums window : sums) {
            bytes += window.byteSize();
        }
        return bytes;
    }

    /** Writes what is not in buckets: the edge, zigzag v. */
    void writeState(ByteWriter out) {
        out.writeSignedVarLong(edge);
    }

    /** Reads it into windows that are empty. */
    void readState(ByteReader in) {
        startAt(in.readSignedVarLong());
    }

    /** Whether the edge lies behind the bucket of a moment, or in it. */
    boolean canMoveTo(long now) {
        return edge <= grid.index(now);
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

    /** Notes that no checkpoint has any of its buckets. */
    void touchAll() {
        buckets.forEach(Bucket::touchAll);
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
        sumUp();
    }

    private void sumUp() {
        for (int i = 0; i < sums.length; i++) {
            for (int b = place(edge - lengths[i] + 1); b < place(edge + 1); b++) {
                join(buckets.get(b), sums[i]);
            }
        }
    }

    /** Adds what an ordinal has in other windows of the same form, at the same edge. */
    void add(int ordinal, SlidingWindows from, int fromOrdinal, int sign) {
        for (Bucket bucket : from.buckets) {
            double sum = bucket.sum(fromOrdinal);
            if (sum != 0) {
                apply(ordinal, sign * sum, grid.start(bucket.index));
            }
        }
    }

    /** Fills the empty windows with what others of the same form hold, under other ordinals. */
    void addAll(SlidingWindows from, IntUnaryOperator newOrdinal) {
        startAt(from.edge);
        for (Bucket source : from.buckets) {
            Bucket bucket = new Bucket(source.index);
            source.forEach(
                    (ordinal, sum) -> {
                        int to = newOrdinal.applyAsInt(ordinal);
                        if (to >= 0) {
                            bucket.add(to, sum);
                        }
                    });
            if (source.index < edge) {
                bucket.pack();
            }
            buckets.add(bucket);
        }
        sumUp();
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
