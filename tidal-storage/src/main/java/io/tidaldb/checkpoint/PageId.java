package io.tidaldb.checkpoint;

/**
 * What a page holds, whatever its version.
 *
 * @param kind which kind of state
 * @param owner the id of the signal; for graphs, that of the index
 * @param sub which half-life of the signal, or which of its grids of time buckets, those of windows
 *     before those of linear decays, counted from 0
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
        /**
         * In bases, what {@link #MARKED} is in checkpoints. In checkpoints of earlier versions, the
         * items that a group of users has seen by any signal.
         */
        SEEN,
        /** In checkpoints of earlier versions, the items that are excluded for a group of users. */
        EXCLUDED,
        /** The positions of events that were retracted between two checkpoints. */
        RETRACTED,
        /** A block of nodes of the graph of a vector index. */
        GRAPH,
        /** The items that a group of users has events of a signal on. */
        MARKED,
        /** A block of items with the items that the same users had events of a signal on. */
        RELATED,
        /** The items that a group of users had events of a signal on last. */
        RECENT;

        /** Whether a signal's ledger has such pages. */
        public boolean isLedger() {
            return switch (this) {
                case DECAYED, SUMS, BUCKET -> true;
                case EVENT_IDS, SEEN, EXCLUDED, RETRACTED, GRAPH, MARKED, RELATED, RECENT -> false;
            };
        }
    }

    @Override
    public String toString() {
        return kind + "/" + owner + "/" + sub + "/" + index + "/" + part;
    }
}
