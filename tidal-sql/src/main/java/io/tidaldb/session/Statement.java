package io.tidaldb.session;

import java.util.List;

/**
 * A statement that was parsed and planned; it may be executed any number of times, and is planned
 * anew by itself when the catalog has changed. Belongs to one {@link Session}.
 */
public interface Statement {
    enum Kind {
        /** Returns rows. */
        QUERY,
        /** Changes rows and returns how many. */
        MODIFICATION,
        /** Changes the catalog. */
        DEFINITION
    }

    String sql();

    Kind kind();

    /** The result's columns; empty unless it is a query. */
    List<ColumnDescription> columns();

    /** The types of its parameters, in order. */
    List<ValueType> parameters();

    /**
     * Runs a query.
     *
     * @param parameters a value per parameter. Accepted are the usual Java types of JDBC: boxed
     *     primitives, String, BigDecimal, byte[], float[], List, java.sql and java.time types
     * @param cancellation stops the statement when raised; see {@link Cancellation}
     * @throws io.tidaldb.error.TidalException if it fails or is not a query
     */
    Rows query(List<?> parameters, Cancellation cancellation);

    /**
     * Runs a modification or a definition, atomically.
     *
     * @return how many rows it changed; 0 for a definition
     * @throws io.tidaldb.error.TidalException if it fails; nothing has changed then
     */
    long update(List<?> parameters, Cancellation cancellation);

    /**
     * Runs a modification once per element. INSERTs are one atomic commit. An UPDATE, DELETE or
     * MERGE depends on what the ones before it did, so each element of these is a commit of its
     * own, and the elements before one that fails stay done.
     *
     * @return how many rows each element changed
     * @throws io.tidaldb.error.TidalException if an element fails; of INSERTs, nothing has changed
     *     then
     */
    long[] updateBatch(List<? extends List<?>> batch, Cancellation cancellation);
}
