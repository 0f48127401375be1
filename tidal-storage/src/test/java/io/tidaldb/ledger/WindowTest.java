package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidaldb.schema.Window;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;

class WindowTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long START = Instant.parse("2013-08-16T12:00:00Z").toEpochMilli();

    private final SignalLedger ledger = Signals.windowed(EnumSet.allOf(Window.class));

    @Test
    void anEventLeavesEachWindowInItsTurn() {
        ledger.advanceTo(START);
        ledger.apply(1, 3, START);
        assertSums(3, 3, 3, 3);
        assertEquals(START + HOUR, ledger.nextBoundary());
        ledger.advanceTo(START + HOUR - 1);
        assertSums(3, 3, 3, 3);
        ledger.advanceTo(START + HOUR);
        assertSums(0, 3, 3, 3);
        ledger.advanceTo(START + 24 * HOUR);
        assertSums(0, 0, 3, 3);
        ledger.advanceTo(START + 168 * HOUR);
        assertSums(0, 0, 0, 3);
        ledger.advanceTo(START + 13 * 365 * 24 * HOUR);
        assertSums(0, 0, 0, 0);
        assertEquals(3, ledger.windowSum(1, Window.ALL));
        assertEquals(Long.MAX_VALUE, ledger.nextBoundary());
    }

    @Test
    void aLateEventJoinsOnlyWindowsThatStillCoverIt() {
        ledger.advanceTo(START);
        ledger.apply(1, 1, START - 3 * HOUR);
        assertSums(0, 1, 1, 1);
        ledger.apply(1, 1, START - 60 * 24 * HOUR);
        assertSums(0, 1, 1, 1);
        assertEquals(2, ledger.windowSum(1, Window.ALL));
    }

    @Test
    void anEventAheadOfTheMomentWaitsForIt() {
        ledger.advanceTo(START);
        ledger.apply(1, 1, START + 90 * MINUTE);
        assertSums(0, 0, 0, 1);
        assertEquals(START + HOUR, ledger.nextBoundary());
        ledger.advanceTo(START + HOUR);
        assertSums(0, 1, 1, 1);
        ledger.advanceTo(START + 90 * MINUTE);
        assertSums(1, 1, 1, 1);
    }

    @Test
    void theMomentNeverGoesBack() {
        ledger.advanceTo(START);
        ledger.apply(1, 1, START);
        ledger.advanceTo(START + 2 * HOUR);
        ledger.advanceTo(START);
        assertSums(0, 1, 1, 1);
    }

    @Test
    void theFirstEventSetsTheMoment() {
        ledger.apply(1, 1, START);
        assertSums(1, 1, 1, 1);
        ledger.apply(1, 1, START - 2 * HOUR);
        assertSums(1, 2, 2, 2);
    }

    @Test
    void timesBeforeTheEpochAreTimesToo() {
        ledger.advanceTo(-1);
        ledger.apply(1, 1, -1);
        assertSums(1, 1, 1, 1);
        ledger.advanceTo(59 * MINUTE - 1);
        assertSums(1, 1, 1, 1);
        ledger.advanceTo(59 * MINUTE);
        assertSums(0, 1, 1, 1);
    }

    @Test
    void clearReachesEventsThatWait() {
        ledger.advanceTo(START);
        ledger.apply(1, 1, START);
        ledger.apply(1, 1, START + 2 * HOUR);
        ledger.apply(2, 1, START);
        ledger.clear(1);
        assertSums(0, 0, 0, 0);
        ledger.advanceTo(START + 2 * HOUR);
        assertSums(0, 0, 0, 0);
        ledger.advanceTo(START + 1000 * HOUR);
        assertSums(0, 0, 0, 0);
        assertEquals(1, ledger.windowSum(2, Window.ALL));
    }

    @Test
    void aRetractionTakesItsEventOutOfEveryWindow() {
        ledger.advanceTo(START);
        ledger.apply(1, 0.1, START);
        ledger.apply(1, 0.2, START + 1);
        ledger.apply(1, -0.1, START);
        ledger.apply(1, -0.2, START + 1);
        assertSums(0, 0, 0, 0);
    }

    @Test
    void aFadingPeakLeavesNoRoundingsBehind() {
        double weight = 1e9 + 0.1;
        for (int hour = 0; hour < 24; hour++) {
            ledger.advanceTo(START + hour * HOUR);
            ledger.apply(1, weight, START + hour * HOUR);
            weight /= 2.7;
        }
        double last = weight * 2.7;
        ledger.advanceTo(START + 46 * HOUR);
        assertEquals(last, ledger.windowSum(1, Window.DAY), last * 1e-15);
        ledger.advanceTo(START + 47 * HOUR);
        assertEquals(0, ledger.windowSum(1, Window.DAY));
    }

    @Test
    void boundsBecomeExactWhenEventsLeave() {
        ledger.advanceTo(START);
        ledger.apply(1, 100, START);
        ledger.apply(2, 5, START + 30 * MINUTE);
        ledger.advanceTo(START + HOUR);
        assertEquals(5, ledger.window(Window.HOUR).max(0));
        assertEquals(0, ledger.window(Window.HOUR).min(0));
        assertEquals(100, ledger.window(Window.DAY).max(0));
    }

    @Test
    void hugeJumpsVisitOnlyBucketsThatExist() {
        for (int year = 0; year < 100_000; year++) {
            long now = START + year * Duration.ofDays(365).toMillis();
            ledger.advanceTo(now);
            ledger.apply(1, 1, now);
        }
        assertSums(1, 1, 1, 1);
        assertEquals(100_000, ledger.windowSum(1, Window.ALL));
    }

    @Test
    void aWindowThatIsNotKeptIsRefused() {
        SignalLedger permanent = Signals.windowed(EnumSet.of(Window.ALL));
        assertThrows(IllegalArgumentException.class, () -> permanent.window(Window.DAY));
    }

    private void assertSums(double hour, double day, double week, double month) {
        assertEquals(hour, ledger.windowSum(1, Window.HOUR));
        assertEquals(day, ledger.windowSum(1, Window.DAY));
        assertEquals(week, ledger.windowSum(1, Window.WEEK));
        assertEquals(month, ledger.windowSum(1, Window.MONTH));
    }
}
