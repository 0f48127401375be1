package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.IdColumn;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;
import io.tidaldb.log.LogRecord;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks up the events that a write set takes back, and whether anything else marks their items as
 * seen or excluded. It reads the log, so it is done by the thread that wants to write and not by
 * the writer.
 */
final class RetractionSearch {
    private final KeyValueStore store;
    private final Projections projections;
    private final long asOf;

    /**
     * @param asOf the log position up to which it looks
     */
    RetractionSearch(KeyValueStore store, Projections projections, long asOf) {
        this.store = store;
        this.projections = projections;
        this.asOf = asOf;
    }

    /** The set with the events in place of their positions. */
    WriteSet in(WriteSet writes) {
        Set<Long> all = new HashSet<>();
        Set<Long> taken = new HashSet<>();
        List<WriteSet.Operation> found = new ArrayList<>();
        for (WriteSet.Operation operation : writes.operations()) {
            if (operation instanceof WriteSet.Retract retract) {
                checkCount(retract);
                Arrays.stream(retract.positions()).forEach(all::add);
            }
        }
        for (WriteSet.Operation operation : writes.operations()) {
            if (operation instanceof WriteSet.Retract retract) {
                LogRecord.Retraction retraction = lookUp(retract, all, taken);
                if (retraction.count() > 0) {
                    found.add(
                            new WriteSet.RetractEvents(
                                    retraction, asOf, marking(retract.signal())));
                }
            } else {
                found.add(operation);
            }
        }
        return writes.with(found);
    }

    private Set<Integer> marking(int signal) {
        Projections.Signal own = projections.signal(signal);
        Set<Integer> ids = new HashSet<>();
        for (Projections.Signal other : projections.signals()) {
            if (MarkSearch.markTheSame(own, other)) {
                ids.add(other.definition().id());
            }
        }
        return ids;
    }

    private void checkCount(WriteSet.Retract retract) {
        if (retract.positions().length > WriteLimits.MAX_EVENTS) {
            throw new TidalException(
                    ErrorCode.LIMIT_EXCEEDED,
                    projections.signal(retract.signal()).definition().name()
                            + ": at most "
                            + WriteLimits.MAX_EVENTS
                            + " events can be taken back at once, not "
                            + retract.positions().length
                            + "; do it in parts");
        }
    }

    /**
     * Looks up the events of an operation.
     *
     * @param all what the whole set takes back
     * @param taken what its operations before this one do
     */
    private LogRecord.Retraction lookUp(WriteSet.Retract retract, Set<Long> all, Set<Long> taken) {
        Projections.Signal signal = projections.signal(retract.signal());
        RetractionStage.requireNotExpired(signal, retract.positions());
        long[] positions =
                Arrays.stream(retract.positions())
                        .filter(position -> !signal.retracted().contains(position))
                        .sorted()
                        .filter(taken::add)
                        .toArray();
        LogRecord.EventRun events = read(signal, positions);
        MarkSearch marks = new MarkSearch(store, projections, signal, all::contains);
        for (int i = 0; i < positions.length; i++) {
            marks.want(events.user(i), events.targets().at(i));
        }
        marks.scan(1, asOf);
        return marks.forgetting(events, positions);
    }

    /** The events at positions in ascending order. */
    private LogRecord.EventRun read(Projections.Signal signal, long[] positions) {
        IdColumn eventIds = new IdColumn();
        IdColumn targets = new IdColumn();
        IdColumn users = new IdColumn();
        double[] weights = new double[positions.length];
        long[] times = new long[positions.length];
        for (int i = 0; i < positions.length; ) {
            LogBlock block = blockOf(positions[i], signal);
            long end = block.position() + block.count();
            LogBlock.Section section = null;
            LogRecord.EventRun run = null;
            for (; i < positions.length && positions[i] < end; i++) {
                if (section == null || positions[i] >= section.position() + section.count()) {
                    section = sectionOf(positions[i], block, signal);
                    run = (LogRecord.EventRun) block.record(section);
                }
                int at = (int) (positions[i] - section.position());
                eventIds.add(run.hasEventId(at) ? (Long) run.eventId(at) : null);
                targets.add(run.targets().at(at));
                users.add(run.user(at));
                weights[i] = run.weight(at);
                times[i] = run.times()[at];
            }
        }
        return new LogRecord.EventRun(
                signal.definition().id(),
                positions.length,
                eventIds.isAllAbsent() ? null : eventIds,
                targets,
                users.isAllAbsent() ? null : users,
                weights,
                times,
                null);
    }

    private LogBlock blockOf(long position, Projections.Signal signal) {
        if (position >= 1 && position <= asOf) {
            try (LogReader reader = new LogReader(store, position, asOf)) {
                if (reader.next()) {
                    return reader.block();
                }
            }
        }
        throw noEvent(position, signal);
    }

    private static LogBlock.Section sectionOf(
            long position, LogBlock block, Projections.Signal signal) {
        for (LogBlock.Section section : block.sections()) {
            if (section.tag() == LogBlock.EVENTS
                    && position >= section.position()
                    && position < section.position() + section.count()
                    && block.signal(section) == signal.definition().id()) {
                return section;
            }
        }
        throw noEvent(position, signal);
    }

    private static TidalException noEvent(long position, Projections.Signal signal) {
        // It may have expired since that was looked at.
        RetractionStage.requireNotExpired(signal, new long[] {position});
        return new TidalException(
                ErrorCode.INVALID_VALUE,
                signal.definition().name() + " has no event at log position " + position);
    }
}
