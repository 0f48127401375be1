package io.tidaldb.store;

import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.schema.Window;
import io.tidaldb.table.Table;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Compares what was loaded from a checkpoint with what the whole log gives: all decayed values,
 * windows and sets of items of the rows that are there. Sums may differ by roundings alone, which
 * are of what was added up, and that may be far more than what is left where signs are opposite.
 *
 * @param moment the moment of both, at which decayed values are compared
 * @param magnitudes by signal, the sum of the magnitudes of all its events' weights
 */
record Comparison(
        Projections loaded, Projections replayed, long moment, Map<Integer, Double> magnitudes) {
    private static final double TOLERANCE = 1e-6;

    /** Of the magnitude of what was added up: a few dozen roundings in a row. */
    private static final double ROUNDING = 0x1p-48;

    /**
     * Runs it.
     *
     * @param differences takes each place that differs, and how
     */
    void run(BiConsumer<String, String> differences) {
        for (Projections.Signal signal : loaded.signals()) {
            Projections.Signal other = replayed.signal(signal.definition().id());
            // Nobody asks any more whether what has expired was taken back.
            long expired = signal.expiry().position();
            int retracted = signal.retracted().countAfter(expired);
            int byLog = other.retracted().countAfter(expired);
            if (retracted != byLog) {
                differences.accept(
                        signal.definition().name(),
                        retracted + " events were taken back, by the log " + byLog);
            }
            SignalLedger expected = other.ledger();
            for (int ordinal = 0; ordinal < signal.targets().size(); ordinal++) {
                if (signal.targets().isLive(ordinal)) {
                    compare(signal, expected, ordinal, differences);
                }
            }
            if (signal.marks() != null) {
                compareMarks(signal, other, differences);
            }
        }
    }

    private void compare(
            Projections.Signal signal,
            SignalLedger expected,
            int ordinal,
            BiConsumer<String, String> differences) {
        SignalLedger ledger = signal.ledger();
        double rounding = ROUNDING * magnitudes.getOrDefault(signal.definition().id(), 0.0);
        for (int i = 0; i < signal.definition().halfLivesMillis().size(); i++) {
            int halfLife = i;
            compare(
                    ledger.decayed(ordinal, i, moment),
                    expected.decayed(ordinal, i, moment),
                    rounding,
                    problem ->
                            differences.accept(
                                    place(signal, ordinal),
                                    "decayed value " + halfLife + " is " + problem));
        }
        for (int i = 0; i < signal.definition().lifetimesMillis().size(); i++) {
            int lifetime = i;
            compare(
                    ledger.linear(i, moment).value(ordinal),
                    expected.linear(i, moment).value(ordinal),
                    rounding,
                    problem ->
                            differences.accept(
                                    place(signal, ordinal),
                                    "linearly decayed value " + lifetime + " is " + problem));
        }
        for (Window window : signal.definition().windows()) {
            compare(
                    ledger.windowSum(ordinal, window),
                    expected.windowSum(ordinal, window),
                    rounding,
                    problem ->
                            differences.accept(
                                    place(signal, ordinal), "window " + window + " is " + problem));
        }
    }

    private static String place(Projections.Signal signal, int ordinal) {
        return signal.definition().name() + " of row " + signal.targets().key(ordinal);
    }

    private static void compare(
            double got, double expected, double rounding, Consumer<String> difference) {
        double scale = Math.max(1, Math.max(Math.abs(got), Math.abs(expected)));
        if (!(Math.abs(got - expected) <= TOLERANCE * scale + rounding)) {
            difference.accept(got + ", by the log " + expected);
        }
    }

    private static void compareMarks(
            Projections.Signal signal,
            Projections.Signal expected,
            BiConsumer<String, String> differences) {
        Table users = signal.users();
        for (int user = 0; user < users.size(); user++) {
            if (users.isLive(user) && !signal.marks().holdsSame(user, expected.marks())) {
                differences.accept(
                        "items of user " + users.key(user) + " in " + signal.definition().name(),
                        "they are not those of the log");
            }
        }
    }
}
