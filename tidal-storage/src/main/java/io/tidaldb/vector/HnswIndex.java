package io.tidaldb.vector;

import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A hierarchical navigable small world graph over quantised vectors, whose best finds are scored
 * again exactly.
 *
 * <p>A vector that is put goes to a tail, which searches look through besides the graph; threads in
 * the background move it into the graph. A vector that is replaced or removed leaves its node
 * behind: it is walked over but not found, and when a fifth of all nodes are such, they are taken
 * out.
 */
public final class HnswIndex implements VectorIndex {
    private final Nodes nodes;
    private final FloatVectors vectors;
    private final Readers readers;
    private final Tail tail;
    private final Upkeep upkeep;

    /** Nodes to be used again. */
    private int[] free = {};

    private int freeCount;
    private volatile int size;

    /**
     * An empty index.
     *
     * @throws IllegalArgumentException unless the dimension is from 1 to {@link
     *     Metric#MAX_DIMENSION}
     */
    public HnswIndex(Metric metric, int dimension, HnswOptions options) {
        this(newNodes(metric, dimension, options), options);
    }

    static Nodes newNodes(Metric metric, int dimension, HnswOptions options) {
        return new Nodes(
                metric,
                Metric.checkDimension(dimension),
                options.degree(),
                options.vectors() == null);
    }

    private HnswIndex(Nodes nodes, HnswOptions options) {
        this.nodes = nodes;
        this.vectors = options.vectors();
        this.readers = new Readers(() -> new Scratch(nodes));
        this.tail = new Tail();
        this.upkeep =
                new Upkeep(
                        nodes,
                        new Linker(nodes, options.beam()),
                        readers,
                        tail,
                        options.executor(),
                        options.threads());
    }

    /**
     * An index of nodes that were restored.
     *
     * @param size how many ordinals have a node
     * @param unused nodes that are no ordinal's, but in the lists of others
     */
    static HnswIndex restored(Nodes nodes, HnswOptions options, int size, NodeSet unused) {
        HnswIndex index = new HnswIndex(nodes, options);
        index.size = size;
        for (int node = 0; node < nodes.limit(); node++) {
            boolean linked = nodes.degree(node, 0) > 0 || node == nodes.entry();
            if (!linked && !unused.contains(node)) {
                index.tail.add(node);
            }
        }
        index.upkeep.takeOut(unused);
        index.upkeep.wake();
        return index;
    }

    @Override
    public Metric metric() {
        return nodes.metric;
    }

    @Override
    public int dimension() {
        return nodes.dimension;
    }

    @Override
    public void put(int ordinal, float[] vector) {
        SearchChecks.checkOrdinal(ordinal);
        float squaredLength = nodes.metric.check(vector, nodes.dimension);
        int old = nodes.nodeOf(ordinal);
        int node = freeNode();
        nodes.fill(node, ordinal, vector, squaredLength);
        // First the new node, so that no search finds neither.
        nodes.publish();
        tail.add(node);
        nodes.setNodeOf(ordinal, node);
        if (old == Nodes.NONE) {
            size = size + 1;
        } else {
            retire(old, ordinal);
        }
        upkeep.wake();
    }

    private int freeNode() {
        if (freeCount == 0) {
            free = upkeep.takeUnlinked();
            freeCount = free.length;
        }
        return freeCount > 0 ? free[--freeCount] : nodes.add();
    }

    @Override
    public void remove(int ordinal) {
        SearchChecks.checkOrdinal(ordinal);
        int node = nodes.nodeOf(ordinal);
        if (node != Nodes.NONE) {
            nodes.setNodeOf(ordinal, Nodes.NONE);
            size = size - 1;
            retire(node, ordinal);
            upkeep.wake();
        }
    }

    private void retire(int node, int ordinal) {
        nodes.setOrdinal(node, ~ordinal);
        nodes.publish();
        upkeep.retired();
    }

