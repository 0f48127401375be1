package io.tidaldb.sql.execute;

import io.tidaldb.sql.runtime.StatementContext;
import io.tidaldb.store.WriteSet;

/** What a modification writes. */
interface RowChange {
    /**
     * Adds the changes of one execution to a write set.
     *
     * @return how many rows they change
     */
    long addTo(WriteSet writes, StatementContext context);

    /**
     * Whether what it writes depends on rows that it read, so that it must be done again when
     * another statement has changed one of them meanwhile.
     */
    boolean dependsOnRows();
}
