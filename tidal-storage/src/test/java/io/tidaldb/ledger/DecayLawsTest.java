package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.column.Blocks;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What decayed values must obey, checked against the sum that defines them. */
class DecayLawsTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long START = 1_376_000_000_000L;
    private static final int ORDINALS = 2_500;

    /** Relative to the sum of the magnitudes that make up a value. */
    private static final double PRECISION = 1e-9;

    /** Of its weights: below this a decayed value may count as 0. */
    private static final double NEGLIGIBLE = 1e-150;

    /** A history: a half-life and events from over a stretch of any length in any order. */
    record History(long halfLife, List<Event> events) {
        long newest() {
            return events.stream().mapToLong(Event::at).max().orElse(START);
        }
    }

    @Property(tries = 300)
    void decayedValueIsTheAnalyticSum(
            @ForAll("histories") History history, @ForAll("delays") long delay) {
        SignalLedger ledger = Signals.decaying(history.halfLife);
        history.events.forEach(event -> event.applyTo(ledger));
        assertAnalytic(ledger, 0, history, history.newest() + delay);
    }

    @Property(tries = 200)
    void movingTheLedgersMomentChangesNoDecayedValue(@ForAll("histories") History history) {
        SignalLedger ledger = Signals.decaying(history.halfLife);
        for (Event event : history.events) {
            ledger.advanceTo(event.at());
            event.applyTo(ledger);
        }
        assertAnalytic(ledger, 0, history, history.newest());
    }

    @Property(tries = 100)
    void halfLivesAreIndependent(@ForAll("histories") History history) {
        SignalLedger ledger = Signals.decaying(30 * DAY, history.halfLife, HOUR);
        history.events.forEach(event -> event.applyTo(ledger));
        long now = history.newest() + HOUR;
        assertAnalytic(ledger, 0, new History(30 * DAY, history.events), now);
        assertAnalytic(ledger, 1, history, now);
        assertAnalytic(ledger, 2, new History(HOUR, history.events), now);
    }

    @Property(tries = 100)
    void orderOfArrivalDoesNotMatter(@ForAll("histories") History history, @ForAll Random random) {
        List<Event> shuffled = new ArrayList<>(history.events);
        Collections.shuffle(shuffled, random);
        SignalLedger ledger = Signals.decaying(history.halfLife);
        shuffled.forEach(event -> event.applyTo(ledger));
        assertAnalytic(ledger, 0, history, history.newest());
    }

    @Property(tries = 100)
    void ledgersOfTwoStreamsAddUpToTheLedgerOfBoth(
            @ForAll("histories") History history, @ForAll Random random) {
        SignalLedger left = Signals.decaying(history.halfLife);
        SignalLedger right = Signals.decaying(history.halfLife);
        history.events.forEach(event -> event.applyTo(random.nextBoolean() ? left : right));
        long now = history.newest() + MINUTE;
        for (int ordinal : ordinals(history)) {
            assertEquals(
                    analytic(history, ordinal, now),
                    left.decayed(ordinal, 0, now) + right.decayed(ordinal, 0, now),
                    tolerance(history, ordinal, now));
        }
    }

    @Property(tries = 100)
    void retractionsRemoveWhatTheyRetract(
            @ForAll("histories") History history, @ForAll Random random) {
        List<Event> kept = new ArrayList<>();
        List<Event> stream = new ArrayList<>(history.events);
        for (Event event : history.events) {
            if (random.nextBoolean()) {
                stream.add(event.retraction());
            } else {
                kept.add(event);
            }
        }
        SignalLedger ledger = Signals.decaying(history.halfLife);
        stream.forEach(event -> event.applyTo(ledger));
        long now = history.newest();
        for (int ordinal : ordinals(history)) {
            assertEquals(
                    analytic(new History(history.halfLife, kept), ordinal, now),
                    ledger.decayed(ordinal, 0, now),
                    tolerance(history, ordinal, now));
        }
    }

    @Property(tries = 100)
    void valuesOnlyFallWithoutEvents(@ForAll("histories") History history) {
        SignalLedger ledger = Signals.decaying(history.halfLife);
        history.events.forEach(e -> ledger.apply(e.ordinal(), Math.abs(e.weight()), e.at()));
        for (int ordinal : ordinals(history)) {
            double previous = Double.POSITIVE_INFINITY;
            for (long delay = 0; delay <= 3000 * DAY; delay = delay * 3 + MINUTE) {
                double value = ledger.decayed(ordinal, 0, history.newest() + delay);
                assertTrue(value >= 0 && value <= previous, value + " after " + previous);
                previous = value;
            }
        }
    }

    @Property(tries = 100)
    void boundsHoldForEveryValue(@ForAll("histories") History history) {
        SignalLedger ledger = Signals.decaying(history.halfLife);
        for (Event event : history.events) {
            event.applyTo(ledger);
            var values = ledger.decay(0).values();
            double value = values.value(event.ordinal());
            int block = event.ordinal() >>> Blocks.SHIFT;
            assertTrue(values.min(block) <= value && value <= values.max(block));
        }
        var values = ledger.decay(0).values();
        for (int ordinal = 0; ordinal < ORDINALS; ordinal++) {
            int block = ordinal >>> Blocks.SHIFT;
            double value = values.value(ordinal);
            assertTrue(values.min(block) <= value && value <= values.max(block));
        }
    }

    private static void assertAnalytic(
            SignalLedger ledger, int halfLifeIndex, History history, long now) {
        for (int ordinal : ordinals(history)) {
            assertEquals(
                    analytic(history, ordinal, now),
                    ledger.decayed(ordinal, halfLifeIndex, now),
                    tolerance(history, ordinal, now));
        }
    }

    static double analytic(History history, int ordinal, long now) {
        return history.events.stream()
                .filter(event -> event.ordinal() == ordinal)
                .mapToDouble(event -> event.weight() * remaining(event, history.halfLife, now))
                .sum();
    }

    private static double tolerance(History history, int ordinal, long now) {
        return history.events.stream()
                .filter(event -> event.ordinal() == ordinal)
                .mapToDouble(
                        event ->
                                Math.abs(event.weight())
                                        * (PRECISION * remaining(event, history.halfLife, now)
                                                + NEGLIGIBLE))
                .sum();
    }

    private static double remaining(Event event, long halfLife, long now) {
        return Math.pow(2, (event.at() - now) / (double) halfLife);
    }

    private static int[] ordinals(History history) {
        return history.events.stream().mapToInt(Event::ordinal).distinct().toArray();
    }

    @Provide
    Arbitrary<Long> delays() {
        return Arbitraries.of(0L, 1L, MINUTE, HOUR, DAY, 40 * DAY, 4000 * DAY);
    }

    @Provide
    Arbitrary<History> histories() {
        Arbitrary<Long> halfLives = Arbitraries.of(MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY);
        Arbitrary<Long> stretches = Arbitraries.of(1L, MINUTE, DAY, 400 * DAY, 30_000 * DAY);
        return Combinators.combine(halfLives, stretches)
                .flatAs(
                        (halfLife, stretch) ->
                                events(stretch)
                                        .list()
                                        .ofMinSize(1)
                                        .ofMaxSize(60)
                                        .map(events -> new History(halfLife, events)));
    }

    /** Several events on few ordinals, so that sums have terms; some on others. */
    private static Arbitrary<Event> events(long stretch) {
        Arbitrary<Integer> ordinals =
                Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, ORDINALS - 1));
        Arbitrary<Double> weights =
                Arbitraries.oneOf(
                        Arbitraries.of(1.0, 2.0, -1.0, 0.5, 1e9, 1e-6),
                        Arbitraries.doubles().between(-100, 100));
        Arbitrary<Long> times = Arbitraries.longs().between(START - stretch, START + stretch);
        return Combinators.combine(ordinals, weights, times).as(Event::new);
    }
}
