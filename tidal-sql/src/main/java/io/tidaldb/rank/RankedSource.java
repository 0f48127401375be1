package io.tidaldb.rank;

import io.tidaldb.column.OrdinalSet;
import io.tidaldb.rank.topk.KeyOrder;

import java.util.List;

/** The rows of one table as one statement sees them. */
public interface RankedSource extends KeyOrder {
    /** One more than the greatest ordinal; rows added later are not seen. */
    int size();

    /**
     * The rows that exist. Each has been set, be it to NULL, in every attribute column of a query:
     * a row that never was is NULL too, but bounds do not know of it.
     */
    OrdinalSet live();

    /** Rows that must not appear, whatever a query says: applied before anything is scored. */
    List<OrdinalSet> excluded();

    /** Asked before each block; true ends the scan with an error. */
    boolean isCancelled();
}
