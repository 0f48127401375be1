package io.tidaldb.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The nodes of a graph: quantised vectors, ordinals and neighbours, in blocks of arrays.
 *
 * <p>The writer thread fills nodes and says which ordinal has which. Neighbours are written by any
 * thread under the node's {@link #lock}, and read without: a reader may find some of a list's old
 * nodes beside new ones, all of which were handed out once.
 */
final class Nodes {
    static final int BLOCK_SHIFT = 8;
    static final int BLOCK = 1 << BLOCK_SHIFT;
    static final int MASK = BLOCK - 1;

    /** The ordinal of a node that is in no use. */
    static final int FREE = Integer.MIN_VALUE;

    /** No node. */
    static final int NONE = -1;

    private static final int MAX_LEVEL = 12;
    private static final int SLOT_SHIFT = 6;
    private static final int SLOTS = 1 << SLOT_SHIFT;
    private static final int LOCKS = 512;

    private static final VarHandle NODES =
            MethodHandles.arrayElementVarHandle(int[].class).withInvokeExactBehavior();

    final Metric metric;
    final int dimension;

    /** How many codes a node has: the dimension and zeros after it. */
    final int stride;

    /**
     * How many neighbours a node has at most in the layers above the lowest, where it is twice
     * that.
     */
    final int degree;

    private final int linkStride;
    private final int floatsPerNode;
    private final double levelFactor;
    private final Object[] locks = new Object[LOCKS];

    /** What codes are relative to; null for zero. Set before the first node is published. */
    private float[] centre;

    /** For the writer. */
    private float[] shifted;

    /** Grow by copying; what they held before is published by {@link #limit}. */
    private Block[] blocks = {};

    private int[][] upper = {};
    private int slots;

    /** Nodes below it have been handed out. */
    private volatile int limit;

    /** The same, for the writer. */
    private int added;

    /** The node that has an ordinal now, or {@link #NONE}. */
    private volatile int[] nodeOf = {};

    private volatile int entry = NONE;

    /** The entry before it, while nodes are taken out that led to others; else {@link #NONE}. */
    private volatile int formerEntry = NONE;

