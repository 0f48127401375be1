package io.tidaldb.store;

import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.index.TableIndex;
import io.tidaldb.vector.HnswIndex;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What a checkpoint takes of the graphs of vector indexes. Writer only, or after it. */
final class GraphBlocks {
    private GraphBlocks() {}

    /** Whether there is anything that the last checkpoint does not have. */
    static boolean haveChanged(Projections projections) {
        for (TableIndex index : projections.indexes()) {
            HnswIndex graph = index.graph();
            if (graph != null && graph.hasChanged()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Hands out the blocks that changed since the last time.
     *
     * @return how many blocks there are, by index; those that cannot be searched are left out
     */
    static Map<Integer, Integer> capture(Projections projections, Consumer<Page> sink) {
        Map<Integer, Integer> blocks = new HashMap<>();
        for (TableIndex index : projections.indexes()) {
            HnswIndex graph = index.graph();
            if (graph != null) {
                int id = index.definition().id();
                graph.capture(block -> new PageId(PageId.Kind.GRAPH, id, 0, block, 0), sink);
                blocks.put(id, graph.blocks());
            }
        }
        return blocks;
    }
}
