package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.schema.Window;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

class DecayTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = 24 * HOUR;
    private static final long START = Instant.parse("2013-08-16T12:00:00Z").toEpochMilli();

    private final SignalLedger ledger = Signals.decaying(HOUR);

    @Test
    void halvesWithEachHalfLife() {
        ledger.apply(7, 8, START);
        assertEquals(8, ledger.decayed(7, 0, START), 1e-12);
        assertEquals(4, ledger.decayed(7, 0, START + HOUR), 1e-12);
        assertEquals(1, ledger.decayed(7, 0, START + 3 * HOUR), 1e-12);
        assertEquals(0, ledger.decayed(8, 0, START));
    }

    @Test
    void anUntouchedLedgerIsZeroAtAnyMoment() {
        for (long now : new long[] {Long.MIN_VALUE / 2, 0, START, Long.MAX_VALUE / 2}) {
            assertEquals(0, ledger.decayed(0, 0, now));
        }
    }

    @Test
    void aViewKeepsItsColumnAndLandmarkTogether() {
        ledger.apply(1, 1, START);
        DecayView before = ledger.decay(0);
        ledger.apply(2, 1, START + 500 * HOUR);
        DecayView after = ledger.decay(0);
        assertNotSame(before.values(), after.values());
        assertEquals(1, before.values().value(1) * before.factor(START), 1e-12);
        assertEquals(0, before.values().value(2));
        assertEquals(1, after.values().value(1) * after.factor(START), 1e-9);
        assertEquals(1, after.values().value(2) * after.factor(START + 500 * HOUR), 1e-9);
    }

    @Test
    void decadesOfEventsStayExact() {
        double expected = 0;
        for (int day = 0; day < 365 * 30; day++) {
            long at = START + day * DAY;
            ledger.advanceTo(at);
            ledger.apply(3, 1.5, at);
            expected = expected * Math.pow(2, -24) + 1.5;
            assertEquals(expected, ledger.decayed(3, 0, at), expected * 1e-9);
        }
    }

    @Test
    void whatIsVeryOldCountsAsNothing() {
        ledger.apply(3, 1e9, START);
        ledger.apply(4, 1, START + 5000 * HOUR);
        assertEquals(0, ledger.decayed(3, 0, START + 5000 * HOUR));
        assertEquals(1, ledger.decayed(4, 0, START + 5000 * HOUR), 1e-9);
        assertEquals(1e9, ledger.windowSum(3, Window.ALL));
    }

    @Test
    void aFirstEventInTheFarPastBreaksNothing() {
        ledger.apply(1, 1, START - 20_000 * DAY);
        ledger.apply(2, 3, START);
        assertEquals(3, ledger.decayed(2, 0, START), 1e-9);
    }

    @Test
    void aFirstEventInTheFutureBreaksNothing() {
        for (int halfLives : new int[] {10, 500, 895, 1000, 1400}) {
            SignalLedger fresh = Signals.decaying(HOUR);
            fresh.advanceTo(START);
            assertSurvivesOutlier(fresh, halfLives);
        }
    }

    @Test
    void aFirstEventInTheFutureOfAnUnknownMomentBreaksNothing() {
        for (int halfLives : new int[] {10, 500, 895, 1000, 1400}) {
            assertSurvivesOutlier(Signals.decaying(HOUR), halfLives);
        }
    }

    private static void assertSurvivesOutlier(SignalLedger ledger, int halfLives) {
        ledger.apply(1, 1, START + halfLives * HOUR);
        for (int i = 0; i < 100; i++) {
            ledger.apply(2, 1, START - i * HOUR);
        }
        assertEquals(2, ledger.decayed(2, 0, START), 1e-9, halfLives + " half-lives ahead");
        assertEquals(
                1,
                ledger.decayed(1, 0, START + halfLives * HOUR),
                1e-9,
                halfLives + " half-lives ahead");
        ledger.apply(1, -1, START + halfLives * HOUR);
        assertEquals(0, ledger.decayed(1, 0, START));
    }

    @Test
    void afterARetractedOutlierTheLandmarkComesBack() {
        ledger.apply(1, 1, START + 100_000 * HOUR);
        ledger.apply(1, -1, START + 100_000 * HOUR);
        ledger.apply(2, 1, START);
        assertEquals(1, ledger.decayed(2, 0, START), 1e-9);
    }

    @Test
    void theLargestSumsDoNotOverflow() {
        ledger.apply(1, 1e21, START);
        ledger.apply(1, 1e21, START + 255 * HOUR);
        ledger.apply(1, 1e21, START + 511 * HOUR);
        assertEquals(1e21, ledger.decayed(1, 0, START + 511 * HOUR), 1e12);
        assertTrue(Double.isFinite(ledger.decay(0).values().value(1)));
    }

    @Test
    void residuesOfCancellationAreZero() {
        for (int i = 0; i < 1000; i++) {
            ledger.apply(1, 0.1, START + i * 1000);
        }
        for (int i = 0; i < 1000; i++) {
            ledger.apply(1, -0.1, START + i * 1000);
        }
        assertEquals(0, ledger.decay(0).values().value(1));
        assertEquals(0, ledger.windowSum(1, Window.ALL));
    }

    @Test
    void clearMakesAllValuesZero() {
        ledger.apply(1, 5, START);
        ledger.apply(2, 7, START);
        ledger.clear(1);
        assertEquals(0, ledger.decayed(1, 0, START));
        assertEquals(7, ledger.decayed(2, 0, START), 1e-12);
        assertEquals(0, ledger.windowSum(1, Window.ALL));
        assertEquals(7, ledger.window(Window.ALL).max(0));
    }

    @Test
    void countsEventsAndRetractions() {
        ledger.apply(1, 5, START);
        ledger.apply(1, -5, START);
        assertEquals(2, ledger.eventCount());
    }

    /** One event stands still while others move the landmark again and again. */
    @Test
    void readersNeverPairAColumnWithAForeignLandmark() throws Exception {
        AtomicReference<SignalLedger> current = new AtomicReference<>(withOneEvent());
        CountDownLatch reading = new CountDownLatch(1);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> reader =
                CompletableFuture.runAsync(
                        () -> {
                            while (!done.get()) {
                                assertEquals(1, current.get().decayed(1, 0, START), 1e-9);
                                reading.countDown();
                            }
                        });
        reading.await();
        for (int round = 0; round < 50_000; round++) {
            SignalLedger next = withOneEvent();
            current.set(next);
            for (int halfLife = 257; halfLife < 900; halfLife += 257) {
                next.apply(2, 1, START + halfLife * HOUR);
            }
        }
        done.set(true);
        reader.get();
    }

    private static SignalLedger withOneEvent() {
        SignalLedger ledger = Signals.decaying(HOUR);
        ledger.apply(1, 1, START);
        return ledger;
    }
}
