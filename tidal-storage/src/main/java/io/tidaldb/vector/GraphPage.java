package io.tidaldb.vector;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;

import java.util.Arrays;

/**
 * A block of a graph's nodes: whose they are, and their neighbours; the vectors are in the table's
 * rows. The ordinals are those of the moment of the capture. Neighbours are those of the moment
 * when the page is written; of another moment than other pages' they are as good, since a list may
 * name any nodes. Its body, all numbers v:
 *
 * <pre>
 * degree     of the graph
 * nodes      how many follow, 256 but in the last block
 * for each:
 *   ordinal  plus 1; 0 if the node is no ordinal's
 *   lists    one for each layer from the lowest to the node's highest, which follows from its number:
 *     count
 *     nodes  in ascending order, each as its distance to the one before
 * </pre>
 *
 * @param ordinals as many as there are nodes; negative ones are no ordinal's
 * @param limit how many nodes the graph had at the capture
 * @param unlinked nodes that were not known to be linked at the capture. They are written without
 *     neighbours: some of those that lead to them may be on pages of before.
 */
record GraphPage(PageId id, Nodes nodes, int block, int[] ordinals, int limit, NodeSet unlinked)
        implements Page {
    @Override
    public void write(ByteWriter out) {
        out.writeVarInt(nodes.degree);
        out.writeVarInt(ordinals.length);
        int[] list = new int[nodes.capacity(0)];
        for (int i = 0; i < ordinals.length; i++) {
            int node = block * Nodes.BLOCK + i;
            out.writeVarInt(Math.max(0, ordinals[i] + 1));
            int level = nodes.level(node);
            for (int l = 0; l <= level; l++) {
                write(out, list, unlinked.contains(node) ? 0 : copy(node, l, list));
            }
        }
    }

    /** Copies a list without what came after the capture. */
    private int copy(int node, int level, int[] list) {
        int size = 0;
        synchronized (nodes.lock(node)) {
            int[] links = nodes.links(node, level);
            int at = nodes.linkOffset(node, level);
            for (int i = 1; i <= links[at]; i++) {
                if (links[at + i] < limit) {
                    list[size++] = links[at + i];
                }
            }
        }
        return size;
    }

    private static void write(ByteWriter out, int[] list, int size) {
        Arrays.sort(list, 0, size);
        out.writeVarInt(size);
        int last = 0;
        for (int i = 0; i < size; i++) {
            out.writeVarInt(list[i] - last);
            last = list[i];
        }
    }

    /**
     * Reads the next block into new nodes.
     *
     * @return the ordinals of its nodes, or {@link Nodes#FREE}
     * @throws MalformedBytesException if it is no such page, or of a graph of another degree
     */
    static int[] read(ByteReader in, Nodes nodes) {
        int degree = in.readVarInt();
        if (degree != nodes.degree) {
            throw new MalformedBytesException(
                    "a graph's degree is " + degree + " instead of " + nodes.degree);
        }
        int count = in.readVarInt();
        if (count < 1 || count > Nodes.BLOCK) {
            throw new MalformedBytesException("a block of a graph has " + count + " nodes");
        }
        int[] ordinals = new int[count];
        int[] list = new int[nodes.capacity(0)];
        for (int i = 0; i < count; i++) {
            int ordinal = in.readVarInt();
            if (ordinal < 0) {
                throw new MalformedBytesException("a node's ordinal is out of range");
            }
            ordinals[i] = ordinal == 0 ? Nodes.FREE : ordinal - 1;
            int node = nodes.add();
            int level = nodes.level(node);
            for (int l = 0; l <= level; l++) {
                nodes.setLinks(node, l, list, readList(in, list, nodes.capacity(l)));
            }
        }
        if (in.remaining() != 0) {
            throw new MalformedBytesException("a block of a graph has bytes too many");
        }
        return ordinals;
    }

    private static int readList(ByteReader in, int[] list, int capacity) {
        int size = in.readVarInt();
        if (size < 0 || size > capacity) {
            throw new MalformedBytesException("a node has " + size + " neighbours");
        }
        long node = 0;
        for (int i = 0; i < size; i++) {
            node += in.readVarInt() & 0xFFFF_FFFFL;
            if (node >= Integer.MAX_VALUE) {
                throw new MalformedBytesException("a neighbour is node " + node);
            }
            list[i] = (int) node;
        }
        return size;
    }
}
