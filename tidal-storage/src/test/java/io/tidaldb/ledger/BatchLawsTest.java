package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.schema.Window;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Events that are applied together against the same events one by one. */
class BatchLawsTest {
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * 60 * MINUTE;
    private static final long START = 1_376_654_321_987L;
    private static final Set<Window> ALL_WINDOWS = EnumSet.allOf(Window.class);

    /** The ways in which batches differ. */
    private enum Weights {
        ONES,
        INTEGERS,
        FRACTIONS
    }

    private record Batch(int[] ordinals, double[] weights, long[] times) {
        static Batch random(
                SplittableRandom random, int size, int targets, Weights kind, long now) {
            int[] ordinals = new int[size];
            double[] weights = kind == Weights.ONES ? null : new double[size];
            long[] times = new long[size];
            // Events of the moment, of the last hours, or of any time.
            long reach = List.of(2_000L, 3 * 60 * MINUTE, 40 * DAY).get(random.nextInt(3));
            for (int i = 0; i < size; i++) {
                double skewed = random.nextDouble() * random.nextDouble();
                ordinals[i] = random.nextInt(20) == 0 ? -1 : (int) (targets * skewed);
                times[i] = now - random.nextLong(reach) + (random.nextInt(30) == 0 ? MINUTE : 0);
                if (random.nextInt(10) == 0) {
                    // Where one bucket ends and the next begins.
                    long bucket = List.of(MINUTE, 60 * MINUTE, DAY).get(random.nextInt(3));
                    times[i] -= times[i] % bucket;
                }
                switch (kind) {
                    case ONES -> {}
                    case INTEGERS -> weights[i] = random.nextInt(-3, 200);
                    case FRACTIONS -> weights[i] = random.nextDouble(-5, 20);
                }
            }
            return new Batch(ordinals, weights, times);
        }

        void applyTogether(SignalLedger ledger) {
            ledger.apply(ordinals, weights, times, ordinals.length);
        }

        void applyOneByOne(SignalLedger ledger) {
            for (int i = 0; i < ordinals.length; i++) {
                if (ordinals[i] >= 0) {
                    ledger.apply(ordinals[i], weights == null ? 1 : weights[i], times[i]);
                }
            }
        }
    }

    @Property(tries = 150)
    void aBatchIsItsEvents(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int batches,
            @ForAll @IntRange(min = 1, max = 1_500) int size) {
        SplittableRandom random = new SplittableRandom(seed);
        Weights kind = Weights.values()[random.nextInt(3)];
        int targets = random.nextInt(1, 5_000);
        run(random, batches, size, targets, kind);
    }

    /** So many that a batch is taken in parts, sums need wide cells, and buckets are in pages. */
    @Test
    void greatBatches() {
        for (Weights kind : Weights.values()) {
            run(new SplittableRandom(kind.ordinal()), 3, 150_000, 140_000, kind);
        }
        run(new SplittableRandom(9), 2, 150_000, 20, Weights.INTEGERS);
    }

    private static void run(
            SplittableRandom random, int batches, int size, int targets, Weights kind) {
        SignalLedger together = Signals.ledger(List.of(3 * DAY, 500L), List.of(DAY), ALL_WINDOWS);
        SignalLedger oneByOne = Signals.ledger(List.of(3 * DAY, 500L), List.of(DAY), ALL_WINDOWS);
        long now = START;
        for (int b = 0; b < batches; b++) {
            if (random.nextInt(4) > 0) {
                now += random.nextLong(2 * DAY);
                together.advanceTo(now);
                oneByOne.advanceTo(now);
            }
            if (random.nextInt(4) == 0) {
                // A checkpoint under way changes how things are written, and nothing else.
                together.beginCapture(new ByteWriter(), page -> {});
            }
            Batch batch = Batch.random(random, size, targets, kind, now);
            batch.applyTogether(together);
            batch.applyOneByOne(oneByOne);
            assertSame(together, oneByOne, targets, kind, now);
        }
        together.advanceTo(now + 9 * DAY);
        oneByOne.advanceTo(now + 9 * DAY);
        assertSame(together, oneByOne, targets, kind, now + 9 * DAY);
    }

    private static void assertSame(
            SignalLedger together, SignalLedger oneByOne, int targets, Weights kind, long now) {
        assertEquals(oneByOne.eventCount(), together.eventCount());
        assertEquals(oneByOne.nextBoundary(), together.nextBoundary());
        for (Window window : Window.values()) {
            DoubleColumn expected = oneByOne.window(window);
            DoubleColumn actual = together.window(window);
            for (int ordinal = 0; ordinal <= targets; ordinal++) {
                double precision = kind == Weights.FRACTIONS ? 1e-9 : 0;
                assertEquals(
                        expected.value(ordinal), actual.value(ordinal), precision, window.name());
            }
        }
        for (int ordinal = 0; ordinal <= targets; ordinal++) {
            for (int halfLife = 0; halfLife < 2; halfLife++) {
                double expected = oneByOne.decayed(ordinal, halfLife, now);
                // Weights of both signs may cancel out; each is at most 200.
                double precision = 1e-9 * Math.max(200, Math.abs(expected));
                assertEquals(expected, together.decayed(ordinal, halfLife, now), precision);
            }
            assertEquals(
                    oneByOne.linear(0, now).value(ordinal),
                    together.linear(0, now).value(ordinal),
                    1e-6);
        }
    }
}