    Nodes(Metric metric, int dimension, int degree, boolean keepFloats) {
        this.metric = metric;
        this.dimension = dimension;
        this.degree = degree;
        this.stride = Math.ceilDiv(dimension, Kernels.STEP) * Kernels.STEP;
        this.linkStride = 2 * degree + 2;
        this.floatsPerNode = keepFloats ? dimension : 0;
        this.levelFactor = 1 / Math.log(degree);
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    int limit() {
        return limit;
    }

    /** Hands out a node that never was in use; it must be {@link #fill filled}. Writer only. */
    int add() {
        int node = added;
        int block = node >>> BLOCK_SHIFT;
        if (block == blocks.length) {
            Block[] more = Arrays.copyOf(blocks, block + 1);
            more[block] = new Block(stride, floatsPerNode, linkStride);
            blocks = more;
        }
        int level = level(node);
        if (level > 0) {
            links0(node)[linkOffset(node) + 2 * degree + 1] = slots;
            slots += level;
            int pages = Math.ceilDiv(slots, SLOTS);
            if (pages > upper.length) {
                int from = upper.length;
                int[][] more = Arrays.copyOf(upper, pages);
                for (int i = from; i < pages; i++) {
                    more[i] = new int[SLOTS * (degree + 1)];
                }
                upper = more;
            }
        }
        added = node + 1;
        limit = added;
        return node;
    }

    /** Writes a vector that was checked into a node. Writer only. */
    void fill(int node, int ordinal, float[] vector, float squaredLength) {
        Block block = block(node);
        int i = node & MASK;
        if (block.floats != null) {
            System.arraycopy(vector, 0, block.floats, i * dimension, dimension);
        }
        if (metric == Metric.EUCLIDEAN && centre == null) {
            centre = vector.clone();
            shifted = new float[dimension];
        }
        float scale = Quantiser.quantise(shift(vector, shifted), block.codes, i * stride);
        long squared = Quantiser.squaredLength(block.codes, i * stride, dimension);
        if (metric == Metric.COSINE) {
            block.factors[i] = (float) (1 / Math.sqrt(squared));
            block.lengths[i] = (float) Math.sqrt(squaredLength);
        } else {
            block.factors[i] = scale;
            block.lengths[i] = scale * scale * squared;
        }
        setOrdinal(node, ordinal);
    }

    /**
     * The vector as it is quantised: under {@link Metric#EUCLIDEAN} relative to the first that
     * came. Distances stay as they are, and vectors that all lie far from zero do not lose in the
     * codes what tells them apart.
     *
     * @param into used for the result where it is another
     */
    float[] shift(float[] vector, float[] into) {
        float[] origin = centre;
        if (origin == null) {
            return vector;
        }
        for (int i = 0; i < dimension; i++) {
            into[i] = vector[i] - origin[i];
        }
        return into;
    }

    void setOrdinal(int node, int ordinal) {
        Block block = block(node);
        NODES.setRelease(block.ordinals, node & MASK, ordinal);
        block.changed = true;
    }

    /** The ordinal that a node is of, {@code ~ordinal} if it is retired, or {@link #FREE}. */
    int ordinal(int node) {
        return (int) NODES.getAcquire(block(node).ordinals, node & MASK);
    }

    /** The node that has an ordinal's vector, or {@link #NONE}. */
    int nodeOf(int ordinal) {
        int[] all = nodeOf;
        return ordinal < all.length ? ((int) NODES.getAcquire(all, ordinal)) - 1 : NONE;
    }

    /** Writer only. */
    void setNodeOf(int ordinal, int node) {
        int[] all = nodeOf;
        if (ordinal >= all.length) {
            long length = Math.max(ordinal + 1L, Math.max(BLOCK, all.length * 3L / 2));
            all = Arrays.copyOf(all, (int) Math.min(Integer.MAX_VALUE - 8L, length));
            nodeOf = all;
        }
        NODES.setVolatile(all, ordinal, node + 1);
    }

    /** Ordinals from it on have no node. */
    int ordinalLimit() {
        return nodeOf.length;
    }

    /** Makes what the writer has written so far visible to whoever reads {@link #limit} next. */
    void publish() {
        limit = added;
    }

    Block block(int node) {
        return blocks[node >>> BLOCK_SHIFT];
    }

    Block blockAt(int index) {
        return blocks[index];
    }

    /**
     * The highest layer that a node is in: the same whenever it is asked, one in {@code degree}
     * above 0.
     */
    int level(int node) {
        double uniform = ((random(node) >>> 11) + 1) * 0x1p-53;
        return Math.min(MAX_LEVEL, (int) (-Math.log(uniform) * levelFactor));
    }

    /** A number from 0 that looks random and is the same whenever it is asked. */
    static int salt(int node) {
        return (int) random(node) & Integer.MAX_VALUE;
    }

    private static long random(int node) {
        // The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
        long mixed = (node + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /** How many neighbours a list has room for. */
    int capacity(int level) {
        return level == 0 ? 2 * degree : degree;
    }

    /** The array in which a node's list is; the count is at the offset and the nodes follow. */
    int[] links(int node, int level) {
        return level == 0 ? links0(node) : upper[slot(node, level) >>> SLOT_SHIFT];
    }

    int linkOffset(int node, int level) {
        return level == 0 ? linkOffset(node) : (slot(node, level) & SLOTS - 1) * (degree + 1);
    }

    private int[] links0(int node) {
        return block(node).links;
    }

    private int linkOffset(int node) {
        return (node & MASK) * linkStride;
    }

    private int slot(int node, int level) {
        return links0(node)[linkOffset(node) + 2 * degree + 1] + level - 1;
    }

    /** How many neighbours a node has in a layer. */
    int degree(int node, int level) {
        return count(links(node, level), linkOffset(node, level), level);
    }

    /** How many neighbours are in the list at an offset. */
    int count(int[] links, int at, int level) {
        return Math.min((int) NODES.getAcquire(links, at), capacity(level));
    }

    /** Adds to a list that has room. To be called under the node's lock. */
    void addLink(int node, int level, int neighbour) {
        int[] links = links(node, level);
        int at = linkOffset(node, level);
        int count = links[at];
        links[at + 1 + count] = neighbour;
        NODES.setRelease(links, at, count + 1);
        block(node).changed = true;
    }

    /** Writes a node's list. To be called under the node's lock. */
    void setLinks(int node, int level, int[] neighbours, int count) {
        int[] links = links(node, level);
        int at = linkOffset(node, level);
        // Readers that come between see a list that is shorter or holds nodes of before.
        System.arraycopy(neighbours, 0, links, at + 1, count);
        NODES.setRelease(links, at, count);
        block(node).changed = true;
    }

    /** What guards a node's lists. Nobody holds two. */
    Object lock(int node) {
        return locks[node * 0x9E3779B9 >>> 23];
    }

    /**
     * The node where searches begin, in the highest layer that has any; {@link #NONE} without
     * nodes.
     */
    int entry() {
        return entry;
    }

    /** To be called by one thread at a time. */
    void setEntry(int node) {
        entry = node;
    }

    /**
     * Another node from which a search has to begin as well, since there may be no way from the
     * entry to what can be reached from it; {@link #NONE} if there is none.
     */
    int formerEntry() {
        return formerEntry;
    }

    /** To be called by one thread at a time. */
    void setFormerEntry(int node) {
        formerEntry = node;
    }

    long byteSize() {
        long perNode = stride + 4L * (floatsPerNode + linkStride + 3);
        return (long) blocks.length * BLOCK * perNode
                + (long) upper.length * SLOTS * 4 * (degree + 1)
                + 4L * nodeOf.length;
    }
}
