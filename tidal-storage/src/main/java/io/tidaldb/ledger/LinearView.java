package io.tidaldb.ledger;

import io.tidaldb.column.DoubleColumn;

/**
 * A signal's linearly decayed values in one lifetime at one moment: {@code sums.value(o) *
 * sumFactor + offsets.value(o) * offsetFactor}. The four belong together; a ledger that moves its
 * reference makes new columns.
 *
 * @param sums per ordinal the sum of weights of the events whose lifetime has not ended
 * @param offsets per ordinal the sum of weights, each times the distance of the event's bucket to
 *     the reference bucket
 * @param sumFactor what is left of an event in the reference bucket; 0 to 1/7 while anything lives
 * @param offsetFactor how much more is left of an event for each bucket that it is later
 */
public record LinearView(
        DoubleColumn sums, double sumFactor, DoubleColumn offsets, double offsetFactor) {
    /** An ordinal's decayed value. */
    public double value(int ordinal) {
        return sums.value(ordinal) * sumFactor + offsets.value(ordinal) * offsetFactor;
    }
}
