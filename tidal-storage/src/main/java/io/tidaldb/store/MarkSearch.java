package io.tidaldb.store;

import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.ledger.UserSets;
import io.tidaldb.log.Bits;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;
import io.tidaldb.log.LogRecord;
import io.tidaldb.table.Table;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Searches the log for events that make items seen by, or excluded for, certain users, in any
 * signal of the same users and items. For one thread.
 */
final class MarkSearch {
    private static final Logger LOG = LoggerFactory.getLogger(MarkSearch.class);

    private static final int SEEN = 1;
    private static final int EXCLUDED = 2;

    private record Pair(Object user, Object target) {}

    private final KeyValueStore store;
    private final Projections projections;
    private final Projections.Signal signal;
    private final LongPredicate disregarded;

    /** How each pair is marked: {@link #SEEN}, {@link #EXCLUDED}, both or 0. */
    private final Map<Pair, Integer> marks = new HashMap<>();

    private final Set<Object> targets = new HashSet<>();
    private boolean retracts;

    /**
     * @param signal one of the signals
     * @param disregarded tells positions of events that do not count
     */
    MarkSearch(
            KeyValueStore store,
            Projections projections,
            Projections.Signal signal,
            LongPredicate disregarded) {
        this.store = store;
        this.projections = projections;
        this.signal = signal;
        this.disregarded = disregarded;
    }

    /** Asks for a pair; nothing is ever found for a user of null. */
    void want(Object user, Object target) {
        if (user != null && CheckpointShape.feedsUserSets(signal.definition())) {
            marks.put(new Pair(user, target), 0);
            targets.add(target);
        }
    }

    /** Looks from one log position to another, both included. */
    void scan(long from, long to) {
        if (marks.isEmpty() || from > to) {
            return;
        }
        try (LogReader reader = new LogReader(store, from, to)) {
            while (reader.next()) {
                for (LogBlock.Section section : reader.block().sections()) {
                    scan(reader, section, from);
                }
            }
        }
        // After the log was read: what has expired in it is in the bases by now.
        for (Projections.Signal other : projections.signals()) {
            if (marksTheSame(other) && other.expiry().position() >= from) {
                findExpired(other);
            }
        }
    }

    private void findExpired(Projections.Signal other) {
        while (true) {
            try {
                findExpired(other, other.expiry().base());
                return;
            } catch (SupersededException e) {
                LOG.debug("a newer base is asked", e);
            }
        }
    }

    private void findExpired(Projections.Signal other, SignalBase base) {
        int bits = bits(other);
        Map<Integer, UserSets> groups = new HashMap<>();
        for (Map.Entry<Pair, Integer> entry : marks.entrySet()) {
            int user = other.users().ordinal(entry.getKey().user);
            int target = other.targets().ordinal(entry.getKey().target);
            if (user >= 0
                    && target >= 0
                    && groups.computeIfAbsent(
                                    UserSets.group(user), group -> base.marks(other, group))
                            .of(user)
                            .contains(target)) {
                entry.setValue(entry.getValue() | bits);
            }
        }
    }

    private void scan(LogReader reader, LogBlock.Section section, long from) {
        if (section.tag() != LogBlock.EVENTS && section.tag() != LogBlock.RETRACTION) {
            return;
        }
        Projections.Signal other = projections.findSignal(reader.block().signal(section));
        if (other == null || !marksTheSame(other)) {
            return;
        }
        if (section.tag() == LogBlock.RETRACTION) {
            retracts |= section.position() >= from;
            return;
        }
        LogRecord.EventRun run = (LogRecord.EventRun) reader.record(section);
        for (int i = 0; run.users() != null && i < run.count(); i++) {
            if (targets.contains(run.targets().at(i))) {
                long position = section.position() + i;
                Pair pair = new Pair(run.user(i), run.targets().at(i));
                if (marks.containsKey(pair) && counts(other, pair, position)) {
                    mark(pair, other);
                }
            }
        }
    }

    /** Looks at what a write set does before, which is not in the log yet. */
    void scan(List<Change> staged) {
        for (Change change : staged) {
            if (change instanceof Change.EventsAccepted events && events.users() != null) {
                Projections.Signal other = projections.signal(events.signal());
                LogRecord.EventRun run = events.run();
                for (int i = 0; marksTheSame(other) && i < run.count(); i++) {
                    Pair pair = new Pair(run.user(i), run.targets().at(i));
                    if (marks.containsKey(pair)) {
                        mark(pair, other);
                    }
                }
            }
        }
    }

    private void mark(Pair pair, Projections.Signal by) {
        marks.merge(pair, bits(by), (a, b) -> a | b);
    }

    private static int bits(Projections.Signal signal) {
        return (signal.definition().marksSeen() ? SEEN : 0)
                | (signal.definition().excludes() ? EXCLUDED : 0);
    }

    private boolean marksTheSame(Projections.Signal other) {
        return markTheSame(signal, other);
    }

    /** Whether a signal marks items of the same table for users of the same table as another. */
    static boolean markTheSame(Projections.Signal signal, Projections.Signal other) {
        return CheckpointShape.feedsUserSets(other.definition())
                && other.targets() == signal.targets()
                && other.users() == signal.users();
    }

    /** Takes events back, and the marks of those pairs that were not found to be marked. */
    LogRecord.Retraction forgetting(LogRecord.EventRun events, long[] positions) {
        long[] unseen = signal.definition().marksSeen() ? Bits.none(positions.length) : null;
        long[] readmitted = signal.definition().excludes() ? Bits.none(positions.length) : null;
        for (int i = 0; i < positions.length; i++) {
            Object user = events.user(i);
            Object target = events.targets().at(i);
            if (unseen != null && !isSeen(user, target)) {
                Bits.set(unseen, i);
            }
            if (readmitted != null && !isExcluded(user, target)) {
                Bits.set(readmitted, i);
            }
        }
        return new LogRecord.Retraction(events, positions, unseen, readmitted);
    }

    private boolean counts(Projections.Signal other, Pair pair, long position) {
        return !disregarded.test(position)
                && !other.retracted().contains(position)
                && isOlder(signal.users(), pair.user, position)
                && isOlder(signal.targets(), pair.target, position);
    }

    private static boolean isOlder(Table table, Object key, long position) {
        int ordinal = table.ordinal(key);
        return ordinal >= 0 && table.bornAt(ordinal) < position;
    }

    boolean isSeen(Object user, Object target) {
        return isMarked(user, target, SEEN);
    }

    boolean isExcluded(Object user, Object target) {
        return isMarked(user, target, EXCLUDED);
    }

    private boolean isMarked(Object user, Object target, int mark) {
        return (marks.getOrDefault(new Pair(user, target), 0) & mark) != 0;
    }

    /** Whether events that might have been found were taken back within what was looked at. */
    boolean foundRetraction() {
        return retracts;
    }
}
