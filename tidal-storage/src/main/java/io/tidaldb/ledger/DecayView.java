package io.tidaldb.ledger;

import io.tidaldb.column.DoubleColumn;

/**
 * A signal's decayed values in one half-life: {@code values.value(o) * factor(now)}. Column and
 * landmark belong together; a ledger that moves the landmark makes a new column and a new view.
 *
 * @param values per ordinal the sum of w·e^(λ(t − L)) over its events of weight w at time t
 * @param lambdaPerMilli λ = ln 2 / half-life, per millisecond
 * @param landmark L, in milliseconds since the epoch
 */
public record DecayView(DoubleColumn values, double lambdaPerMilli, long landmark) {
    /** e^MAX_EXPONENT is about 10^301: finite, so that 0 times a factor is 0. */
    private static final double MAX_EXPONENT = 693;

    /**
     * What turns every value of the column into the decayed one at {@code now}: e^(−λ(now − L)). It
     * is finite also for moments long before the landmark.
     */
    public double factor(long now) {
        return Math.exp(Math.min(-lambdaPerMilli * ((double) now - landmark), MAX_EXPONENT));
    }
}
