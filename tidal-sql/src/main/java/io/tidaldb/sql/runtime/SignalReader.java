package io.tidaldb.sql.runtime;

import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.schema.Window;
import io.tidaldb.table.Table;

/**
 * A signal's values by the key of the row that they belong to.
 *
 * @param table the table whose rows the signal is about
 * @param ledger the signal's columns
 */
record SignalReader(Table table, SignalLedger ledger) {
    double decayed(Object key, long halfLifeMillis, long now) {
        int ordinal = table.ordinal(key);
        if (ordinal < 0) {
            return 0;
        }
        int index = ledger.definition().halfLivesMillis().indexOf(halfLifeMillis);
        return ledger.decayed(ordinal, index, now);
    }

    double windowSum(Object key, Window window) {
        int ordinal = table.ordinal(key);
        return ordinal < 0 ? 0 : ledger.windowSum(ordinal, window);
    }
}
