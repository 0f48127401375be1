package io.tidaldb.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.oracle.BruteForce;
import io.tidaldb.oracle.Operation;
import io.tidaldb.store.Feed;

import java.util.ArrayList;
import java.util.List;

/** What a store must hold, given how many sets of each writer it has. */
final class Expectation {
    private record Written(List<Operation> set, long now) {}

    private final BruteForce beginning = new BruteForce(false, Integer.MAX_VALUE);
    private final List<Script> scripts = new ArrayList<>();

    /** By writer, the accepted sets with the moment that each is relative to. */
    private final List<List<Written>> written = new ArrayList<>();

    Expectation(long seed, int writers) {
        assertTrue(beginning.commit(Script.beginning(seed), Feed.T0));
        for (int i = 0; i < writers; i++) {
            scripts.add(new Script(seed, i, beginning));
            written.add(new ArrayList<>());
        }
    }

    /**
     * What there is after further sets.
     *
     * @param counts by writer, no less than before
     * @param now the moment that those sets are relative to
     */
    BruteForce advanceTo(long[] counts, long now) {
        List<BruteForce> states = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            Script script = scripts.get(i);
            while (script.written() < counts[i]) {
                Script.Attempt attempt = script.next(now);
                if (attempt.accepted()) {
                    written.get(i).add(new Written(attempt.set(), now));
                }
            }
            states.add(script.state());
        }
        return BruteForce.merged(beginning, states);
    }

    /**
     * What there was after earlier sets.
     *
     * @param counts by writer, no more than by now
     */
    BruteForce at(long[] counts) {
        List<BruteForce> states = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            BruteForce state = beginning.copy();
            for (Written one : written.get(i).subList(0, Math.toIntExact(counts[i]))) {
                assertTrue(state.commit(one.set, one.now));
            }
            states.add(state);
        }
        return BruteForce.merged(beginning, states);
    }
}
