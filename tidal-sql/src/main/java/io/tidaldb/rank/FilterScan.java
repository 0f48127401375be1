package io.tidaldb.rank;

import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.Values;

/** The rows that pass a filter, in the order of ordinals. Immutable; one instance serves many threads. */
public final class FilterScan {
    private final Predicate filter;

    public FilterScan(Predicate filter) {
        this.filter = filter;
    }

    /** Starts an execution; exclusions of the source apply. */
    public Cursor open(RankedSource source, Values parameters, long now) {
        throw new UnsupportedOperationException(filter.toString());
    }

    /** How many rows pass. */
    public long count(RankedSource source, Values parameters, long now) {
        throw new UnsupportedOperationException(filter.toString());
    }

    /** One execution, for one thread. Close it to give its buffers back. */
    public interface Cursor extends AutoCloseable {
        /** Moves to the next block with rows that pass; false at the end. */
        boolean next();

        /** The block's rows, valid until the next move; the first {@link #count} elements. */
        int[] ordinals();

        int count();

        @Override
        void close();
    }
}
