package io.tidaldb.sql.execute;

import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.store.WriteSet;

/** What a modification writes. */
interface RowChange {
    /** Starts to fill a write set. */
    Filling open(WriteSet writes);

    /**
     * Whether what it writes depends on rows that it read, so that it must be done again when
     * another statement has changed one of them meanwhile.
     */
    boolean dependsOnRows();

    /** One or more executions of the modification on their way into one write set. */
    interface Filling {
        /**
         * Adds the changes of one execution.
         *
         * @return how many rows they change
         */
        long add(StatementContext context);

        /** Completes the write set after the last execution. */
        default void finish() {}
    }
}
