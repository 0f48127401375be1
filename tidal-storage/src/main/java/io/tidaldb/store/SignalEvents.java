package io.tidaldb.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events that are to be counted, by signal. What comes together is counted together: a ledger goes
 * through its columns once for all of a group's events on a signal, and not once for each write
 * set. For the writer thread.
 */
final class SignalEvents {
    private final Map<Projections.Signal, List<Change.EventsAccepted>> runs =
            new IdentityHashMap<>();

    void add(Projections.Signal signal, Change.EventsAccepted events) {
        runs.computeIfAbsent(signal, s -> new ArrayList<>()).add(events);
    }

    /** Counts all that was added, and forgets it. */
    void count() {
        runs.forEach(SignalEvents::count);
        runs.clear();
    }

    private static void count(Projections.Signal signal, List<Change.EventsAccepted> runs) {
        if (runs.size() == 1) {
            Change.EventsAccepted only = runs.getFirst();
            signal.ledger()
                    .apply(
                            only.targets(),
                            only.run().weights(),
                            only.run().times(),
                            only.run().count());
            return;
        }
        int size = 0;
        boolean weighted = false;
        for (Change.EventsAccepted events : runs) {
            size += events.run().count();
            weighted |= events.run().weights() != null;
        }
        int[] targets = new int[size];
        long[] times = new long[size];
        double[] weights = weighted ? new double[size] : null;
        int to = 0;
        for (Change.EventsAccepted events : runs) {
            int count = events.run().count();
            System.arraycopy(events.targets(), 0, targets, to, count);
            System.arraycopy(events.run().times(), 0, times, to, count);
            if (events.run().weights() != null) {
                System.arraycopy(events.run().weights(), 0, weights, to, count);
            } else if (weighted) {
                Arrays.fill(weights, to, to + count, 1);
            }
            to += count;
        }
        signal.ledger().apply(targets, weights, times, size);
    }
}
