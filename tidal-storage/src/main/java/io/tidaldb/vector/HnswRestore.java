package io.tidaldb.vector;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.PageId;

import java.util.Arrays;

/**
 * Makes an index of the pages that {@link HnswIndex#capture} gave and of the vectors that have not
 * changed since: first all pages, then the vectors, then {@link #finish}. For one thread.
 */
public final class HnswRestore {
    private final HnswOptions options;
    private final Nodes nodes;
    private int blocks;
    private int[] ordinals = {};
    private int size;
    private boolean complete;

    /**
     * @throws IllegalArgumentException unless the dimension is from 1 to {@link
     *     Metric#MAX_DIMENSION}
     */
    public HnswRestore(Metric metric, int dimension, HnswOptions options) {
        this.options = options;
        this.nodes = HnswIndex.newNodes(metric, dimension, options);
    }

    /**
     * Reads the next page; they come in the order of their indexes.
     *
     * @throws MalformedBytesException if it is no such page, not the next one, or of a graph with
     *     another degree
     */
    public void page(PageId id, ByteReader in) {
        if (id.index() != blocks || nodes.limit() != blocks * Nodes.BLOCK) {
            throw new MalformedBytesException(
                    "block " + id.index() + " of a graph follows " + nodes.limit() + " nodes");
        }
        int[] read = GraphPage.read(in, nodes);
        int limit = nodes.limit();
        if (limit > ordinals.length) {
            ordinals = Arrays.copyOf(ordinals, Math.max(limit, 2 * ordinals.length));
        }
        System.arraycopy(read, 0, ordinals, limit - read.length, read.length);
        blocks++;
    }

    /**
     * Gives the vector of an ordinal.
     *
     * @return false if the graph has no node of it: it is to be put into the index
     * @throws IllegalArgumentException if the metric cannot compare the vector
     * @throws MalformedBytesException if the pages, of which there will be no more, contradict each
     *     other
     */
    public boolean vector(int ordinal, float[] vector) {
        complete();
        float squaredLength = nodes.metric.check(vector, nodes.dimension);
        int node = nodes.nodeOf(ordinal);
        if (node == Nodes.NONE || nodes.ordinal(node) >= 0) {
            return false;
        }
        nodes.fill(node, ordinal, vector, squaredLength);
        size++;
        return true;
    }

    private void complete() {
        if (complete) {
            return;
        }
        complete = true;
        int limit = nodes.limit();
        for (int node = 0; node < limit; node++) {
            for (int level = nodes.level(node); level >= 0; level--) {
                check(node, level, limit);
            }
            int ordinal = ordinals[node];
            if (ordinal >= 0) {
                if (nodes.nodeOf(ordinal) != Nodes.NONE) {
                    throw new MalformedBytesException("an ordinal has two nodes: " + ordinal);
                }
                nodes.setNodeOf(ordinal, node);
            }
        }
    }

    private void check(int node, int level, int limit) {
        int[] links = nodes.links(node, level);
        int at = nodes.linkOffset(node, level);
        for (int i = links[at]; i > 0; i--) {
            int neighbour = links[at + i];
            if (neighbour >= limit || nodes.level(neighbour) < level) {
                throw new MalformedBytesException(
                        "node " + node + " has no neighbour " + neighbour + " in layer " + level);
            }
        }
    }

    /**
     * The index. Nodes whose vectors were not given are taken out, and what was not linked when the
     * pages were captured is linked in the background.
     *
     * @throws MalformedBytesException if the pages contradict each other
     */
    public HnswIndex finish() {
        complete();
        int limit = nodes.limit();
        for (int block = 0; block < blocks; block++) {
            nodes.blockAt(block).changed = false;
        }
        NodeSet leaving = new NodeSet(limit);
        for (int node = 0; node < limit; node++) {
            if (nodes.ordinal(node) < 0) {
                leaving.add(node);
                if (ordinals[node] >= 0) {
                    nodes.setNodeOf(ordinals[node], Nodes.NONE);
                    nodes.block(node).changed = true;
                }
            }
        }
        enter(limit, leaving);
        return HnswIndex.restored(nodes, options, size, leaving);
    }

    private void enter(int limit, NodeSet leaving) {
        int best = Nodes.NONE;
        for (int node = 0; node < limit; node++) {
            boolean linked = !leaving.contains(node) && nodes.degree(node, 0) > 0;
            if (linked && (best == Nodes.NONE || nodes.level(node) > nodes.level(best))) {
                best = node;
            }
        }
        nodes.setEntry(best);
    }
}
