package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.schema.Window;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** The largest and the smallest of what the store lets in. */
class LimitsTest {
    private static final long MINUTE = 60_000;

    /** 9999-12-31T23:59:59.999Z. */
    private static final long LAST = 253_402_300_799_999L;

    private static final double LARGEST = 1e9;

    private static SignalLedger ledger() {
        return Signals.ledger(
                List.of(1L, MINUTE, 100_000 * 1440 * MINUTE),
                List.of(MINUTE),
                EnumSet.allOf(Window.class));
    }

    static Stream<List<Long>> times() {
        return Stream.of(
                List.of(0L), List.of(LAST), List.of(0L, LAST), List.of(LAST, 0L), List.of(0L, 1L));
    }

    @ParameterizedTest
    @MethodSource("times")
    void anyTimesInAnyOrder(List<Long> times) {
        for (boolean moves : new boolean[] {false, true}) {
            SignalLedger ledger = ledger();
            for (long at : times) {
                if (moves) {
                    ledger.advanceTo(at);
                }
                ledger.apply(1, LARGEST, at);
                ledger.apply(2, -LARGEST, at);
            }
            long newest = times.stream().mapToLong(Long::longValue).max().orElseThrow();
            ledger.advanceTo(newest);
            assertEquals(LARGEST * times.size(), ledger.windowSum(1, Window.ALL));
            for (int i = 0; i < 3; i++) {
                double expected = 0;
                long halfLife = ledger.definition().halfLivesMillis().get(i);
                for (long at : times) {
                    expected += LARGEST * Math.pow(2, (at - newest) / (double) halfLife);
                }
                assertEquals(expected, ledger.decayed(1, i, newest), expected * 1e-9);
                assertEquals(-expected, ledger.decayed(2, i, newest), expected * 1e-9);
            }
            long current = times.stream().filter(at -> at > newest - MINUTE).count();
            assertEquals(LARGEST * current, ledger.windowSum(1, Window.HOUR));
        }
    }

    /** Very many of the largest weight, and then the same taken back. */
    @ParameterizedTest
    @ValueSource(doubles = {LARGEST, -LARGEST, 0x1p-1074, 0.1})
    void sumsNeitherOverflowNorDrift(double weight) {
        SignalLedger ledger = ledger();
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            ledger.apply(1, weight, i);
        }
        assertEquals(weight * count, ledger.windowSum(1, Window.ALL), Math.abs(weight) * 1e-3);
        assertTrue(Double.isFinite(ledger.decayed(1, 0, count)));
        for (int i = 0; i < count; i++) {
            ledger.retract(1, weight, i);
        }
        ledger.advanceTo(count);
        double rounding = Math.abs(weight) * 1e-6;
        for (Window window : Window.values()) {
            assertEquals(0, ledger.windowSum(1, window), rounding, window::name);
        }
        assertEquals(0, ledger.decayed(1, 2, count), rounding);
        assertEquals(0, ledger.eventCount());
    }
}
