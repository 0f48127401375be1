package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.DoubleColumn;
import io.tidaldb.schema.Window;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Windows against the definition: the sum over events whose bucket the window covers. */
class WindowLawsTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long START = 1_376_654_321_987L;
    private static final int ORDINALS = 1_500;

    /** A step of a run: the moment moves by {@code forward}, then an event comes. */
    record Step(long forward, int ordinal, double weight, long offset) {}

    @Property(tries = 300)
    void integersAreExact(
            @ForAll("windows") Set<Window> windows, @ForAll("integerSteps") List<Step> steps) {
        run(windows, steps, 0);
    }

    @Property(tries = 300)
    void fractionsAreNearlyExactAndZeroWhenNothingIsCovered(
            @ForAll("windows") Set<Window> windows, @ForAll("fractionSteps") List<Step> steps) {
        run(windows, steps, 1e-9);
    }

    @Property(tries = 100)
    void positiveWeightsNeverGiveNegativeSums(@ForAll("fractionSteps") List<Step> steps) {
        SignalLedger ledger = Signals.windowed(EnumSet.allOf(Window.class));
        long now = START;
        for (Step step : steps) {
            now += step.forward;
            ledger.advanceTo(now);
            ledger.apply(step.ordinal, Math.abs(step.weight), now + step.offset);
            for (Window window : Window.values()) {
                for (int ordinal = 0; ordinal < 5; ordinal++) {
                    assertTrue(ledger.windowSum(ordinal, window) >= 0);
                }
            }
        }
    }

    @Property(tries = 200)
    void nothingChangesBeforeTheNextBoundaryAndSomethingAtIt(
            @ForAll("windows") Set<Window> windows, @ForAll("integerSteps") List<Step> steps) {
        SignalLedger ledger = Signals.windowed(windows);
        List<Event> events = new ArrayList<>();
        long now = START;
        for (Step step : steps) {
            now += step.forward;
            ledger.advanceTo(now);
            Event event = new Event(step.ordinal, Math.abs(step.weight), now + step.offset);
            event.applyTo(ledger);
            events.add(event);
            long boundary = ledger.nextBoundary();
            assertTrue(boundary > now);
            assertEquals(sums(events, windows, now), sums(events, windows, boundary - 1));
            if (boundary < Long.MAX_VALUE) {
                assertTrue(!sums(events, windows, now).equals(sums(events, windows, boundary)));
            }
        }
    }

    @Property(tries = 150)
    void orderOfArrivalDoesNotMatter(
            @ForAll("windows") Set<Window> windows,
            @ForAll("integerSteps") List<Step> steps,
            @ForAll Random random) {
        List<Event> events = events(steps);
        List<Event> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        long now = newest(events);
        assertEquals(
                sums(ledgerOf(events, windows, now), windows),
                sums(ledgerOf(shuffled, windows, now), windows));
    }

    @Property(tries = 150)
    void ledgersOfTwoStreamsAddUpToTheLedgerOfBoth(
            @ForAll("windows") Set<Window> windows,
            @ForAll("integerSteps") List<Step> steps,
            @ForAll Random random) {
        List<Event> events = events(steps);
        List<Event> left = new ArrayList<>();
        List<Event> right = new ArrayList<>();
        events.forEach(event -> (random.nextBoolean() ? left : right).add(event));
        long now = newest(events);
        List<Double> both = sums(ledgerOf(events, windows, now), windows);
        List<Double> one = sums(ledgerOf(left, windows, now), windows);
        List<Double> other = sums(ledgerOf(right, windows, now), windows);
        for (int i = 0; i < both.size(); i++) {
            assertEquals(both.get(i), one.get(i) + other.get(i));
        }
    }

    @Property(tries = 150)
    void whatIsTakenBackIsAsIfItHadNeverBeen(
            @ForAll("windows") Set<Window> windows,
            @ForAll("integerSteps") List<Step> steps,
            @ForAll Random random) {
        List<Event> events = events(steps);
        List<Event> kept = new ArrayList<>();
        long now = newest(events);
        SignalLedger ledger = ledgerOf(events, windows, now);
        for (Event event : events) {
            if (random.nextBoolean()) {
                ledger.retract(event.ordinal(), event.weight(), event.at());
            } else {
                kept.add(event);
            }
        }
        assertEquals(sums(ledgerOf(kept, windows, now), windows), sums(ledger, windows));
        assertEquals(kept.size(), ledger.eventCount());
    }

    /** A moment that lies back changes nothing, and what comes then counts by its own time. */
    @Property(tries = 150)
    void aClockThatIsSetBackMovesNoWindow(
            @ForAll("windows") Set<Window> windows,
            @ForAll("integerSteps") List<Step> steps,
            @ForAll Random random) {
        SignalLedger ledger = Signals.windowed(windows);
        List<Event> events = new ArrayList<>();
        long now = START;
        long furthest = START;
        ledger.advanceTo(START);
        for (Step step : steps) {
            now += random.nextInt(3) == 0 ? -random.nextLong(2 * DAY) : step.forward;
            furthest = Math.max(furthest, now);
            ledger.advanceTo(now);
            Event event = new Event(step.ordinal, step.weight, now + step.offset);
            event.applyTo(ledger);
            events.add(event);
            check(ledger, windows, events, furthest, 0);
        }
    }

    private static List<Event> events(List<Step> steps) {
        List<Event> events = new ArrayList<>();
        long now = START;
        for (Step step : steps) {
            now += step.forward;
            events.add(new Event(step.ordinal, step.weight, now + step.offset));
        }
        return events;
    }

    private static long newest(List<Event> events) {
        return events.stream().mapToLong(Event::at).max().orElse(START);
    }

    /** A ledger that stands at a moment, to which it moves before or between the events. */
    private static SignalLedger ledgerOf(List<Event> events, Set<Window> windows, long now) {
        SignalLedger ledger = Signals.windowed(windows);
        ledger.advanceTo(events.stream().mapToLong(Event::at).min().orElse(now));
        for (int i = 0; i < events.size(); i++) {
            if (i == events.size() / 2) {
                ledger.advanceTo(now);
            }
            events.get(i).applyTo(ledger);
        }
        ledger.advanceTo(now);
        return ledger;
    }

    private static List<Double> sums(SignalLedger ledger, Set<Window> windows) {
        List<Double> sums = new ArrayList<>();
        for (Window window : windows) {
            for (int ordinal = 0; ordinal < ORDINALS; ordinal++) {
                // Without the sign of a zero.
                sums.add(ledger.windowSum(ordinal, window) + 0.0);
            }
        }
        return sums;
    }

    private static void run(Set<Window> windows, List<Step> steps, double precision) {
        SignalLedger ledger = Signals.windowed(windows);
        List<Event> events = new ArrayList<>();
        long now = START;
        for (Step step : steps) {
            now += step.forward;
            ledger.advanceTo(now);
            Event event = new Event(step.ordinal, step.weight, now + step.offset);
            event.applyTo(ledger);
            events.add(event);
            check(ledger, windows, events, now, precision);
        }
        now += 31 * DAY;
        ledger.advanceTo(now);
        check(ledger, windows, events, now, precision);
        for (Window window : windows) {
            checkBounds(ledger.window(window));
        }
    }

    private static void check(
            SignalLedger ledger,
            Set<Window> windows,
            List<Event> events,
            long now,
            double precision) {
        for (Window window : windows) {
            for (int ordinal = 0; ordinal < 5; ordinal++) {
                int o = ordinal;
                double[] covered =
                        events.stream()
                                .filter(e -> e.ordinal() == o && covers(window, e.at(), now))
                                .mapToDouble(Event::weight)
                                .toArray();
                double expected = 0;
                double magnitude = 0;
                for (double weight : covered) {
                    expected += weight;
                    magnitude += Math.abs(weight);
                }
                assertEquals(
                        expected,
                        ledger.windowSum(ordinal, window),
                        magnitude * precision,
                        () -> window + " of " + o + " at " + now);
            }
        }
    }

    /** For each of a few ordinals and each window the sum that the definition gives. */
    private static List<Double> sums(List<Event> events, Set<Window> windows, long now) {
        List<Double> sums = new ArrayList<>();
        for (Window window : windows) {
            for (int ordinal : events.stream().mapToInt(Event::ordinal).distinct().toArray()) {
                sums.add(
                        events.stream()
                                .filter(e -> e.ordinal() == ordinal && covers(window, e.at(), now))
                                .mapToDouble(Event::weight)
                                .sum());
            }
        }
        return sums;
    }

    private static boolean covers(Window window, long at, long now) {
        if (window == Window.ALL) {
            return true;
        }
        long bucket = Math.floorDiv(at, window.bucketMillis());
        long edge = Math.floorDiv(now, window.bucketMillis());
        return bucket > edge - window.buckets() && bucket <= edge;
    }

    private static void checkBounds(DoubleColumn column) {
        for (int block = 0; block < Blocks.count(ORDINALS); block++) {
            for (int row = 0; row < Blocks.SIZE; row++) {
                double value = column.value((block << Blocks.SHIFT) + row);
                assertTrue(column.min(block) <= value && value <= column.max(block));
            }
        }
    }

    @Provide
    Arbitrary<Set<Window>> windows() {
        return Arbitraries.of(Window.class).set().map(set -> with(set, Window.ALL));
    }

    private static Set<Window> with(Set<Window> set, Window window) {
        EnumSet<Window> copy = EnumSet.of(window);
        copy.addAll(set);
        return copy;
    }

    @Provide
    Arbitrary<List<Step>> integerSteps() {
        return steps(
                Arbitraries.integers()
                        .between(-1000, 1000)
                        .filter(i -> i != 0)
                        .map(i -> (double) i));
    }

    @Provide
    Arbitrary<List<Step>> fractionSteps() {
        return steps(
                Arbitraries.oneOf(
                        Arbitraries.of(0.1, 0.3, -0.1, 1e-3, 1e6 + 0.1),
                        Arbitraries.doubles().between(-10, 10)));
    }

    private static Arbitrary<List<Step>> steps(Arbitrary<Double> weights) {
        Arbitrary<Long> forward =
                Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.of(0L, 1L)),
                        Tuple.of(4, Arbitraries.longs().between(0, 3 * MINUTE)),
                        Tuple.of(3, Arbitraries.longs().between(0, 3 * HOUR)),
                        Tuple.of(2, Arbitraries.longs().between(0, 3 * DAY)),
                        Tuple.of(1, Arbitraries.of(40 * DAY, 13 * 365 * DAY)));
        Arbitrary<Integer> ordinals =
                Arbitraries.oneOf(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, ORDINALS - 1));
        Arbitrary<Long> offsets =
                Arbitraries.oneOf(
                        Arbitraries.just(0L),
                        Arbitraries.longs().between(-2 * HOUR, 2 * HOUR),
                        Arbitraries.longs().between(-40 * DAY, 2 * DAY));
        return Combinators.combine(forward, ordinals, weights, offsets)
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }
}
