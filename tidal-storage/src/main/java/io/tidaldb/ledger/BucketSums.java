package io.tidaldb.ledger;

/** What the buckets of a stretch of time that moves along add up to, per ordinal. */
sealed interface BucketSums permits RunningSums, LinearDecay {
    /** Adds what an ordinal got in a bucket that lies within the stretch. */
    void join(int ordinal, double weight, long bucket);

    /**
     * Adds those of some events that lie in a range of buckets, which lies within the stretch.
     *
     * @param first the first bucket
     * @param last the last one
     */
    void join(SortedEvents events, BucketGrid grid, long first, long last);

    /**
     * Adds what ordinals got in a bucket that lies within the stretch.
     *
     * @param first the ordinal of row 0
     */
    void join(int first, PackedSums packed, long bucket);

    /** Takes away what ordinals got in a bucket that the stretch has passed; as above. */
    void leave(int first, PackedSums packed, long bucket);

    /** Makes an ordinal's sums 0. */
    void clear(int ordinal);

    /** Prepares for a new last bucket of the stretch, before others join and leave. */
    void moveTo(long edge);

    /** The first edge that {@link #moveTo} should be told of even if no bucket joins or leaves. */
    long nextMove();

    /** Makes bounds exact after buckets have left. */
    void tighten();

    /** About how many bytes they take. */
    long byteSize();
}
