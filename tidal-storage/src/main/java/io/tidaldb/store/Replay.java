package io.tidaldb.store;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.IdColumn;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;
import io.tidaldb.log.LogRecord;
import io.tidaldb.table.Table;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the log's events again, into ledgers and sets that are empty. An event counts for the row
 * that has its key now only if the row was born before it: a row that was deleted and inserted anew
 * starts without a past.
 */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    /** How many runs of events may wait to be counted; each may hold some hundred thousand. */
    private static final int WAITING_RUNS = 16;

    /** Counts a signal's events, those of each signal in order. */
    private interface Counting {
        void run(int signal, Runnable task);
    }

    private final KeyValueStore store;
    private final Projections projections;
    private final long last;
    private long newestEvent = Long.MIN_VALUE;
    private long counted;
    private long bytes;

    Replay(KeyValueStore store, Projections projections, long last) {
        this.store = store;
        this.projections = projections;
        this.last = last;
    }

    /** The newest time of all events that were read; {@link Long#MIN_VALUE} for none. */
    long newestEvent() {
        return newestEvent;
    }

    /** How long the blocks are that were read. */
    long bytes() {
        return bytes;
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
        // In logs of earlier versions a retraction does not say whether it unmarks its item. So
        // what
        // is marked is worked out at the end, when all retractions are known.
        boolean whole = from <= 1;
        if (whole) {
            restoreBases(clock);
        }
        if (!clock.followsEvents()) {
            advance(clock.now());
        }
        try (LogReader reader = new LogReader(store, from, last);
                Lanes lanes = new Lanes(WAITING_RUNS)) {
            // Where events move the ledgers, all before one must have counted when it does.
            Counting counting = clock.followsEvents() ? (signal, task) -> task.run() : lanes::run;
            while (reader.next()) {
                // The first block may begin before.
                progress.at(Math.max(0, reader.block().position() - from), last - from + 1);
                bytes += reader.block().position() < from ? 0 : reader.block().byteSize();
                for (LogBlock.Section section : reader.block().sections()) {
                    // A checkpoint's position is a block's last one, so that none counts in part.
                    if (section.position() < from) {
                        continue;
                    }
                    Projections.Signal signal = signal(reader.block(), section);
                    if (signal != null && isHeld(section, signal)) {
                        continue;
                    }
                    if (section.tag() == LogBlock.RETRACTION) {
                        uncount(reader, section, whole, counting);
                    }
                    if (section.tag() != LogBlock.EVENTS) {
                        continue;
                    }
                    LogRecord.EventRun run = (LogRecord.EventRun) reader.record(section);
                    observe(run, clock);
                    if (signal != null) {
                        counted += run.count();
                        int[] targets =
                                ordinals(run.targets(), signal.targets(), section.position());
                        counting.run(
                                signal.definition().id(),
                                () -> Applier.count(signal, run, targets));
                        if (isMarkedOnTheWay(signal, whole)) {
                            int[] users = users(run, signal, section.position());
                            counting.run(
                                    signal.definition().id(),
                                    () -> Applier.mark(signal, run.count(), targets, users));
                        }
                    }
                }
            }
            lanes.finish();
        }
        if (whole) {
            marks();
        }
    }

    /** What has expired is not in the log, or not for long. */
    private void restoreBases(StoreClock clock) {
        for (Projections.Signal signal : projections.signals()) {
            SignalBase base = signal.expiry().base();
            if (base == null) {
                continue;
            }
            base.restore(signal, signal.ledger(), signal.eventIds(), null);
            signal.ledger().touchAll();
            signal.eventIds().touchAll();
            long newest = base.manifest().place().newestEvent();
            newestEvent = Math.max(newestEvent, newest);
            clock.observe(newest);
        }
        if (clock.followsEvents() && newestEvent != Long.MIN_VALUE) {
            advance(clock.now());
        }
    }

    /** The signal of events, of retractions or of what has expired; null for anything else. */
    private Projections.Signal signal(LogBlock block, LogBlock.Section section) {
        return switch (section.tag()) {
            case LogBlock.EVENTS, LogBlock.RETRACTION, LogBlock.EXPIRED ->
                    projections.findSignal(block.signal(section));
            default -> null;
        };
    }

    /** Whether what is in a section has expired, so that the signal's base holds it. */
    private static boolean isHeld(LogBlock.Section section, Projections.Signal signal) {
        long position = signal.expiry().position();
        if (section.tag() == LogBlock.EXPIRED) {
            signal.expiry().requireHeld(section, position);
        }
        return section.position() <= position;
    }

    private void uncount(
            LogReader reader, LogBlock.Section section, boolean whole, Counting counting) {
        Projections.Signal signal = projections.findSignal(reader.block().signal(section));
        if (signal == null) {
            return;
        }
        LogRecord.Retraction retraction = (LogRecord.Retraction) reader.record(section);
        LogRecord.EventRun run = retraction.events();
        int[] targets = ordinals(run.targets(), signal.targets(), retraction.positions());
        counting.run(signal.definition().id(), () -> Applier.uncount(signal, retraction, targets));
        if (run.users() != null && isMarkedOnTheWay(signal, whole)) {
            int[] users = ordinals(run.users(), signal.users(), retraction.positions());
            counting.run(
                    signal.definition().id(),
                    () -> Applier.unmark(signal, retraction, targets, users));
        }
    }

    /**
     * Whether an event marks its item when it is counted, and not at the end. Items are related in
     * the order of events and retractions; their signals are of versions that say in the log what
     * retractions unmark.
     */
    private static boolean isMarkedOnTheWay(Projections.Signal signal, boolean whole) {
        return signal.marks() != null && (!whole || signal.related() != null);
    }

    /** Fills only the users' sets of items, once it is known what was taken back. */
    private void marks() {
        while (true) {
            try {
                // What is in the log when it is opened is either held by the base of that time or
                // not expired; a newer base that comes meanwhile holds more of it.
                try (LogReader reader = new LogReader(store, 1, last)) {
                    marks(reader);
                }
                return;
            } catch (SupersededException e) {
                // Adding what was added already does no harm.
                LOG.debug("marked items are read again", e);
            }
        }
    }

    private static boolean isMarkedAtTheEnd(Projections.Signal signal) {
        return signal.marks() != null && signal.related() == null;
    }

    private void marks(LogReader reader) {
        Map<Integer, Long> held = new HashMap<>();
        for (Projections.Signal signal : projections.signals()) {
            SignalBase base = signal.expiry().base();
            if (base != null && isMarkedAtTheEnd(signal)) {
                held.put(signal.definition().id(), base.position());
                signal.marks().addAll(base.marks(signal));
            }
        }
        while (reader.next()) {
            for (LogBlock.Section section : reader.block().sections()) {
                Projections.Signal signal = signal(reader.block(), section);
                if (signal == null || !isMarkedAtTheEnd(signal)) {
                    continue;
                }
                long from = held.getOrDefault(signal.definition().id(), 0L);
                if (section.tag() == LogBlock.EXPIRED) {
                    signal.expiry().requireHeld(section, from);
                }
                if (section.tag() == LogBlock.EVENTS && section.position() > from) {
                    mark(signal, (LogRecord.EventRun) reader.record(section), section);
                }
            }
        }
    }

    private static void mark(
            Projections.Signal signal, LogRecord.EventRun run, LogBlock.Section section) {
        int[] users = users(run, signal, section.position());
        if (users == null) {
            return;
        }
        int[] targets = ordinals(run.targets(), signal.targets(), section.position());
        for (int i = 0; signal.retracted().size() > 0 && i < targets.length; i++) {
            if (signal.retracted().contains(section.position() + i)) {
                targets[i] = -1;
            }
        }
        Applier.mark(signal, run.count(), targets, users);
    }

    private void observe(LogRecord.EventRun run, StoreClock clock) {
        long latest = run.latest();
        newestEvent = Math.max(newestEvent, latest);
        if (clock.followsEvents()) {
            clock.observe(latest);
            advance(clock.now());
        }
    }

    private void advance(long now) {
        for (Projections.Signal signal : projections.signals()) {
            signal.ledger().advanceTo(now);
        }
    }

    /** The users that events are credited to, as {@link #ordinals}; null where none has one. */
    static int[] users(LogRecord.EventRun run, Projections.Signal signal, long position) {
        return run.users() == null || signal.users() == null
                ? null
                : ordinals(run.users(), signal.users(), position);
    }

    /**
     * The rows that events are credited to: those that have the keys now, where they were born
     * before the events; else -1.
     *
     * @param firstPosition that of the first event
     */
    static int[] ordinals(IdColumn ids, Table table, long firstPosition) {
        int[] ordinals = new int[ids.size()];
        if (!ids.holdsLongs() || ids.hasAbsent() || !table.hasLongKey()) {
            for (int i = 0; i < ordinals.length; i++) {
                ordinals[i] = ordinal(ids, i, table, firstPosition + i);
            }
            return ordinals;
        }
        table.ordinals(ids.longs(), ordinals.length, ordinals);
        for (int i = 0; table.newestBirth() >= firstPosition && i < ordinals.length; i++) {
            if (ordinals[i] >= 0 && table.bornAt(ordinals[i]) >= firstPosition + i) {
                ordinals[i] = -1;
            }
        }
        return ordinals;
    }

    /** The same for events at these positions. */
    static int[] ordinals(IdColumn ids, Table table, long[] positions) {
        int[] ordinals = new int[ids.size()];
        for (int i = 0; i < ordinals.length; i++) {
            ordinals[i] = ordinal(ids, i, table, positions[i]);
        }
        return ordinals;
    }

    /** The row that has the key, if it was born before the event's position; else -1. */
    private static int ordinal(IdColumn ids, int index, Table table, long position) {
        if (ids.isAbsent(index)) {
            return -1;
        }
        int ordinal =
                ids.holdsLongs() && table.hasLongKey()
                        ? table.ordinal(ids.longAt(index))
                        : table.ordinal(ids.at(index));
        return ordinal >= 0 && table.bornAt(ordinal) < position ? ordinal : -1;
    }
}
