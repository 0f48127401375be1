package io.tidaldb.vector;

/** A quantised vector that nodes are compared with, by approximate scores. For one thread. */
final class Probe {
    private final Nodes nodes;
    private final short[] codes;
    private float factor;
    private float length;
    private boolean distance;

    Probe(Nodes nodes) {
        this.nodes = nodes;
        this.codes = new short[nodes.stride];
    }

    /** A query: scores are about those of the metric, but for what is the same for all nodes. */
    void query(float[] vector) {
        float scale = Quantiser.quantise(vector, codes);
        factor = nodes.metric == Metric.COSINE ? 1 : scale;
        length = 0;
        distance = nodes.metric == Metric.EUCLIDEAN;
    }

    /**
     * A node, as one among whose like its neighbours are chosen. Those of the dot product are the
     * nearest by distance: the best for a query is then reached step by step as on a hill, whereas
     * by dot products the longest vectors would be everyone's neighbours, and the rest nobody's.
     */
    void node(int node) {
        Block block = nodes.block(node);
        int i = node & Nodes.MASK;
        byte[] from = block.codes;
        int at = i * codes.length;
        for (int j = 0; j < codes.length; j++) {
            codes[j] = from[at + j];
        }
        factor = block.factors[i];
        length = block.lengths[i];
        distance = nodes.metric != Metric.COSINE;
    }

    float score(int node) {
        Block block = nodes.block(node);
        int i = node & Nodes.MASK;
        int dot = Kernels.BEST.dot(codes, block.codes, i * codes.length);
        float product = dot * (factor * block.factors[i]);
        return distance ? 2 * product - (length + block.lengths[i]) : product;
    }

    void scores(int[] ids, int count, float[] scores) {
        for (int i = 0; i < count; i++) {
            scores[i] = score(ids[i]);
        }
    }
}
