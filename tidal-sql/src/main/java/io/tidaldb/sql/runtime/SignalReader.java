package io.tidaldb.sql.runtime;

import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.rank.expression.ArithmeticOperator;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.table.Table;

/**
 * A signal's values by the key of the row that they belong to.
 *
 * @param table the table whose rows the signal is about, or that of their creators
 * @param ledger the signal's columns over that table
 */
record SignalReader(Table table, SignalLedger ledger) {
    private static final double MILLIS_PER_HOUR = 3_600_000;

    double decayed(Object key, long durationMillis, long now) {
        int ordinal = table.ordinal(key);
        if (ordinal < 0) {
            return 0;
        }
        SignalDefinition signal = ledger.definition();
        int halfLife = signal.halfLivesMillis().indexOf(durationMillis);
        return halfLife >= 0
                ? ledger.decayed(ordinal, halfLife, now)
                : ledger.linear(signal.lifetimesMillis().indexOf(durationMillis), now)
                        .value(ordinal);
    }

    double windowSum(Object key, Window window) {
        int ordinal = table.ordinal(key);
        return ordinal < 0 ? 0 : ledger.windowSum(ordinal, window);
    }

    double velocity(Object key, Window window) {
        return windowSum(key, window) / (window.lengthMillis() / MILLIS_PER_HOUR);
    }

    double relativeVelocity(Object key, Window window, Window baseline) {
        // Whole hours on both sides, so that whole weights give the nearest quotient.
        return ArithmeticOperator.RATIO.apply(
                windowSum(key, window) * (baseline.lengthMillis() / MILLIS_PER_HOUR),
                windowSum(key, baseline) * (window.lengthMillis() / MILLIS_PER_HOUR));
    }
}
