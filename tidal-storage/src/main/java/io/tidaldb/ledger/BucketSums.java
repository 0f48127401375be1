package io.tidaldb.ledger;

/** What the buckets of a stretch of time that moves along add up to, per ordinal. */
sealed interface BucketSums permits RunningSums, LinearDecay {
    /** Adds what an ordinal got in a bucket that lies within the stretch. */
    void join(int ordinal, double weight, long bucket);

    /** Takes away what an ordinal got in a bucket that the stretch has passed. */
    void leave(int ordinal, double weight, long bucket);

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
