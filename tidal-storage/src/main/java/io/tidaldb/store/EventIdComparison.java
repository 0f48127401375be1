package io.tidaldb.store;

import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.ledger.EventIds;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;
import io.tidaldb.log.LogRecord;

import java.util.HashMap;
import java.util.Map;

/**
 * Compares the event ids that a checkpoint remembers with the log, and which events it says were
 * taken back. However many ids a store remembers, they are the last ones; one that was forgotten
 * would let a repeat count.
 */
final class EventIdComparison {
    private final KeyValueStore store;
    private final Projections loaded;
    private final Findings findings;

    /** By signal with event ids: how many of them in succession, up to here, are remembered. */
    private final Map<Integer, Long> remembered = new HashMap<>();

    EventIdComparison(KeyValueStore store, Projections loaded, Findings findings) {
        this.store = store;
        this.loaded = loaded;
        this.findings = findings;
    }

    void run(long last) {
        try (LogReader reader = new LogReader(store, 1, last)) {
            while (reader.next()) {
                for (LogBlock.Section section : reader.block().sections()) {
                    if (section.tag() != LogBlock.EVENTS && section.tag() != LogBlock.RETRACTION) {
                        continue;
                    }
                    Projections.Signal signal = loaded.findSignal(reader.block().signal(section));
                    if (signal == null) {
                        continue;
                    }
                    switch (reader.record(section)) {
                        case LogRecord.EventRun run -> count(signal, run);
                        case LogRecord.Retraction retraction -> compare(signal, retraction);
                        default -> throw new IllegalStateException("no events");
                    }
                }
            }
        }
        for (Projections.Signal signal : loaded.signals()) {
            Long known = remembered.get(signal.definition().id());
            // Those of events that were given up are remembered as well, and not in the log.
            boolean all = signal.expiry().base() == null;
            if (known != null && (known == 0 || all && known < signal.eventIds().size())) {
                findings.note(
                        Family.CHECKPOINT.label(),
                        "of "
                                + signal.definition().name()
                                + " "
                                + signal.eventIds().size()
                                + " event ids are remembered, and only the last "
                                + known
                                + " of the log are among them");
            }
        }
    }

    private void compare(Projections.Signal signal, LogRecord.Retraction retraction) {
        for (long position : retraction.positions()) {
            if (!signal.retracted().contains(position)) {
                findings.note(
                        Family.CHECKPOINT.label(),
                        "the event of "
                                + signal.definition().name()
                                + " at "
                                + position
                                + " is there, by the log it was taken back");
            }
        }
    }

    private void count(Projections.Signal signal, LogRecord.EventRun run) {
        EventIds ids = signal.eventIds();
        for (int i = 0; i < run.count(); i++) {
            if (run.hasEventId(i)) {
                boolean known = ids.contains(run.eventId(i));
                remembered.merge(
                        signal.definition().id(), known ? 1L : 0L, (n, one) -> known ? n + 1 : 0);
            }
        }
    }
}
