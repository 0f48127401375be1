package io.tidaldb.vector;

import java.util.Arrays;

/**
 * What is kept of {@link Nodes#BLOCK} nodes. Which thread may write what is said at {@link Nodes}.
 */
final class Block {
    /** Quantised vectors. */
    final byte[] codes;

    /** Vectors as they are; null where a {@link FloatVectors} has them. */
    final float[] floats;

    /** The number that turns a product of codes into a score. */
    final float[] factors;

    /** The lengths of vectors under cosine, else the squared lengths of the quantised ones. */
    final float[] lengths;

    /** Ordinals; {@code ~ordinal} of nodes that are retired; {@link Nodes#FREE} of no node. */
    final int[] ordinals;

    /** Neighbours in the lowest layer: their count, their nodes, and the first slot above. */
    final int[] links;

    /** Whether ordinals or links have changed since they were captured. */
    volatile boolean changed;

    Block(int stride, int floatsPerNode, int linkStride) {
        codes = new byte[Nodes.BLOCK * stride];
        floats = floatsPerNode == 0 ? null : new float[Nodes.BLOCK * floatsPerNode];
        factors = new float[Nodes.BLOCK];
        lengths = new float[Nodes.BLOCK];
        ordinals = new int[Nodes.BLOCK];
        Arrays.fill(ordinals, Nodes.FREE);
        links = new int[Nodes.BLOCK * linkStride];
    }
}
