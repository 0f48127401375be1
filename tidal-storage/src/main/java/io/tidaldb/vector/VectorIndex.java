package io.tidaldb.vector;

/**
 * The vectors of ordinals, and the search for those that are most like a query.
 *
 * <p>One thread writes. What it wrote is seen by every search that begins after the call has
 * returned; a search that runs meanwhile sees an ordinal's old vector or its new one. Any thread
 * searches, without locks.
 */
public interface VectorIndex extends AutoCloseable {
    Metric metric();

    /** How many numbers each vector has. */
    int dimension();

    /**
     * Gives an ordinal a vector, in place of one that it had. Writer only.
     *
     * @param ordinal from 0 to 2<sup>31</sup>−2
     * @param vector is copied
     * @throws IllegalArgumentException if the metric {@link Metric#check cannot compare} the
     *     vector; nothing changes
     */
    void put(int ordinal, float[] vector);

    /** Takes an ordinal's vector away; nothing happens if it has none. Writer only. */
    void remove(int ordinal);

    /**
     * The ordinals with the best scores. As many as were asked for are returned whenever so many
     * pass.
     *
     * @param k how many, at least 1; more than there are is no error
     * @param filter which may be returned; null for all
     * @param effort how many candidates are kept while searching, at least 1: more find more of the
     *     best and take longer. What is below {@code k} counts as {@code k}. An exact index needs
     *     none.
     * @throws IllegalArgumentException if {@code k} or {@code effort} is less than 1 or the metric
     *     cannot compare the query
     */
    Nearest search(float[] query, int k, OrdinalFilter filter, int effort);

    /**
     * Exact scores against a query, which is copied.
     *
     * @throws IllegalArgumentException if the metric cannot compare the query
     */
    VectorScorer scorer(float[] query);

    /**
     * The exact score of one ordinal; NaN if it has no vector.
     *
     * @throws IllegalArgumentException if the metric cannot compare the query
     */
    default float score(int ordinal, float[] query) {
        return scorer(query).score(ordinal);
    }

    /** How many ordinals have a vector. */
    int size();

    /** About how many bytes of memory it takes. */
    long byteSize();

    /**
     * Ends what runs in the background. Nothing is to be written to it afterwards; searches that
     * hold it go on as long as they like.
     */
    @Override
    void close();
}
