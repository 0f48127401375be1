package io.tidaldb.sql.relation;

import org.apache.calcite.schema.TemporalTable;

/** A relation that may stand before FOR SYSTEM_TIME. Its rows do not show their own times. */
interface TemporalRelation extends TemporalTable {
    @Override
    default String getSysStartFieldName() {
        throw new UnsupportedOperationException("no column holds when a row began");
    }

    @Override
    default String getSysEndFieldName() {
        throw new UnsupportedOperationException("no column holds when a row ended");
    }
}
