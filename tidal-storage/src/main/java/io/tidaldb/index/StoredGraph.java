package io.tidaldb.index;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.table.RowCursor;
import io.tidaldb.vector.HnswRestore;
import io.tidaldb.vector.Metric;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * The graph of one index as a checkpoint has it, and what becomes of it together with the rows. One
 * thread at a time.
 */
final class StoredGraph {
    private static final Logger LOG = LoggerFactory.getLogger(StoredGraph.class);

    private final VectorIndexDefinition definition;
    private final TableIndex index;
    private final HnswRestore graph;
    private boolean hasPages;

    /** Why it cannot be used; null while it can. */
    private String refusal;

    private int read;

    /**
     * @param graph takes the pages
     */
    StoredGraph(VectorIndexDefinition definition, TableIndex index, HnswRestore graph) {
        this.definition = definition;
        this.index = index;
        this.graph = graph;
    }

    void page(PageId id, ByteReader in) {
        if (refusal != null) {
            return;
        }
        hasPages = true;
        try {
            graph.page(id, in);
        } catch (MalformedBytesException e) {
            refuse(e.getMessage());
        }
    }

    void damaged(String what) {
        if (refusal == null) {
            refuse("it is damaged: " + what);
        }
    }

    String refusal() {
        return refusal;
    }

    private void refuse(String why) {
        refusal =
                "the graph of index "
                        + definition.name()
                        + " in the checkpoint is made anew from the rows: "
                        + why;
        LOG.warn("{}", refusal);
    }

    /**
     * Reads the rows. Those that have changed since the checkpoint are linked anew, all others are
     * where they were.
     *
     * @param captured the position that the checkpoint stands for
     * @return null if nothing, or nothing that can be used, is in the checkpoint
     */
    VectorRows restore(long captured, IntConsumer progress) {
        if (!hasPages || refusal != null) {
            return null;
        }
        try {
            BitSet others = readVectors(captured, progress);
            VectorRows rows = new VectorRows(definition, graph.finish());
            OrdinalPuts changed = new OrdinalPuts(index, rows, put -> progress.accept(read + put));
            others.stream().forEach(changed::add);
            changed.finish();
            return rows;
        } catch (MalformedBytesException e) {
            refuse(e.getMessage());
            return null;
        }
    }

    /** Gives the graph its vectors; returns whose are not in it. */
    private BitSet readVectors(long captured, IntConsumer progress) {
        Metric metric = VectorRows.metric(definition.metric());
        int dimension = VectorRows.dimension(definition, index.table());
        BitSet others = new BitSet();
        try (RowCursor rows = index.scan()) {
            while (rows.next()) {
                float[] vector =
                        VectorRows.comparable(rows.row()[definition.column()], metric, dimension);
                // What an ordinal's node is of is known only of rows that have not changed.
                if (vector != null
                        && !(rows.modifiedAt() <= captured
                                && graph.vector(rows.ordinal(), vector))) {
                    others.set(rows.ordinal());
                }
                progress.accept(++read);
            }
        }
        return others;
    }
}
