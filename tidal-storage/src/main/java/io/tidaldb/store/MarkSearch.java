package io.tidaldb.store;

import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.ledger.UserSets;
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
 * Searches the log for other events of a signal by certain users on certain items. For one thread.
 */
final class MarkSearch {
    private static final Logger LOG = LoggerFactory.getLogger(MarkSearch.class);

    private record Pair(Object user, Object target) {}

    private final KeyValueStore store;
    private final Projections.Signal signal;
    private final LongPredicate disregarded;

    /** Whether each pair is marked. */
    private final Map<Pair, Boolean> marks = new HashMap<>();

    private final Set<Object> targets = new HashSet<>();
    private boolean retracts;

    /**
     * @param disregarded tells positions of events that do not count
     */
    MarkSearch(KeyValueStore store, Projections.Signal signal, LongPredicate disregarded) {
        this.store = store;
        this.signal = signal;
        this.disregarded = disregarded;
    }

    /** Asks for a pair; nothing is ever found for a user of null. */
    void want(Object user, Object target) {
        if (user != null && signal.definition().keepsMarks()) {
            marks.put(new Pair(user, target), false);
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
        // After the log was read: what has expired in it is in the base by now.
        if (signal.expiry().position() >= from) {
            findExpired();
        }
    }

    private void findExpired() {
        while (true) {
            try {
                findExpired(signal.expiry().base());
                return;
            } catch (SupersededException e) {
                LOG.debug("a newer base is asked", e);
            }
        }
    }

    private void findExpired(SignalBase base) {
        Map<Integer, UserSets> groups = new HashMap<>();
        for (Map.Entry<Pair, Boolean> entry : marks.entrySet()) {
            int user = signal.users().ordinal(entry.getKey().user);
            int target = signal.targets().ordinal(entry.getKey().target);
            if (user >= 0
                    && target >= 0
                    && groups.computeIfAbsent(
                                    UserSets.group(user), group -> base.marks(signal, group))
                            .of(user)
                            .contains(target)) {
                entry.setValue(true);
            }
        }
    }

    private void scan(LogReader reader, LogBlock.Section section, long from) {
        if (section.tag() != LogBlock.EVENTS && section.tag() != LogBlock.RETRACTION
                || reader.block().signal(section) != signal.definition().id()) {
            return;
        }
        if (section.tag() == LogBlock.RETRACTION) {
            retracts |= section.position() >= from;
            return;
        }
        LogRecord.EventRun run = (LogRecord.EventRun) reader.record(section);
        for (int i = 0; run.users() != null && i < run.count(); i++) {
            if (targets.contains(run.targets().at(i))) {
                Pair pair = new Pair(run.user(i), run.targets().at(i));
                if (marks.containsKey(pair) && counts(pair, section.position() + i)) {
                    marks.put(pair, true);
                }
            }
        }
    }

    /** Looks at what a write set does before, which is not in the log yet. */
    void scan(List<Change> staged) {
        for (Change change : staged) {
            if (change instanceof Change.EventsAccepted events
                    && events.signal() == signal.definition().id()
                    && events.users() != null) {
                LogRecord.EventRun run = events.run();
                for (int i = 0; i < run.count(); i++) {
                    marks.replace(new Pair(run.user(i), run.targets().at(i)), true);
                }
            }
        }
    }

    private boolean counts(Pair pair, long position) {
        return !disregarded.test(position)
                && !signal.retracted().contains(position)
                && isOlder(signal.users(), pair.user, position)
                && isOlder(signal.targets(), pair.target, position);
    }

    private static boolean isOlder(Table table, Object key, long position) {
        int ordinal = table.ordinal(key);
        return ordinal >= 0 && table.bornAt(ordinal) < position;
    }

    boolean isMarked(Object user, Object target) {
        return marks.getOrDefault(new Pair(user, target), false);
    }

    /** Whether events that might have been found were taken back within what was looked at. */
    boolean foundRetraction() {
        return retracts;
    }
}
