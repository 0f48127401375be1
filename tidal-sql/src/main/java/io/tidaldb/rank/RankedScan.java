package io.tidaldb.rank;

import io.tidaldb.rank.expression.Values;

/** The exact ranked top-k over columns. Immutable; one instance serves any number of threads. */
public final class RankedScan {
    private final RankedQuery query;

    public RankedScan(RankedQuery query) {
        this.query = query;
    }

    /**
     * Runs the query.
     *
     * @param now epoch milliseconds
     * @param offset how many rows to skip of the diversified order, 0 or more
     * @param limit how many rows to return, 0 or more; {@link Integer#MAX_VALUE} for all
     */
    public RankedResult run(
            RankedSource source, Values parameters, long now, int offset, int limit) {
        throw new UnsupportedOperationException(query.toString());
    }
}
