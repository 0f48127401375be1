package io.tidaldb.checkpoint;

/**
 * What a page holds, whatever its version.
 *
 * @param kind which kind of state
 * @param owner the id of the signal; for sets of items, that of the item table; for graphs, that of
 *     the index
 * @param sub which half-life of the signal, or which of its grids of time buckets, those of windows
 *     before those of linear decays, counted from 0; for sets of items, the id of the user table
 * @param index the block of ordinals, the time bucket's index, the generation of event ids, the
 *     group of users, the number of a page of retracted positions, or the block of a graph's nodes
 * @param part which part of a bucket or generation, counted from 0; else 0
 */
public record PageId(Kind kind, int owner, int sub, long index, int part) {
    /** Kinds of state. Their order is part of the format. */
    public enum Kind {
        /** A block of decayed values in one half-life. */
        DECAYED,
        /** A block of sums over all time. */
        SUMS,
        /** What a range of ordinals got within one time bucket. */
        BUCKET,
        /** Event ids that were remembered between two checkpoints. */
        EVENT_IDS,
        /** The items that a group of users has seen. */
        SEEN,
        /** The items that are excluded for a group of users. */
        EXCLUDED,
        /** The positions of events that were retracted between two checkpoints. */
        RETRACTED,
        /** A block of nodes of the graph of a vector index. */
        GRAPH;

        /** Whether a signal's ledger has such pages. */
        public boolean isLedger() {
            return switch (this) {
                case DECAYED, SUMS, BUCKET -> true;
                case EVENT_IDS, SEEN, EXCLUDED, RETRACTED, GRAPH -> false;
            };
        }
    }

    @Override
    public String toString() {
        return kind + "/" + owner + "/" + sub + "/" + index + "/" + part;
    }
}
