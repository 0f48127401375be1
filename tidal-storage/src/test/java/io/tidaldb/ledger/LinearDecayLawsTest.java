package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.DoubleColumn;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Linear decay against the sum that defines it. */
class LinearDecayLawsTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long START = 1_376_654_321_987L;
    private static final int ORDINALS = 1_500;
    private static final int WATCHED = 4;

    /** Relative to the weights of the events that live. */
    private static final double PRECISION = 1e-11;

    /** A step of a run: the moment moves on by part of a lifetime, then an event comes. */
    record Step(double forward, int ordinal, double weight, double offset) {
        /** At most in the year 9999, after which there is no time to store. */
        long after(long now, long lifetime) {
            return Math.min(now + Math.round(forward * lifetime), 253_402_300_799_999L);
        }

        Event at(long now, long lifetime) {
            return new Event(ordinal, weight, now + Math.round(offset * lifetime));
        }
    }

    @Property(tries = 150)
    void aValueIsTheSumThatDefinesIt(
            @ForAll("lifetimes") long lifetime, @ForAll("steps") List<Step> steps) {
        SignalLedger ledger = Signals.fading(lifetime);
        List<Event> events = new ArrayList<>();
        long now = START;
        for (Step step : steps) {
            now = step.after(now, lifetime);
            ledger.advanceTo(now);
            Event event = step.at(now, lifetime);
            event.applyTo(ledger);
            events.add(event);
            check(ledger, lifetime, events, now);
            checkBetween(ledger, lifetime, events, now);
        }
        checkBounds(ledger, now);
        ledger.advanceTo(now + 4 * lifetime);
        check(ledger, lifetime, events, now + 4 * lifetime);
    }

    /** Nothing has to move until the next boundary, whatever the moment that is asked for. */
    private static void checkBetween(
            SignalLedger ledger, long lifetime, List<Event> events, long now) {
        long end = Math.min(ledger.nextBoundary(), now + 2 * lifetime) - 1;
        for (long moment : new long[] {(now + end) / 2, end}) {
            check(ledger, lifetime, events, moment);
            if (events.stream().anyMatch(event -> left(event.at(), lifetime, moment) > 0)) {
                double factor = ledger.linear(0, moment).sumFactor();
                assertTrue(factor > 0 && factor < 1.0 / 7, () -> "factor " + factor);
            }
        }
    }

    @Property(tries = 100)
    void orderOfArrivalDoesNotMatter(
            @ForAll("lifetimes") long lifetime,
            @ForAll("steps") List<Step> steps,
            @ForAll Random random) {
        List<Event> events =
                new ArrayList<>(steps.stream().map(step -> step.at(START, lifetime)).toList());
        Collections.shuffle(events, random);
        SignalLedger ledger = Signals.fading(lifetime);
        ledger.advanceTo(START);
        events.forEach(event -> event.applyTo(ledger));
        check(ledger, lifetime, events, START);
    }

    @Property(tries = 100)
    void whatIsTakenBackIsAsIfItHadNeverBeen(
            @ForAll("lifetimes") long lifetime,
            @ForAll("steps") List<Step> steps,
            @ForAll Random random) {
        SignalLedger ledger = Signals.fading(lifetime);
        List<Event> kept = new ArrayList<>();
        List<Event> all = new ArrayList<>();
        long now = START;
        for (Step step : steps) {
            now = step.after(now, lifetime);
            ledger.advanceTo(now);
            Event event = step.at(now, lifetime);
            event.applyTo(ledger);
            all.add(event);
            kept.add(event);
            if (random.nextInt(3) == 0) {
                Event retracted = kept.remove(random.nextInt(kept.size()));
                retracted.retraction().applyTo(ledger);
            }
        }
        for (int ordinal = 0; ordinal < WATCHED; ordinal++) {
            assertEquals(
                    faded(kept, ordinal, lifetime, now),
                    ledger.linear(0, now).value(ordinal),
                    PRECISION * living(all, ordinal, lifetime, now));
        }
    }

    @Property(tries = 100)
    void ledgersOfTwoStreamsAddUpToTheLedgerOfBoth(
            @ForAll("lifetimes") long lifetime,
            @ForAll("steps") List<Step> steps,
            @ForAll Random random) {
        SignalLedger left = Signals.fading(lifetime);
        SignalLedger right = Signals.fading(lifetime);
        List<Event> events = new ArrayList<>();
        long now = START;
        for (Step step : steps) {
            now = step.after(now, lifetime);
            left.advanceTo(now);
            right.advanceTo(now);
            Event event = step.at(now, lifetime);
            event.applyTo(random.nextBoolean() ? left : right);
            events.add(event);
        }
        for (int ordinal = 0; ordinal < WATCHED; ordinal++) {
            assertEquals(
                    faded(events, ordinal, lifetime, now),
                    left.linear(0, now).value(ordinal) + right.linear(0, now).value(ordinal),
                    PRECISION * living(events, ordinal, lifetime, now));
        }
    }

    @Property(tries = 100)
    void positiveWeightsOnlyFallAndNeverBelowZero(
            @ForAll("lifetimes") long lifetime, @ForAll("steps") List<Step> steps) {
        SignalLedger ledger = Signals.fading(lifetime);
        long now = START;
        for (Step step : steps) {
            now = step.after(now, lifetime);
            ledger.advanceTo(now);
            Event event = step.at(now, lifetime);
            // In what is there already: an event ahead of the moment joins later.
            ledger.apply(event.ordinal(), Math.abs(event.weight()), Math.min(event.at(), now));
            for (int ordinal = 0; ordinal < WATCHED; ordinal++) {
                assertTrue(ledger.linear(0, now).value(ordinal) >= 0);
            }
        }
        double[] before = new double[WATCHED];
        Arrays.fill(before, Double.POSITIVE_INFINITY);
        long step = Math.max(1, lifetime / 1500);
        for (long moment = now; moment < now + lifetime + 2 * step; moment += step) {
            ledger.advanceTo(moment);
            for (int ordinal = 0; ordinal < WATCHED; ordinal++) {
                double value = ledger.linear(0, moment).value(ordinal);
                assertTrue(
                        value >= 0 && value <= before[ordinal] * (1 + 1e-12),
                        value + " after " + before[ordinal]);
                before[ordinal] = value;
            }
        }
        for (int ordinal = 0; ordinal < WATCHED; ordinal++) {
            assertEquals(0, before[ordinal]);
        }
    }

    private static void check(SignalLedger ledger, long lifetime, List<Event> events, long now) {
        for (int ordinal = 0; ordinal < WATCHED; ordinal++) {
            int o = ordinal;
            assertEquals(
                    faded(events, ordinal, lifetime, now),
                    ledger.linear(0, now).value(ordinal),
                    PRECISION * living(events, ordinal, lifetime, now),
                    () -> o + " at " + now);
        }
    }

    static double faded(List<Event> events, int ordinal, long lifetime, long now) {
        return of(events, ordinal)
                .mapToDouble(event -> event.weight() * left(event.at(), lifetime, now))
                .sum();
    }

    private static double living(List<Event> events, int ordinal, long lifetime, long now) {
        return of(events, ordinal)
                .filter(event -> left(event.at(), lifetime, now) > 0)
                .mapToDouble(event -> Math.abs(event.weight()))
                .sum();
    }

    private static Stream<Event> of(List<Event> events, int ordinal) {
        return events.stream().filter(event -> event.ordinal() == ordinal);
    }

    /** 1 − (now − b) / T, b being when the event's bucket begins, of 1,024 in T. */
    static double left(long at, long lifetime, long now) {
        long bucket = Math.floorDiv(at * 1024, lifetime);
        long age = now * 1024 - bucket * lifetime;
        return age < 0 || age >= 1024 * lifetime ? 0 : 1 - age / (1024.0 * lifetime);
    }

    private static void checkBounds(SignalLedger ledger, long now) {
        LinearView view = ledger.linear(0, now);
        for (DoubleColumn column : List.of(view.sums(), view.offsets())) {
            for (int ordinal = 0; ordinal < ORDINALS; ordinal++) {
                int block = ordinal >>> Blocks.SHIFT;
                double value = column.value(ordinal);
                assertTrue(column.min(block) <= value && value <= column.max(block));
            }
        }
    }

    @Provide
    Arbitrary<Long> lifetimes() {
        return Arbitraries.oneOf(
                Arbitraries.of(1000L, MINUTE, HOUR, DAY, 30 * DAY, 36_500 * DAY),
                Arbitraries.longs().between(1, 40 * DAY));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Double> forward =
                Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.of(0.0, 1.0 / 1024)),
                        Tuple.of(5, Arbitraries.doubles().between(0, 0.1)),
                        Tuple.of(3, Arbitraries.doubles().between(0, 1.1)),
                        Tuple.of(1, Arbitraries.of(5.0, 1e5)));
        Arbitrary<Integer> ordinals =
                Arbitraries.oneOf(
                        Arbitraries.integers().between(0, WATCHED - 1),
                        Arbitraries.integers().between(0, ORDINALS - 1));
        Arbitrary<Double> weights =
                Arbitraries.oneOf(
                        Arbitraries.of(1.0, 2.0, -1.0, 0.1, 1e9, 1e6 + 0.1, 1e-6),
                        Arbitraries.doubles().between(-100, 100));
        Arbitrary<Double> offsets =
                Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.just(0.0)),
                        Tuple.of(3, Arbitraries.doubles().between(-1.1, 0)),
                        Tuple.of(1, Arbitraries.doubles().between(0, 0.2)),
                        Tuple.of(1, Arbitraries.of(-100.0)));
        return Combinators.combine(forward, ordinals, weights, offsets)
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }
}
