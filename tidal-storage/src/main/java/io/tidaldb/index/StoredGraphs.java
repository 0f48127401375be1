package io.tidaldb.index;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.checkpoint.PageId;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;

/**
 * The graphs of vector indexes as a checkpoint has them. One that cannot be used is left out and
 * made anew from the rows, which everything in it follows from.
 */
public final class StoredGraphs {
    /** Of no checkpoint. */
    public static final StoredGraphs NONE = new StoredGraphs(Map.of());

    private final Map<Integer, StoredGraph> graphs;

    /**
     * @param graphs by the ids of their indexes
     */
    StoredGraphs(Map<Integer, StoredGraph> graphs) {
        this.graphs = Map.copyOf(graphs);
    }

    /**
     * Reads a page. Those of one graph come from one thread, in the order of their indexes; those
     * of an index that is not known any more are passed over.
     */
    public void page(PageId id, ByteReader in) {
        StoredGraph graph = graphs.get(id.owner());
        if (graph != null) {
            graph.page(id, in);
        }
    }

    /** Is told what of an index's graph is damaged, by the thread that its pages come from. */
    public void damaged(int index, String what) {
        StoredGraph graph = graphs.get(index);
        if (graph != null) {
            graph.damaged(what);
        }
    }

    /** Why graphs that are in the checkpoint are made anew, a sentence for each. */
    public List<String> refusals() {
        return graphs.values().stream()
                .map(StoredGraph::refusal)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    /** As {@link StoredGraph#restore}; null also where the index is not known. */
    VectorRows restore(int index, long captured, IntConsumer progress) {
        StoredGraph graph = graphs.get(index);
        return graph == null ? null : graph.restore(captured, progress);
    }
}
