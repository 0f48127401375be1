package io.tidaldb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.schema.Window;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What is kept for owners while events come and rows change hands equals what the targets add up to
 * at last, and what summing it up anew gives.
 */
class RollUpLawsTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long START = 1_376_654_321_987L;
    private static final int TARGETS = 6;
    private static final int OWNERS = 4;

    /** What roundings may leave of weights that are gone. */
    private static final double LEFTOVER = 1e-18;

    private static final List<Long> HALF_LIVES = List.of(1_000L, HOUR, 30 * DAY);
    private static final List<Long> LIFETIMES = List.of(MINUTE + 7, 7 * DAY);

    /** What a run is made of. */
    sealed interface Step {
        record Forward(long millis) implements Step {}

        record Arrival(int target, double weight, long offset, boolean retracted) implements Step {}

        record NewOwner(int target, int owner) implements Step {}

        record Delete(int target) implements Step {}

        record Succession(int from, int to) implements Step {}
    }

    private final SignalLedger targets =
            Signals.ledger(HALF_LIVES, LIFETIMES, EnumSet.allOf(Window.class));
    private final Owners owners = new Owners();
    private final List<Event> all = new ArrayList<>();
    private long now = START;

    @Property(tries = 100)
    void whatIsKeptIsWhatTheTargetsAddUpTo(@ForAll("fractions") List<Step> steps) {
        run(steps, 1e-9);
    }

    @Property(tries = 100)
    void integersInWindowsAreExact(@ForAll("integers") List<Step> steps) {
        run(steps, 0);
    }

    /**
     * Runs the steps.
     *
     * @param precision by how much of the weights within a window roundings may make sums differ
     */
    private void run(List<Step> steps, double precision) {
        targets.advanceTo(now);
        targets.keepRolledUp(owners);
        for (Step step : steps) {
            apply(step);
            long boundary = targets.nextBoundary();
            assertTrue(boundary > now);
            assertTrue(boundary <= targets.rollUp().ledger().nextBoundary());
            compare(targets.rollUp().ledger(), precision);
        }
        compare(RollUp.of(targets, owners::of), precision);
        now += 31 * DAY;
        targets.advanceTo(now);
        compare(targets.rollUp().ledger(), precision);
    }

    private void apply(Step step) {
        switch (step) {
            case Step.Forward(long millis) -> {
                now += millis;
                targets.advanceTo(now);
            }
            case Step.Arrival(int target, double weight, long offset, boolean retracted) -> {
                Event event = new Event(target, weight, now + offset);
                all.add(event);
                event.applyTo(targets);
                if (retracted) {
                    event.retraction().applyTo(targets);
                }
            }
            case Step.NewOwner(int target, int owner) -> {
                targets.rollUp().changeOwner(target, owners.of(target), owner);
                owners.set(target, owner);
            }
            case Step.Delete(int target) -> {
                targets.clear(target);
                owners.set(target, Owners.NONE);
            }
            case Step.Succession(int from, int to) -> {
                if (from != to) {
                    targets.rollUp().succeed(from, to);
                    for (int target = 0; target < TARGETS; target++) {
                        if (owners.of(target) == from) {
                            owners.set(target, to);
                        }
                    }
                }
            }
        }
    }

    private void compare(SignalLedger kept, double precision) {
        for (int i = 0; i < HALF_LIVES.size(); i++) {
            int index = i;
            double halfLife = HALF_LIVES.get(i);
            for (long moment : new long[] {now, now + DAY}) {
                compare(
                        "half-life " + halfLife,
                        (ledger, row) -> ledger.decayed(row, index, moment),
                        kept,
                        1e-9,
                        event -> Math.pow(2, (event.at() - moment) / halfLife));
            }
        }
        for (int i = 0; i < LIFETIMES.size(); i++) {
            int index = i;
            compare(
                    "lifetime " + LIFETIMES.get(i),
                    (ledger, row) -> ledger.linear(index, now).value(row),
                    kept,
                    1e-9,
                    event -> LinearDecayLawsTest.left(event.at(), LIFETIMES.get(index), now));
        }
        for (Window window : Window.values()) {
            compare(
                    window.name(),
                    (ledger, row) -> ledger.windowSum(row, window),
                    kept,
                    precision,
                    event ->
                            window == Window.ALL || event.at() > now - window.lengthMillis()
                                    ? 1
                                    : 0);
        }
    }

    private interface Value {
        double of(SignalLedger ledger, int row);
    }

    private void compare(
            String what,
            Value value,
            SignalLedger kept,
            double precision,
            ToDoubleFunction<Event> left) {
        double tolerance =
                all.stream()
                        .mapToDouble(
                                event ->
                                        Math.abs(event.weight())
                                                * (precision * left.applyAsDouble(event)
                                                        + (precision > 0 ? LEFTOVER : 0)))
                        .sum();
        for (int owner = 0; owner < OWNERS; owner++) {
            double expected = 0;
            for (int target = 0; target < TARGETS; target++) {
                expected += owners.of(target) == owner ? value.of(targets, target) : 0;
            }
            int o = owner;
            assertEquals(
                    expected,
                    value.of(kept, owner),
                    tolerance,
                    () -> what + " of " + o + " at " + now);
        }
    }

    @Provide
    Arbitrary<List<Step>> fractions() {
        return steps(
                Arbitraries.oneOf(
                        Arbitraries.of(0.1, 0.3, -0.1, 1e-3, 1e6 + 0.1, 1e9),
                        Arbitraries.doubles().between(-10, 10)));
    }

    @Provide
    Arbitrary<List<Step>> integers() {
        return steps(Arbitraries.integers().between(-1000, 1000).map(i -> (double) i));
    }

    private static Arbitrary<List<Step>> steps(Arbitrary<Double> weights) {
        Arbitrary<Integer> targets = Arbitraries.integers().between(0, TARGETS - 1);
        Arbitrary<Integer> owners = Arbitraries.integers().between(Owners.NONE, OWNERS - 1);
        Arbitrary<Integer> present = Arbitraries.integers().between(0, OWNERS - 1);
        Arbitrary<Long> forward =
                Arbitraries.frequencyOf(
                        Tuple.of(4, Arbitraries.longs().between(1, 3 * MINUTE)),
                        Tuple.of(3, Arbitraries.longs().between(1, 3 * HOUR)),
                        Tuple.of(2, Arbitraries.longs().between(1, 3 * DAY)),
                        Tuple.of(1, Arbitraries.of(40 * DAY, 13 * 365 * DAY)));
        Arbitrary<Long> offsets =
                Arbitraries.oneOf(
                        Arbitraries.just(0L),
                        Arbitraries.longs().between(-2 * MINUTE, 2 * MINUTE),
                        Arbitraries.longs().between(-2 * HOUR, 5 * MINUTE),
                        Arbitraries.longs().between(-40 * DAY, 5 * MINUTE));
        Arbitrary<Step> step =
                Arbitraries.frequencyOf(
                        Tuple.of(3, forward.map(Step.Forward::new)),
                        Tuple.of(
                                8,
                                Combinators.combine(
                                                targets,
                                                weights,
                                                offsets,
                                                Arbitraries.integers().between(0, 5))
                                        .as((t, w, o, r) -> new Step.Arrival(t, w, o, r == 0))),
                        Tuple.of(4, Combinators.combine(targets, owners).as(Step.NewOwner::new)),
                        Tuple.of(1, targets.map(Step.Delete::new)),
                        Tuple.of(
                                1, Combinators.combine(present, present).as(Step.Succession::new)));
        return step.list().ofMinSize(1).ofMaxSize(60);
    }
}