    @Override
    public Nearest search(float[] query, int k, OrdinalFilter filter, int effort) {
        SearchChecks.check(k, effort);
        float squaredLength = nodes.metric.check(query, nodes.dimension);
        int all = size;
        int passing = filter == null ? all : Math.min(all, filter.cardinality());
        int wanted = Math.min(k, all);
        if (wanted == 0) {
            return Nearest.ofAscending(new long[0], 0, 0, false);
        }
        int width = Math.max(wanted, Math.min(effort, all));
        int rescored = SearchPlan.rescored(wanted, all);
        try (Scratch scratch = readers.enter()) {
            long retired = upkeep.retiredSoFar();
            scratch.probe.query(query);
            scratch.beam.forgetRetired();
            boolean walked =
                    !SearchPlan.scans(all, passing, width)
                            && walk(scratch, filter, width, SearchPlan.budget(passing))
                            && scratch.beam.size() >= Math.min(width, passing);
            if (!walked) {
                scan(scratch, filter, rescored);
            }
            if (upkeep.retiredSoFar() != retired) {
                // Some that were passed over had been replaced only since the search began.
                scratch.beam.offerReplacements();
            }
            return rescore(scratch, query, squaredLength, wanted, rescored, walked);
        }
    }

    private boolean walk(Scratch scratch, OrdinalFilter filter, int width, int budget) {
        scratch.beam.beginLive(scratch.probe, width, filter);
        scanTail(scratch);
        int entry = nodes.entry();
        if (entry == Nodes.NONE) {
            return true;
        }
        // The best of a long tail would end the walk before it came near to the query.
        int[] waiting = nodesOf(scratch.beam);
        if (waiting.length > 0) {
            scratch.beam.beginLive(scratch.probe, width, filter);
        }
        scratch.beam.seed(scratch.beam.descend(scratch.probe, entry, 0));
        int former = nodes.formerEntry();
        if (former != Nodes.NONE) {
            scratch.beam.seed(scratch.beam.descend(scratch.probe, former, 0));
        }
        boolean whole = scratch.beam.walk(0, budget);
        scratch.beam.offer(waiting, waiting.length);
        return whole;
    }

    private static int[] nodesOf(Beam beam) {
        int[] found = new int[beam.size()];
        long[] keys = beam.sorted();
        for (int i = 0; i < found.length; i++) {
            found[i] = ScoreKey.id(keys[i]);
        }
        return found;
    }

    private void scanTail(Scratch scratch) {
        if (tail.isEmpty()) {
            return;
        }
        int[] some = scratch.ids;
        int[] count = new int[1];
        boolean whole;
        do {
            whole =
                    tail.forEach(
                            node -> {
                                some[count[0]++] = node;
                                if (count[0] == some.length) {
                                    scratch.beam.offer(some, count[0]);
                                    count[0] = 0;
                                }
                            });
        } while (!whole);
        scratch.beam.offer(some, count[0]);
    }

    /** Looks at all that pass. */
    private void scan(Scratch scratch, OrdinalFilter filter, int width) {
        scratch.beam.beginLive(scratch.probe, width, filter);
        int[] some = scratch.ids;
        int count = 0;
        // By ordinals, each of which has its old node or its new one.
        int limit = nodes.ordinalLimit();
        long[] words = filter == null ? null : filter.words();
        int end = Math.ceilDiv(limit, Long.SIZE);
        for (int word = 0; word < (words == null ? end : Math.min(words.length, end)); word++) {
            for (long bits = words == null ? -1 : words[word]; bits != 0; bits &= bits - 1) {
                int node = nodes.nodeOf((word << 6) + Long.numberOfTrailingZeros(bits));
                if (node != Nodes.NONE) {
                    some[count++] = node;
                    if (count == some.length) {
                        scratch.beam.offer(some, count);
                        count = 0;
                    }
                }
            }
        }
        scratch.beam.offer(some, count);
    }

