package io.tidaldb.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.graph.EdgeSet;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.ledger.UserItems;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.schema.Window;
import io.tidaldb.store.EventCursor;
import io.tidaldb.store.ExpiredEvents;
import io.tidaldb.store.Feed;
import io.tidaldb.store.Store;
import io.tidaldb.table.Table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Asserts that a store holds what brute force says, all of it and nothing else. Sums of eighths are
 * compared exactly, others to {@link #PRECISION} of the magnitudes that they are of.
 */
public final class Agreement {
    private static final double PRECISION = 1e-9;

    /** Of its weights: below this a decayed value may count as 0. */
    private static final double NEGLIGIBLE = 1e-150;

    /**
     * In half-lives: how far ahead of a moment events may be if all that counts there is to be
     * exact, even when some of it was counted while events were further ahead.
     */
    private static final double HORIZON = 390;

    /** How often it is looked again for events that are about to expire. */
    private static final int PATIENCE = 1000;

    private final BruteForce expected;
    private final Store store;

    private Agreement(BruteForce expected, Store store) {
        this.expected = expected;
        this.store = store;
    }

    /**
     * Asserts that everything agrees. Nothing writes to the store.
     *
     * @param now the moment that decayed values are as of; windows are as of the expected moment,
     *     to which the store is moved
     */
    public static void check(BruteForce expected, Store store, long now) {
        Agreement agreement = new Agreement(expected, store);
        assertEquals(expected.position(), store.position(), "position");
        agreement.checkSchema();
        expected.schema().tables().forEach(agreement::checkRows);
        expected.schema().relationships().forEach(agreement::checkEdges);
        expected.schema().indexes().forEach(agreement::checkIndex);
        expected.schema().signals().forEach(agreement::checkEvents);
        agreement.checkUserSets();
        agreement.checkSums(now);
    }

    /** Asserts that sums agree at a further moment. */
    public static void checkSums(BruteForce expected, Store store, long now) {
        new Agreement(expected, store).checkSums(now);
    }

    private void checkSchema() {
        Schema schema = store.schema();
        assertEquals(expected.schema().version(), schema.version());
        assertEquals(expected.schema().nextId(), schema.nextId());
        assertEquals(List.copyOf(expected.schema().tables()), List.copyOf(schema.tables()));
        assertEquals(List.copyOf(expected.schema().signals()), List.copyOf(schema.signals()));
        assertEquals(
                List.copyOf(expected.schema().relationships()),
                List.copyOf(schema.relationships()));
        assertEquals(List.copyOf(expected.schema().indexes()), List.copyOf(schema.indexes()));
    }

    /** Each index that was made has each row as it is. */
    private void checkIndex(IndexDefinition definition) {
        List<String> findings = new ArrayList<>();
        long rows =
                store.index(definition.id())
                        .compare(store::position, () -> {}, read -> {}, findings::add);
        assertEquals(List.of(), findings, definition::toString);
        assertEquals(
                store.index(definition.id()).isReady()
                        ? expected.rows(definition.table()).size()
                        : -1,
                rows,
                definition::toString);
    }

    private void checkRows(TableDefinition definition) {
        Table table = store.table(definition.id());
        Map<Object, BruteForce.Row> rows = expected.rows(definition.id());
        boolean keyless = definition.primaryKey().isEmpty();
        assertEquals(rows.size(), table.liveCount(), definition::name);
        Map<Object, Object[]> scanned = new HashMap<>();
        try (var cursor = table.scan(null)) {
            while (cursor.next()) {
                Object[] row = cursor.row();
                Object key = keyless ? List.of(row) : table.key(cursor.ordinal());
                assertTrue(scanned.put(key, row) == null, () -> "twice: " + key);
                assertTrue(table.isLive(cursor.ordinal()), () -> "not live: " + key);
                if (!keyless) {
                    assertEquals(cursor.ordinal(), table.ordinal(key));
                }
                for (int column = 0; column < row.length; column++) {
                    assertArrayEquals(
                            new Object[] {row[column]},
                            new Object[] {table.value(cursor.ordinal(), column)},
                            () -> "a value of row " + key + " of " + definition.name());
                }
            }
        }
        assertEquals(rows.keySet(), scanned.keySet(), definition::name);
        rows.forEach(
                (key, row) ->
                        assertArrayEquals(
                                row.values().toArray(),
                                scanned.get(key),
                                () -> "row " + key + " of " + definition.name()));
    }

    private void checkEdges(RelationshipDefinition definition) {
        EdgeSet edges = store.relationship(definition.id());
        Map<BruteForce.Edge, BruteForce.EdgeValue> all = expected.edges(definition.id());
        assertEquals(all.size(), edges.size(), definition::name);
        all.forEach(
                (edge, value) -> {
                    int from = store.table(definition.fromTable()).ordinal(edge.from());
                    int to = store.table(definition.toTable()).ordinal(edge.to());
                    assertEquals(value.weight(), edges.weight(from, to), edge::toString);
                    assertEquals(value.at(), edges.at(from, to), edge::toString);
                });
    }

    /** Each event is there once, at its position where that is known, unless it has expired. */
    private void checkEvents(SignalDefinition signal) {
        ExpiredEvents expired = store.expired(signal.id());
        List<BruteForce.Logged> found = events(signal);
        // What is about to expire is hidden first.
        for (int i = 0; i < PATIENCE && !agree(signal, found, expired); i++) {
            LockSupport.parkNanos(10_000_000);
            expired = store.expired(signal.id());
            found = events(signal);
        }
        assertTrue(agree(signal, found, expired), signal + ": " + found + " but " + expired);
        checkExpired(signal, expired);
        assertEquals(
                expected.unknown(signal.id()),
                store.signal(signal.id()).unknownCount(),
                signal::name);
    }

    private List<BruteForce.Logged> events(SignalDefinition signal) {
        List<BruteForce.Logged> found = new ArrayList<>();
        try (EventCursor cursor = store.events(signal.id())) {
            while (cursor.next()) {
                found.add(new BruteForce.Logged(cursor.position(), Event.at(cursor), 0, 0));
            }
        }
        return found;
    }

    private boolean agree(
            SignalDefinition signal, List<BruteForce.Logged> found, ExpiredEvents expired) {
        List<BruteForce.Logged> logged = expected.events(signal.id());
        if (expected.isOrdered()) {
            return logged.stream()
                    .filter(one -> one.position() > expired.position())
                    .map(one -> new BruteForce.Logged(one.position(), one.event(), 0, 0))
                    .toList()
                    .equals(found);
        }
        Map<Event, Integer> missing = counts(logged);
        counts(found).forEach((event, count) -> missing.merge(event, -count, Integer::sum));
        return missing.values().stream().allMatch(count -> count >= 0)
                && logged.size() - found.size() <= expired.events();
    }

    /** Only what is old enough has expired. */
    private void checkExpired(SignalDefinition signal, ExpiredEvents expired) {
        if (expected.isOrdered()) {
            List<BruteForce.Logged> gone =
                    expected.logged(signal.id()).stream()
                            .filter(one -> one.position() <= expired.position())
                            .toList();
            assertEquals(gone.size(), expired.events(), signal::name);
            long before = expected.committed() - signal.retentionMillis();
            for (BruteForce.Logged one : gone) {
                assertTrue(one.event().at() < before && one.since() < before, one::toString);
            }
        }
        assertTrue(
                expired.events() == 0 || signal.retentionMillis() != SignalDefinition.KEEP,
                signal::name);
    }

    private static Map<Event, Integer> counts(List<BruteForce.Logged> events) {
        Map<Event, Integer> counts = new HashMap<>();
        events.forEach(logged -> counts.merge(logged.event(), 1, Integer::sum));
        return counts;
    }

    private void checkUserSets() {
        for (SignalDefinition signal : expected.schema().signals()) {
            if (signal.keepsMarks()) {
                checkUserSets(
                        expected.schema().tableById(signal.targetTable()).orElseThrow(),
                        expected.schema().tableById(signal.userTable()).orElseThrow(),
                        store.marked(signal.id()),
                        other -> other.id() == signal.id());
            }
        }
        for (TableDefinition items : expected.schema().tables()) {
            for (TableDefinition users : expected.schema().tables()) {
                if (items.kind() == TableKind.ITEM && users.kind() == TableKind.USER) {
                    checkUserSets(
                            items,
                            users,
                            store.seen(items.id(), users.id()),
                            SignalDefinition::marksSeen);
                    checkUserSets(
                            items,
                            users,
                            store.excluded(items.id(), users.id()),
                            SignalDefinition::excludes);
                }
            }
        }
    }

    private void checkUserSets(
            TableDefinition items,
            TableDefinition users,
            UserItems sets,
            Predicate<SignalDefinition> marks) {
        Map<Object, Set<Object>> marked = expected.marked(items.id(), users.id(), marks);
        Table itemTable = store.table(items.id());
        for (Object user : expected.rows(users.id()).keySet()) {
            var of = sets.of(store.table(users.id()).ordinal(user));
            Set<Object> found = new HashSet<>();
            for (Object item : expected.rows(items.id()).keySet()) {
                if (of.contains(itemTable.ordinal(item))) {
                    found.add(item);
                }
            }
            assertEquals(
                    marked.getOrDefault(user, Set.of()),
                    found,
                    () -> "items marked for user " + user);
        }
    }

    private void checkSums(long now) {
        store.advanceTo(expected.moment());
        for (SignalDefinition signal : expected.schema().signals()) {
            SignalLedger ledger = store.signal(signal.id());
            long moment = windowsMoment(signal, ledger);
            Map<Object, Sums> sums = expected.sums(signal);
            check(signal, signal.targetTable(), sums, ledger, moment, now);
            if (signal.rollsUp()) {
                check(
                        signal,
                        Feed.AUTHORS,
                        expected.rolledUp(signal, sums),
                        store.rolledUp(signal.id()),
                        moment,
                        now);
            }
        }
    }

    /**
     * Where a signal's windows are: at the expected moment, unless the store was opened by a clock
     * that was set back and counted what has expired, which it can only as of that time.
     */
    private long windowsMoment(SignalDefinition signal, SignalLedger ledger) {
        if (ledger.canMoveTo(expected.moment())) {
            return expected.moment();
        }
        long knownFrom = store.expired(signal.id()).knownFrom();
        assertTrue(
                ledger.moment() <= knownFrom,
                () -> signal + " is at " + ledger.moment() + ", past " + expected.moment());
        return ledger.moment();
    }

    /**
     * Asserts that sums agree with what they were at a moment that has passed, or, where events
     * have expired that were not all known then, that the moment is refused.
     *
     * @param moment not before any commit
     */
    public static void checkPast(BruteForce expected, Store store, long moment) {
        Agreement agreement = new Agreement(expected, store);
        for (SignalDefinition signal : expected.schema().signals()) {
            try {
                SignalLedger past = store.signalAsOf(signal.id(), moment, () -> {});
                agreement.check(
                        signal,
                        signal.targetTable(),
                        expected.sums(signal, moment),
                        past,
                        moment,
                        moment);
            } catch (TidalException e) {
                assertEquals(ErrorCode.INVALID_TIMESTAMP, e.code(), e.getMessage());
                assertTrue(moment < store.expired(signal.id()).knownFrom(), e.getMessage());
            }
        }
    }

    private void check(
            SignalDefinition signal,
            int table,
            Map<Object, Sums> all,
            SignalLedger ledger,
            long moment,
            long now) {
        Table rows = store.table(table);
        long newest =
                expected.logged(signal.id()).stream()
                        .mapToLong(one -> one.event().at())
                        .max()
                        .orElse(now);
        all.forEach(
                (key, sums) -> {
                    int ordinal = rows.ordinal(key);
                    String what = signal + " of " + key + " at " + moment;
                    checkWindows(signal, sums, ledger, ordinal, moment, what);
                    checkDecays(signal, sums, ledger, ordinal, newest, now, what);
                    checkLinear(signal, sums, ledger, ordinal, moment, what);
                });
    }

    private void checkWindows(
            SignalDefinition signal,
            Sums sums,
            SignalLedger ledger,
            int ordinal,
            long moment,
            String what) {
        for (Window window : signal.windows()) {
            double tolerance = sums.isExact() ? 0 : PRECISION * sums.magnitude();
            assertEquals(
                    sums.window(window, moment),
                    ledger.windowSum(ordinal, window),
                    tolerance,
                    () -> window + " of " + what + ": " + sums);
        }
    }

    private void checkDecays(
            SignalDefinition signal,
            Sums sums,
            SignalLedger ledger,
            int ordinal,
            long newest,
            long now,
            String what) {
        for (int i = 0; i < signal.halfLivesMillis().size(); i++) {
            long halfLife = signal.halfLivesMillis().get(i);
            if (((double) newest - now) / halfLife > HORIZON) {
                continue;
            }
            assertEquals(
                    sums.decayed(halfLife, now),
                    ledger.decayed(ordinal, i, now),
                    PRECISION * sums.decayedMagnitude(halfLife, now)
                            + NEGLIGIBLE * sums.magnitude(),
                    () -> "half-life " + halfLife + " as of " + now + " of " + what + ": " + sums);
        }
    }

    private void checkLinear(
            SignalDefinition signal,
            Sums sums,
            SignalLedger ledger,
            int ordinal,
            long moment,
            String what) {
        for (int i = 0; i < signal.lifetimesMillis().size(); i++) {
            long lifetime = signal.lifetimesMillis().get(i);
            assertEquals(
                    sums.linear(lifetime, moment),
                    ledger.linear(i, moment).value(ordinal),
                    PRECISION * sums.magnitude(),
                    () -> "lifetime " + lifetime + " of " + what + ": " + sums);
        }
    }
}
