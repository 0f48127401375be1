package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.TidalException;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Faults at every named step of the write path, of recovery, of migration and of closing: each at
 * each of its occurrences in a {@link Scenario}, or at a choice of them where they are many.
 */
@Timeout(120)
class FaultTest {
    private static final Set<Disk.Step> READS =
            EnumSet.of(
                    Disk.Step.READ_META,
                    Disk.Step.READ_CATALOG,
                    Disk.Step.READ_ROWS,
                    Disk.Step.READ_EDGES,
                    Disk.Step.READ_CHECKPOINT,
                    Disk.Step.READ_LOG);

    private static final StoreOptions OPTIONS =
            StoreOptions.at(Path.of("simulated")).withClock(new StoreClock.FixedClock(Feed.T0));

    record Case(Disk.Step step, boolean before, Fault.Kind kind, Durability durability) {
        @Override
        public String toString() {
            return (before ? "before " : "after ") + step + ": " + kind + ", " + durability;
        }
    }

    /** {@link RetentionTest} has those of signals whose old events are given up. */
    private static final Set<Disk.Step> OF_RETENTION =
            EnumSet.of(
                    Disk.Step.BASE_PAGES,
                    Disk.Step.BASE_MANIFEST,
                    Disk.Step.REWRITE_LOG,
                    Disk.Step.TIDY_BASES,
                    Disk.Step.READ_BASES);

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Disk.Step step : EnumSet.complementOf(EnumSet.copyOf(OF_RETENTION))) {
            for (boolean before : new boolean[] {true, false}) {
                // What was read was read, and what is closed is closed.
                boolean isPoint = before || !READS.contains(step) && step != Disk.Step.CLOSE;
                for (Fault.Kind kind : Fault.Kind.values()) {
                    for (Durability mode : isPoint ? modes(step, kind) : List.<Durability>of()) {
                        cases.add(new Case(step, before, kind, mode));
                    }
                }
            }
        }
        return cases;
    }

    /** The modes in which a step comes, and a fault of a kind makes a difference. */
    private static List<Durability> modes(Disk.Step step, Fault.Kind kind) {
        List<Durability> modes = new ArrayList<>();
        if (step != Disk.Step.SYNC) {
            modes.add(new Durability.Sync());
        }
        if (step == Disk.Step.SYNC || kind == Fault.Kind.POWER_LOSS) {
            modes.addAll(Scenario.LAZY);
        }
        return modes;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void nothingAcknowledgedIsLostAndNothingIsHalfApplied(Case one) {
        int occurrence = 1;
        while (true) {
            Fault fault = new Fault(one.step, one.before, one.kind, occurrence);
            new Scenario(fault, one.durability, occurrence).run();
            if (!fault.hasStruck()) {
                break;
            }
            // Each of the first ones, then fewer and fewer.
            occurrence += 1 + occurrence / (READS.contains(one.step) ? 1 : 4);
        }
        assertTrue(occurrence > 1, "it never came to that");
    }

    private static WriteSet note(String text) {
        return new WriteSet().insert(Feed.NOTES, new Object[] {text});
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "interval:60000", "none"})
    void aWriteThatWasAppliedButNotAcknowledgedIsThereWhole(String mode) {
        Disk disk = new Disk();
        StoreOptions options = OPTIONS.withDurability(Durability.parse(mode));
        Store store = Store.over(disk, options);
        store.commit(Feed.definitions());
        long before = store.position();
        CompletableFuture<Long> told =
                store.submit(note("a").insert(Feed.NOTES, new Object[] {"b"}));
        while (store.position() == before) {
            Thread.onSpinWait();
        }
        disk.cutPower();
        Disk kept = disk.kept(mode.equals("sync") ? disk.synced() : disk.written());
        told.join();
        assertThrows(TidalException.class, store::close);
        try (Store again = Store.over(kept, options)) {
            assertEquals(2, again.table(Feed.NOTES).liveCount());
        }
    }
}