    /** The exact scores of the best, and of more while ordinals that were found are gone. */
    private Nearest rescore(
            Scratch scratch,
            float[] query,
            float squaredLength,
            int wanted,
            int rescored,
            boolean walked) {
        float length = (float) Math.sqrt(squaredLength);
        int found = scratch.beam.size();
        long[] approximate = scratch.beam.sorted();
        long[] exact = scratch.keys(found);
        int size = 0;
        for (int i = found - 1; i >= 0 && size < rescored; i--) {
            int node = ScoreKey.id(approximate[i]);
            int ordinal = nodes.ordinal(node);
            if (ordinal < 0) {
                // It was retired since it was found.
                ordinal = ~ordinal;
                node = nodes.nodeOf(ordinal);
            }
            if (node != Nodes.NONE) {
                float score = score(query, length, node, ordinal, scratch.vector);
                if (!Float.isNaN(score)) {
                    exact[size++] = ScoreKey.of(score, ordinal);
                }
            }
        }
        Arrays.sort(exact, 0, size);
        return Nearest.ofAscending(exact, size, wanted, walked);
    }

    /** NaN if the ordinal has no vector any more. */
    private float score(float[] query, float length, int node, int ordinal, float[] scratch) {
        Metric metric = nodes.metric;
        int dimension = nodes.dimension;
        Block block = nodes.block(node);
        int i = node & Nodes.MASK;
        if (vectors == null) {
            return metric.score(
                    query, 0, length, block.floats, i * dimension, block.lengths[i], dimension);
        }
        if (!vectors.read(ordinal, scratch)) {
            return Float.NaN;
        }
        float squared = Kernels.BEST.dot(scratch, 0, scratch, 0, dimension);
        return metric.score(query, 0, length, scratch, 0, (float) Math.sqrt(squared), dimension);
    }

    @Override
    public VectorScorer scorer(float[] query) {
        float[] own = query.clone();
        float length = (float) Math.sqrt(nodes.metric.check(own, nodes.dimension));
        return ordinal -> {
            try (Scratch scratch = readers.enter()) {
                int node = ordinal < 0 ? Nodes.NONE : nodes.nodeOf(ordinal);
                return node == Nodes.NONE
                        ? Float.NaN
                        : score(own, length, node, ordinal, scratch.vector);
            }
        };
    }

    @Override
    public int size() {
        return size;
    }

    /** How many vectors wait in the tail. */
    public int unlinked() {
        return tail.size();
    }

    @Override
    public long byteSize() {
        return nodes.byteSize() + tail.byteSize() + readers.byteSize() + 4L * free.length;
    }

    /**
     * Waits until nothing is left to do in the background, which it is while nothing is written.
     *
     * @throws IllegalStateException if something failed there; what was not done never will be, and
     *     searches are right all the same but slower
     */
    public void awaitIndexed() throws InterruptedException {
        upkeep.await();
    }

    /**
     * Hands the blocks of the graph that changed since the last call to a sink. Writer only.
     *
     * @param ids makes the page's id of a block's number
     */
    public void capture(LongFunction<PageId> ids, Consumer<Page> sink) {
        int limit = nodes.limit();
        int blocks = blocks();
        // Looked up before the marks are cleared: what was linked before has marked all its blocks.
        NodeSet unlinked = new NodeSet(limit);
        tail.forEach(unlinked::add);
        BitSet changed = new BitSet(blocks);
        for (int block = 0; block < blocks; block++) {
            Block state = nodes.blockAt(block);
            if (state.changed) {
                state.changed = false;
                changed.set(block);
            }
        }
        for (int node : unlinked.toArray()) {
            // To be captured again with its neighbours.
            nodes.block(node).changed = true;
        }
        for (int block = changed.nextSetBit(0); block >= 0; block = changed.nextSetBit(block + 1)) {
            int count = Math.min(Nodes.BLOCK, limit - block * Nodes.BLOCK);
            int[] ordinals = Arrays.copyOf(nodes.blockAt(block).ordinals, count);
            sink.accept(new GraphPage(ids.apply(block), nodes, block, ordinals, limit, unlinked));
        }
    }

    /** Whether {@link #capture} would hand out any block. Writer only. */
    public boolean hasChanged() {
        for (int block = 0; block < blocks(); block++) {
            if (nodes.blockAt(block).changed) {
                return true;
            }
        }
        return false;
    }

    /** How many blocks the graph has; they are numbered from 0. */
    public int blocks() {
        return Math.ceilDiv(nodes.limit(), Nodes.BLOCK);
    }

    @Override
    public void close() {
        upkeep.close();
    }
}
