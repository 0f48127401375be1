package io.tidaldb.ledger;

import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Signals for tests. */
final class Signals {
    private Signals() {}

    static SignalLedger decaying(Long... halfLives) {
        return ledger(List.of(halfLives), EnumSet.of(Window.ALL));
    }

    static SignalLedger windowed(Set<Window> windows) {
        return ledger(List.of(), windows);
    }

    static SignalLedger fading(Long... lifetimes) {
        return ledger(List.of(), List.of(lifetimes), EnumSet.of(Window.ALL));
    }

    static SignalLedger ledger(List<Long> halfLives, Set<Window> windows) {
        return ledger(halfLives, List.of(), windows);
    }

    static SignalLedger ledger(List<Long> halfLives, List<Long> lifetimes, Set<Window> windows) {
        return new SignalLedger(
                new SignalDefinition(
                        1,
                        "views",
                        2,
                        SignalDefinition.NO_USER,
                        halfLives,
                        lifetimes,
                        windows,
                        null,
                        false,
                        false,
                        SignalDefinition.NO_ROLL_UP,
                        false,
                        SignalDefinition.KEEP));
    }
}
