package io.tidaldb.store;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.IdColumn;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;
import io.tidaldb.log.LogRecord;
import io.tidaldb.table.Table;

/**
 * Counts the log's events again, into ledgers and sets that are empty. An event counts for the row
 * that has its key now only if the row was born before it: a row that was deleted and inserted anew
 * starts without a past.
 */
final class Replay {
    /** How many runs of events may wait to be counted; each may hold some hundred thousand. */
    private static final int WAITING_RUNS = 16;

    private final KeyValueStore store;
    private final Projections projections;
    private final long last;
    private long newestEvent = Long.MIN_VALUE;
    private long counted;

    Replay(KeyValueStore store, Projections projections, long last) {
        this.store = store;
        this.projections = projections;
        this.last = last;
    }

    /** The newest time of all events that were read; {@link Long#MIN_VALUE} for none. */
    long newestEvent() {
        return newestEvent;
    }

    /** How many events were counted. */
    long counted() {
        return counted;
    }

    /**
     * Fills everything that follows from events, and tells a clock that follows them of their
     * times.
     *
     * <p>Such a clock shows the machine's time until its first event; ledgers never move to that,
     * since they could not move back to the events' time.
     *
     * @param from the first position to count; what came before is counted already
     * @param progress is told how many positions from there on are counted
     */
    void from(long from, StoreClock clock, Advance progress) {
        if (!clock.followsEvents()) {
            advance(clock.now());
        }
        try (LogReader reader = new LogReader(store, from, last);
                Lanes lanes = new Lanes(WAITING_RUNS)) {
            while (reader.next()) {
                // The first block may begin before.
                progress.at(Math.max(0, reader.block().position() - from), last - from + 1);
                for (LogBlock.Section section : reader.block().sections()) {
                    // A checkpoint's position is a block's last one, so that none counts in part.
                    if (section.tag() != LogBlock.EVENTS || section.position() < from) {
                        continue;
                    }
                    Projections.Signal signal =
                            projections.findSignal(reader.block().signal(section));
                    LogRecord.EventRun run = (LogRecord.EventRun) reader.record(section);
                    observe(run, clock);
                    if (signal != null) {
                        counted += run.count();
                        int[] targets =
                                ordinals(run.targets(), signal.targets(), section.position());
                        if (clock.followsEvents()) {
                            // The next event's time moves all ledgers, when these have counted.
                            Applier.count(signal, run, targets);
                        } else {
                            lanes.run(
                                    signal.definition().id(),
                                    () -> Applier.count(signal, run, targets));
                        }
                        // Signals share these sets, so they have no lane.
                        Applier.addToUserSets(
                                signal,
                                run.count(),
                                targets,
                                users(run, signal, section.position()));
                    }
                }
            }
            lanes.finish();
        }
    }

    /** Fills only the sets of seen and excluded items. */
    void userSets() {
        try (LogReader reader = new LogReader(store, 1, last)) {
            while (reader.next()) {
                for (LogBlock.Section section : reader.block().sections()) {
                    Projections.Signal signal =
                            section.tag() == LogBlock.EVENTS
                                    ? projections.findSignal(reader.block().signal(section))
                                    : null;
                    if (signal == null || signal.seen() == null && signal.excluded() == null) {
                        continue;
                    }
                    LogRecord.EventRun run = (LogRecord.EventRun) reader.record(section);
                    int[] users = users(run, signal, section.position());
                    if (users != null) {
                        Applier.addToUserSets(
                                signal,
                                run.count(),
                                ordinals(run.targets(), signal.targets(), section.position()),
                                users);
                    }
                }
            }
        }
    }

    private void observe(LogRecord.EventRun run, StoreClock clock) {
        long latest = latest(run);
        newestEvent = Math.max(newestEvent, latest);
        if (clock.followsEvents()) {
            clock.observe(latest);
            advance(clock.now());
        }
    }

    static long latest(LogRecord.EventRun run) {
        long latest = Long.MIN_VALUE;
        for (int i = 0; i < run.count(); i++) {
            latest = Math.max(latest, run.times()[i]);
        }
        return latest;
    }

    private void advance(long now) {
        for (Projections.Signal signal : projections.signals()) {
            signal.ledger().advanceTo(now);
        }
    }

    private static int[] users(LogRecord.EventRun run, Projections.Signal signal, long position) {
        return run.users() == null || signal.users() == null
                ? null
                : ordinals(run.users(), signal.users(), position);
    }

    private static int[] ordinals(IdColumn ids, Table table, long firstPosition) {
        int[] ordinals = new int[ids.size()];
        boolean longs = ids.holdsLongs() && table.hasLongKey();
        for (int i = 0; i < ordinals.length; i++) {
            int ordinal = -1;
            if (!ids.isAbsent(i)) {
                ordinal = longs ? table.ordinal(ids.longAt(i)) : table.ordinal(ids.at(i));
            }
            ordinals[i] = ordinal >= 0 && table.bornAt(ordinal) < firstPosition + i ? ordinal : -1;
        }
        return ordinals;
    }
}
