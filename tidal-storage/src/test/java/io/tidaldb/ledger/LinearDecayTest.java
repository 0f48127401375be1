package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Single cases of linear decay; a bucket is a second. */
class LinearDecayTest {
    private static final long SECOND = 1000;
    private static final long LIFETIME = 1024 * SECOND;
    private static final long START = 1_376_654_321_000L;

    private final SignalLedger ledger = Signals.fading(LIFETIME);

    private double value(int ordinal, long now) {
        ledger.advanceTo(now);
        return ledger.linear(0, now).value(ordinal);
    }

    @Test
    void anEventFadesFromItsBucketsStart() {
        ledger.advanceTo(START);
        ledger.apply(1, 512, START + 700);
        assertEquals(512, value(1, START));
        assertEquals(512 - 0.25, value(1, START + 500));
        assertEquals(512 - 0.5, value(1, START + SECOND));
        assertEquals(256, value(1, START + LIFETIME / 2));
        assertEquals(0.0005, value(1, START + LIFETIME - 1), 1e-12);
        assertEquals(0, value(1, START + LIFETIME));
    }

    @Test
    void anEventAheadOfTheMomentWaitsForItsBucket() {
        ledger.advanceTo(START);
        ledger.apply(1, 1, START + 90 * SECOND + 999);
        assertEquals(0, value(1, START));
        assertEquals(START + 90 * SECOND, ledger.nextBoundary());
        assertEquals(0, value(1, START + 90 * SECOND - 1));
        assertEquals(1, value(1, START + 90 * SECOND));
    }

    @Test
    void aMomentBeforeTheLedgersOwnCountsAsThat() {
        ledger.advanceTo(START);
        ledger.apply(1, 1024, START - 4 * SECOND);
        ledger.apply(1, 1024, START + 4 * SECOND);
        ledger.advanceTo(START + 5 * SECOND);
        double now = 1015 + 1023;
        assertEquals(now, ledger.linear(0, START + 5 * SECOND).value(1));
        assertEquals(now, ledger.linear(0, START).value(1));
        assertEquals(now, ledger.linear(0, 0).value(1));
    }

    @Test
    void anEventOlderThanTheLifetimeChangesNothing() {
        ledger.advanceTo(START);
        ledger.apply(1, 1, START - LIFETIME);
        assertEquals(0, value(1, START));
        assertEquals(Long.MAX_VALUE, ledger.nextBoundary());
        ledger.apply(1, 1024, START - LIFETIME + SECOND);
        assertEquals(1, value(1, START));
    }

    @Test
    void whatIsFarBehindLeavesNothing() {
        ledger.advanceTo(START);
        double[] weights = {0.1, 1e9, 1e6 + 0.1, -1e-6, 1.0 / 3};
        for (int ordinal = 0; ordinal < 100; ordinal++) {
            for (int i = 0; i < weights.length; i++) {
                int back = (ordinal * 31 + i * 197) % 1024;
                ledger.apply(ordinal, weights[i] * (ordinal + 1), START - back * SECOND);
            }
        }
        long now = START + 100_000 * LIFETIME;
        ledger.apply(0, 512, now - SECOND);
        assertEquals(512 - 0.5, value(0, now));
        for (int ordinal = 1; ordinal < 100; ordinal++) {
            assertEquals(0, value(ordinal, now));
        }
        ledger.advanceTo(now + LIFETIME - SECOND);
        assertEquals(0, value(0, now + LIFETIME - SECOND));
    }

    @Test
    void whereOffsetsCancelOutTheReferenceStillMoves() {
        ledger.advanceTo(START);
        // The reference lies 895 buckets back and moves on by 129 at a time, to this very bucket.
        long at = START - 766 * SECOND;
        ledger.apply(1, 1024, at);
        ledger.apply(2, 512, at);
        for (long now = START; now < START + 300 * SECOND; now += SECOND) {
            double left = 1024 - (now - at) / SECOND;
            assertEquals(Math.max(0, left), value(1, now));
            assertEquals(Math.max(0, left / 2), value(2, now));
        }
    }

    @Test
    void aReaderMayHoldOnToWhatItGot() {
        ledger.advanceTo(START);
        ledger.apply(1, 1024, START);
        ledger.apply(2, 1024, START - 900 * SECOND);
        ledger.advanceTo(START + 120 * SECOND);
        LinearView view = ledger.linear(0, START + 120 * SECOND);
        ledger.advanceTo(START + 130 * SECOND);
        assertNotSame(view.offsets(), ledger.linear(0, START + 130 * SECOND).offsets());
        assertEquals(904, view.value(1));
        // What left meanwhile, and what came, it sees by no more than its factor, about 1/128.
        assertTrue(Math.abs(view.sumFactor()) < 1.0 / 100, () -> "" + view.sumFactor());
        ledger.apply(1, 1024, START + 130 * SECOND);
        assertEquals(904, view.value(1), 1024 / 100.0);
        assertEquals(4, view.value(2), 1024 / 100.0);
    }

    @Test
    void clearReachesEventsThatWait() {
        ledger.advanceTo(START);
        ledger.apply(1, 3, START);
        ledger.apply(1, 3, START + 10 * SECOND);
        ledger.apply(2, 3, START + 10 * SECOND);
        ledger.clear(1);
        assertEquals(0, value(1, START));
        assertEquals(0, value(1, START + 20 * SECOND));
        assertEquals(3 * (1 - 10 / 1024.0), value(2, START + 20 * SECOND));
    }

    @Test
    void boundsBecomeExactWhenEventsLeave() {
        ledger.advanceTo(START);
        ledger.apply(1, 1000, START);
        ledger.apply(2, 1, START + SECOND);
        ledger.advanceTo(START + LIFETIME);
        LinearView view = ledger.linear(0, START + LIFETIME);
        assertEquals(1, view.sums().max(0));
        assertEquals(0, view.sums().min(0));
        assertTrue(view.offsets().max(0) <= 0 && view.offsets().min(0) >= -129);
    }

    @Test
    void anEventAtTheEpochCountsAlsoRightAfterOthersWereTakenOver() {
        SignalLedger first = Signals.decaying(SECOND);
        first.advanceTo(0);
        first.apply(1, 1, 0);
        SignalLedger rolledUp = RollUp.of(first, ordinal -> 0);
        rolledUp.apply(0, 1, 0);
        assertEquals(2, rolledUp.decayed(0, 0, 0));
    }
}
