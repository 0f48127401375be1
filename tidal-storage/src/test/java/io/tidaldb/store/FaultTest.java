package io.tidaldb.store;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Faults at every named step of the write path, of recovery, of migration and of closing: each at
 * each of its occurrences in a {@link Scenario}, or at a choice of them where they are many.
 */
class FaultTest {
    private static final Set<Disk.Step> READS =
            EnumSet.of(
                    Disk.Step.READ_META,
                    Disk.Step.READ_CATALOG,
                    Disk.Step.READ_ROWS,
                    Disk.Step.READ_EDGES,
                    Disk.Step.READ_CHECKPOINT,
                    Disk.Step.READ_LOG);

    record Case(Disk.Step step, boolean before, Fault.Kind kind, Durability durability) {
        @Override
        public String toString() {
            return (before ? "before " : "after ") + step + ": " + kind + ", " + durability;
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Disk.Step step : Disk.Step.values()) {
            for (boolean before : new boolean[] {true, false}) {
                // What was read was read, and what is closed is closed.
                if (before || !READS.contains(step) && step != Disk.Step.CLOSE) {
                    for (Fault.Kind kind : Fault.Kind.values()) {
                        cases.add(new Case(step, before, kind, new Durability.Sync()));
                    }
                    for (Durability mode : Scenario.LAZY) {
                        cases.add(new Case(step, before, Fault.Kind.POWER_LOSS, mode));
                    }
                }
            }
        }
        for (Durability mode : Scenario.LAZY) {
            cases.add(new Case(Disk.Step.SYNC, true, Fault.Kind.FAILURE, mode));
            cases.add(new Case(Disk.Step.SYNC, true, Fault.Kind.ERROR, mode));
        }
        return cases;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void nothingAcknowledgedIsLostAndNothingIsHalfApplied(Case one) {
        int times = 0;
        // Each of the first occurrences, then fewer and fewer.
        for (int occurrence = 1; ; occurrence += 1 + occurrence / 4) {
            Fault fault = new Fault(one.step, one.before, one.kind, occurrence);
            new Scenario(fault, one.durability, occurrence).run();
            if (!fault.hasStruck()) {
                break;
            }
            times++;
        }
        System.out.println(one + " " + times);
    }
}
