package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.log.Bits;
import io.tidaldb.log.IdColumn;
import io.tidaldb.log.LogRecord;
import io.tidaldb.table.Table;

import java.util.BitSet;

/** Checks a batch of events and finds the ordinals of what they name. */
final class EventStage {
    private final Overlay overlay;
    private final WriteLimits limits;

    EventStage(Overlay overlay, WriteLimits limits) {
        this.overlay = overlay;
        this.limits = limits;
    }

    /**
     * The events to be written, without those whose ids are remembered; null if none is left.
     *
     * @throws TidalException if any event of the batch cannot be accepted
     */
    Change.EventsAccepted stage(Projections.Signal signal, EventBatch batch) {
        String name = signal.definition().name();
        if (batch.size() > WriteLimits.MAX_EVENTS
                || batch.byteSize() > WriteLimits.MAX_BATCH_BYTES) {
            throw new TidalException(
                    ErrorCode.LIMIT_EXCEEDED,
                    name
                            + ": a batch holds at most "
                            + WriteLimits.MAX_EVENTS
                            + " events and "
                            + WriteLimits.MAX_BATCH_BYTES
                            + " bytes, not "
                            + batch.size()
                            + " events; write it in parts");
        }
        LogRecord.EventRun run = batch.run();
        checkNumbers(run, name);
        long[] unknown = signal.definition().acceptsUnknown() ? Bits.none(run.count()) : null;
        int[] targets = ordinals(run.targets(), signal.targets(), name, unknown);
        int[] users = null;
        if (run.users() != null) {
            if (signal.users() == null) {
                throw new TidalException(
                        ErrorCode.INVALID_VALUE,
                        name + " is a signal without users, but an event names one; leave it out");
            }
            users = ordinals(run.users(), signal.users(), name, unknown);
        }
        if (Bits.count(unknown) > 0) {
            run = run.withUnknown(unknown);
        }
        BitSet repeats = repeats(signal, run);
        if (repeats.isEmpty()) {
            return new Change.EventsAccepted(run.signal(), run, targets, users);
        }
        if (repeats.cardinality() == run.count()) {
            return null;
        }
        return without(run, targets, users, repeats);
    }

    private void checkNumbers(LogRecord.EventRun run, String name) {
        long latest = limits.latest();
        long[] times = run.times();
        for (int i = 0; i < run.count(); i++) {
            if (times[i] < 0 || times[i] > latest) {
                limits.checkTime(times[i], name, i);
            }
        }
        if (run.weights() != null) {
            for (int i = 0; i < run.count(); i++) {
                limits.checkWeight(run.weights()[i], name, i);
            }
        }
    }

    /**
     * The rows that ids name.
     *
     * @param unknown takes a bit for each that is not there; null to refuse such
     */
    private int[] ordinals(IdColumn ids, Table table, String name, long[] unknown) {
        if (ids.holdsLongs() != table.hasLongKey()
                || ids.holdsStrings() != Keys.hasStringKey(table)) {
            throw Keys.mismatch(table, name, ids.holdsLongs() ? "an integer" : "a string");
        }
        int[] ordinals = new int[ids.size()];
        boolean plain = ids.holdsLongs() && !ids.hasAbsent() && !overlay.touches(table);
        for (int i = 0; i < ordinals.length; i++) {
            int ordinal;
            if (plain) {
                ordinal = table.ordinal(ids.longAt(i));
            } else if (ids.isAbsent(i)) {
                ordinals[i] = -1;
                continue;
            } else {
                ordinal = overlay.ordinal(table, ids.at(i));
            }
            if (ordinal < 0) {
                if (unknown == null) {
                    throw Keys.unknown(table, name, ids.at(i), i);
                }
                Bits.set(unknown, i);
            }
            ordinals[i] = ordinal;
        }
        return ordinals;
    }

    private BitSet repeats(Projections.Signal signal, LogRecord.EventRun run) {
        BitSet repeats = new BitSet();
        if (run.eventIds() == null) {
            return repeats;
        }
        for (int i = 0; i < run.count(); i++) {
            if (run.hasEventId(i)
                    && (signal.eventIds().contains(run.eventId(i))
                            || !overlay.addEventId(run.signal(), run.eventId(i)))) {
                repeats.set(i);
            }
        }
        return repeats;
    }

    private static Change.EventsAccepted without(
            LogRecord.EventRun run, int[] targets, int[] users, BitSet drop) {
        int count = run.count() - drop.cardinality();
        long[] times = new long[count];
        double[] weights = run.weights() == null ? null : new double[count];
        int[] keptTargets = new int[count];
        int[] keptUsers = users == null ? null : new int[count];
        long[] unknown = run.unknown() == null ? null : Bits.none(count);
        int to = 0;
        for (int i = drop.nextClearBit(0); i < run.count(); i = drop.nextClearBit(i + 1), to++) {
            times[to] = run.times()[i];
            keptTargets[to] = targets[i];
            if (weights != null) {
                weights[to] = run.weights()[i];
            }
            if (keptUsers != null) {
                keptUsers[to] = users[i];
            }
            if (Bits.get(run.unknown(), i)) {
                Bits.set(unknown, to);
            }
        }
        LogRecord.EventRun kept =
                new LogRecord.EventRun(
                        run.signal(),
                        count,
                        orNull(run.eventIds().without(drop)),
                        run.targets().without(drop),
                        run.users() == null ? null : orNull(run.users().without(drop)),
                        weights,
                        times,
                        unknown);
        return new Change.EventsAccepted(
                run.signal(), kept, keptTargets, kept.users() == null ? null : keptUsers);
    }

    private static IdColumn orNull(IdColumn ids) {
        return ids.isAllAbsent() ? null : ids;
    }
}
