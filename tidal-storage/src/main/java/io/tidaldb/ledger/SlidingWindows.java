package io.tidaldb.ledger;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.column.Blocks;
import io.tidaldb.schema.Window;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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
    /** How many rows of passed buckets are looked at for settling when the edge moves. */
    private static final int SETTLED_AT_ONCE = 1 << 18;

    /** Over how many buckets events are added bucket by bucket. */
    private static final int FEW_BUCKETS = 4;

    private final BucketGrid grid;
    private final BucketSums[] sums;

    /** Per window how many buckets it covers. */
    private final int[] lengths;

    private final int longest;

    /** In ascending order of their index. */
    private final List<Bucket> buckets = new ArrayList<>();

    /** Some of them, each at the place that the low bits of its index name. */
    private final Bucket[] recent = new Bucket[256];

    /** What a checkpoint under way has still to copy. */
    private final Deque<Bucket> pending = new ArrayDeque<>();

    private long edge;

    /** The bucket of the last event, or null, and its stretch. */
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
     * Adds events to their buckets and to the windows that cover those.
     *
     * @param events at least one
     * @return whether that made a new bucket, so that {@link #nextBoundary} may have changed
     */
    boolean apply(SortedEvents events) {
        for (int i = 0; i < sums.length; i++) {
            sums[i].join(events, grid, edge - lengths[i] + 1, edge);
        }
        long first = Math.max(grid.index(events.earliest()), edge - longest + 1);
        long end = grid.index(events.latest()) + 1;
        if (events.isWeighted() || end - first > FEW_BUCKETS) {
            return addOneByOne(events);
        }
        boolean isNew = false;
        for (long index = first; index < end; index++) {
            int count = events.combine(grid.start(index), grid.start(index + 1));
            if (count > 0) {
                isNew |= choose(index);
                addToLast(events, count);
            }
        }
        return isNew;
    }

    private boolean addOneByOne(SortedEvents events) {
        boolean isNew = false;
        long oldest = grid.start(edge - longest + 1);
        for (int i = 0; i < events.size(); i++) {
            long at = events.time(i);
            if (at < oldest) {
                continue;
            }
            if (at < lastStart || at >= lastEnd) {
                isNew |= choose(grid.index(at));
            }
            addToLast(events.ordinal(i), events.weight(i));
        }
        return isNew;
    }

    private void addToLast(SortedEvents events, int count) {
        int[] ordinals = events.targets();
        int[] counts = events.counts();
        for (int i = 0, end; i < count; i = end) {
            end = events.blockEnd(i);
            if (!last.addIntegers(ordinals[i] >>> Blocks.SHIFT, ordinals, counts, i, end)) {
                for (int k = i; k < end; k++) {
                    addToLast(ordinals[k], counts[k]);
                }
            }
        }
    }

    /** Makes the bucket of an index the last one; returns whether it is new. */
    private boolean choose(long index) {
        boolean isNew = false;
        int slot = (int) index & recent.length - 1;
        last = recent[slot];
        if (last == null || last.index != index) {
            int place = place(index);
            isNew = place == buckets.size() || buckets.get(place).index != index;
            if (isNew) {
                buckets.add(place, new Bucket(index, index < edge));
            }
            last = buckets.get(place);
            recent[slot] = last;
        }
        lastStart = grid.start(index);
        lastEnd = grid.start(index + 1);
        return isNew;
    }

    private void forgetLast() {
        last = null;
        lastStart = 0;
        lastEnd = 0;
    }

    private void addToLast(int ordinal, double weight) {
        double deviation = last.add(ordinal, weight);
        if (deviation != 0) {
            deviate(last, ordinal, deviation);
        } else if (last.isDueForPacking()) {
            pack(last);
        }
    }

    private void pack(Bucket bucket) {
        bucket.pack((ordinal, deviation) -> deviate(bucket, ordinal, deviation));
    }

    /** A window must hold what its buckets will take away from it. */
    private void deviate(Bucket bucket, int ordinal, double deviation) {
        for (int i = 0; i < sums.length && bucket.index <= edge; i++) {
            if (bucket.index > edge - lengths[i]) {
                sums[i].join(ordinal, deviation, bucket.index);
            }
        }
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
        packMoving(oldEdge, newEdge);
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
        List<Bucket> passed = buckets.subList(0, place(newEdge - longest + 1));
        passed.forEach(bucket -> recent[(int) bucket.index & recent.length - 1] = null);
        passed.clear();
        forgetLast();
        settlePassed();
        return true;
    }

    private static void join(Bucket bucket, BucketSums window) {
        bucket.forEach((first, packed) -> window.join(first, packed, bucket.index));
    }

    private static void leave(Bucket bucket, BucketSums window) {
        bucket.forEach((first, packed) -> window.leave(first, packed, bucket.index));
    }

    /** Packs what waits in buckets that join or leave a window. */
    private void packMoving(long oldEdge, long newEdge) {
        for (int b = place(oldEdge + 1); b < place(newEdge + 1); b++) {
            pack(buckets.get(b));
        }
        for (int length : lengths) {
            for (int b = place(oldEdge - length + 1); b < place(newEdge - length + 1); b++) {
                pack(buckets.get(b));
            }
        }
    }

    /** Settles buckets behind the edge, newest first, without stopping the writer for long. */
    private void settlePassed() {
        int rows = 0;
        for (int b = place(edge) - 1; b >= 0 && rows < SETTLED_AT_ONCE; b--) {
            rows += buckets.get(b).settle();
        }
    }

    void clear(int ordinal) {
        for (Bucket bucket : buckets) {
            if (bucket.mayDeviate()) {
                pack(bucket);
            }
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
                        id.part() << Bucket.PART_SHIFT,
                        in,
                        ordinal -> {
                            boolean drop = stale.test(ordinal);
                            differs[0] |= drop;
                            return drop;
                        });
        if (in.remaining() != 0) {
            throw new MalformedBytesException("a bucket has bytes too many");
        }
        int place = place(id.index());
        if (place == buckets.size() || buckets.get(place).index != id.index()) {
            buckets.add(place, new Bucket(id.index(), id.index() < edge));
        }
        buckets.get(place).restore(id.part(), entries, differs[0]);
    }

    /** Sums up the windows once all parts are there. */
    void restored() {
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
            double sum = sign * bucket.sum(fromOrdinal);
            if (sum != 0) {
                choose(bucket.index);
                for (int i = 0; i < sums.length; i++) {
                    if (bucket.index <= edge && bucket.index > edge - lengths[i]) {
                        sums[i].join(ordinal, sum, bucket.index);
                    }
                }
                addToLast(ordinal, sum);
            }
        }
    }

    /** Fills the empty windows with what others of the same form hold, under other ordinals. */
    void addAll(SlidingWindows from, IntUnaryOperator newOrdinal) {
        startAt(from.edge);
        for (Bucket source : from.buckets) {
            from.pack(source);
            choose(source.index);
            source.forEach(
                    (first, packed) -> {
                        for (int i = 0; i < packed.size(); i++) {
                            int to = newOrdinal.applyAsInt(first + packed.row(i));
                            if (to >= 0) {
                                last.add(to, packed.sum(i));
                            }
                        }
                    });
            pack(last);
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
