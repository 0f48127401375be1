package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.Bits;
import io.tidaldb.log.IdColumn;
import io.tidaldb.log.LogRecord;
import io.tidaldb.table.Table;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks events that are to be taken back against what was written since they were looked up, and
 * finds the ordinals of what they name.
 */
final class RetractionStage {
    private final Overlay overlay;
    private final Projections projections;
    private final KeyValueStore store;
    private final long applied;

    /**
     * @param applied the last log position that is applied
     */
    RetractionStage(Overlay overlay, Projections projections, KeyValueStore store, long applied) {
        this.overlay = overlay;
        this.projections = projections;
        this.store = store;
        this.applied = applied;
    }

    /**
     * What to apply.
     *
     * @param staged what the write set does before
     * @throws TidalException SERIALIZATION_FAILURE if others took events back meanwhile on which
     *     this depends
     */
    Change.EventsRetracted stage(WriteSet.RetractEvents retract, List<Change> staged) {
        LogRecord.EventRun events = retract.retraction().events();
        long[] positions = retract.retraction().positions();
        Projections.Signal signal = projections.signal(events.signal());
        requireNotExpired(signal, positions);
        for (long position : positions) {
            if (signal.retracted().contains(position)) {
                throw conflict(signal);
            }
        }
        LogRecord.Retraction retraction = withMarksSince(retract, signal, staged);
        int[] targets = ordinals(events.targets(), signal.targets(), positions);
        int[] users =
                events.users() == null ? null : ordinals(events.users(), signal.users(), positions);
        return new Change.EventsRetracted(retraction, targets, users);
    }

    /** What was marked anew since the events were looked up is not forgotten. */
    private LogRecord.Retraction withMarksSince(
            WriteSet.RetractEvents retract, Projections.Signal signal, List<Change> staged) {
        LogRecord.Retraction found = current(retract, signal, staged);
        Set<Long> positions = new HashSet<>();
        Arrays.stream(found.positions()).forEach(positions::add);
        MarkSearch marks = new MarkSearch(store, projections, signal, positions::contains);
        LogRecord.EventRun events = found.events();
        for (int i = 0; i < events.count(); i++) {
            marks.want(events.user(i), events.targets().at(i));
        }
        marks.scan(retract.asOf() + 1, applied);
        marks.scan(staged);
        if (marks.foundRetraction()) {
            throw conflict(signal);
        }
        long[] unseen = found.unseen() == null ? null : Bits.none(events.count());
        long[] readmitted = found.readmitted() == null ? null : Bits.none(events.count());
        for (int i = 0; i < events.count(); i++) {
            Object user = events.user(i);
            Object target = events.targets().at(i);
            if (Bits.get(found.unseen(), i) && !marks.isSeen(user, target)) {
                Bits.set(unseen, i);
            }
            if (Bits.get(found.readmitted(), i) && !marks.isExcluded(user, target)) {
                Bits.set(readmitted, i);
            }
        }
        return new LogRecord.Retraction(events, found.positions(), unseen, readmitted);
    }

    /**
     * As it was found, unless a signal was dropped since that marked something of it: what only
     * that signal marked is to be forgotten, which the log is read for, as for dropping it.
     */
    private LogRecord.Retraction current(
            WriteSet.RetractEvents retract, Projections.Signal signal, List<Change> staged) {
        LogRecord.Retraction found = retract.retraction();
        if (retract.marking().stream().allMatch(id -> projections.findSignal(id) != null)) {
            return found;
        }
        Set<Long> takenBack = new HashSet<>();
        Arrays.stream(found.positions()).forEach(takenBack::add);
        for (Change change : staged) {
            if (change instanceof Change.EventsRetracted earlier) {
                Arrays.stream(earlier.retraction().positions()).forEach(takenBack::add);
            }
        }
        MarkSearch marks = new MarkSearch(store, projections, signal, takenBack::contains);
        LogRecord.EventRun events = found.events();
        for (int i = 0; i < events.count(); i++) {
            marks.want(events.user(i), events.targets().at(i));
        }
        marks.scan(1, retract.asOf());
        return marks.forgetting(events, found.positions());
    }

    /** The rows that have their keys, where these were born before the events. */
    private int[] ordinals(IdColumn ids, Table table, long[] positions) {
        int[] ordinals = new int[positions.length];
        for (int i = 0; i < ordinals.length; i++) {
            Object key = ids.at(i);
            int ordinal = key == null ? -1 : overlay.ordinal(table, key);
            ordinals[i] = ordinal >= 0 && bornAt(table, ordinal) < positions[i] ? ordinal : -1;
        }
        return ordinals;
    }

    private long bornAt(Table table, int ordinal) {
        Overlay.StagedRow staged = overlay.row(table, ordinal);
        return staged != null ? staged.bornAt() : table.bornAt(ordinal);
    }

    /**
     * @throws TidalException SERIALIZATION_FAILURE: a statement that is run again does not see them
     */
    static void requireNotExpired(Projections.Signal signal, long[] positions) {
        long expired = signal.expiry().hidden();
        for (long position : positions) {
            if (position > 0 && position <= expired) {
                throw new TidalException(
                        ErrorCode.SERIALIZATION_FAILURE,
                        signal.definition().name()
                                + ": the event at log position "
                                + position
                                + " has expired and cannot be taken back any more");
            }
        }
    }

    private static TidalException conflict(Projections.Signal signal) {
        return new TidalException(
                ErrorCode.SERIALIZATION_FAILURE,
                "events of "
                        + signal.definition().name()
                        + " were taken back by someone else in the meantime; run the statement"
                        + " again");
    }
}
