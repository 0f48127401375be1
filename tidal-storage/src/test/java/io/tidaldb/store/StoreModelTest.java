package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.TidalException;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.table.Table;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Random write sets, some of which must fail, on a store in memory and on one on disk that is
 * closed and opened again now and then; both must hold what the naive model holds.
 */
class StoreModelTest {
    sealed interface Step {}

    record Insert(int table, int key, int creator) implements Step {}

    record Upsert(int table, int key, int creator) implements Step {}

    record Delete(int table, int key) implements Step {}

    record Event(int signal, int id, int post, int reader, int weight, int hoursAgo)
            implements Step {}

    record Follow(int reader, int author, int weight) implements Step {}

    record Unfollow(int reader, int author) implements Step {}

    /**
     * Between sets: the store on disk is closed and opened again.
     *
     * @param policy of the store that is opened
     */
    record Reopen(CheckpointPolicy policy) implements Step {}

    /** Between sets: the store on disk takes a checkpoint. */
    record Checkpoint() implements Step {}

    private static final int KEYS = 5;
    private static final String[] READERS = {"", "ann", "bo\0x", "çé", "bo"};

    @Provide
    Arbitrary<List<List<Step>>> histories() {
        Arbitrary<Integer> key = Arbitraries.integers().between(0, KEYS - 1);
        Arbitrary<Integer> table = Arbitraries.of(Feed.AUTHORS, Feed.READERS, Feed.POSTS);
        Arbitrary<Integer> signal = Arbitraries.of(Feed.LIKES, Feed.VIEWS, Feed.HIDES, Feed.OPENS);
        Arbitrary<Step> insert =
                Combinators.combine(table, key, key).as((t, k, c) -> (Step) new Insert(t, k, c));
        Arbitrary<Step> upsert =
                Combinators.combine(table, key, key).as((t, k, c) -> (Step) new Upsert(t, k, c));
        Arbitrary<Step> delete = Combinators.combine(table, key).as(Delete::new);
        Arbitrary<Step> event =
                Combinators.combine(
                                signal,
                                Arbitraries.integers().between(-20, 20),
                                key,
                                Arbitraries.integers().between(-1, KEYS - 1),
                                Arbitraries.integers().between(-3, 3),
                                Arbitraries.integers().between(0, 200))
                        .as(Event::new);
        Arbitrary<Step> follow = Combinators.combine(key, key, key).as(Follow::new);
        Arbitrary<Step> unfollow = Combinators.combine(key, key).as(Unfollow::new);
        Arbitrary<Step> step =
                Arbitraries.frequencyOf(
                        Tuple.of(2, insert),
                        Tuple.of(4, upsert),
                        Tuple.of(1, delete),
                        Tuple.of(6, event),
                        Tuple.of(2, follow),
                        Tuple.of(1, unfollow));
        Arbitrary<List<Step>> set = step.list().ofMinSize(1).ofMaxSize(4);
        Arbitrary<List<Step>> reopen =
                Arbitraries.of(
                                CheckpointPolicy.DEFAULT,
                                CheckpointPolicy.NEVER,
                                new CheckpointPolicy(500, 5, false))
                        .map(policy -> List.of(new Reopen(policy)));
        Arbitrary<List<Step>> checkpoint = Arbitraries.just(List.of(new Checkpoint()));
        return Arbitraries.frequencyOf(
                        Tuple.of(30, set), Tuple.of(2, reopen), Tuple.of(3, checkpoint))
                .list()
                .ofMinSize(20)
                .ofMaxSize(120);
    }

    @Property(tries = 60)
    void bothStoresHoldWhatTheModelHolds(@ForAll("histories") List<List<Step>> history)
            throws IOException {
        Path directory = Files.createTempDirectory("tidal-model");
        StoreOptions memoryOptions =
                StoreOptions.inMemory().withClock(new StoreClock.FixedClock(Feed.T0));
        StoreOptions diskOptions =
                StoreOptions.at(directory)
                        .withDurability(new Durability.None())
                        .withClock(new StoreClock.FixedClock(Feed.T0));
        Store disk = Store.open(diskOptions);
        try (Store memory = Store.open(memoryOptions)) {
            memory.commit(Feed.definitions());
            disk.commit(Feed.definitions());
            Model model = new Model();
            for (List<Step> set : history) {
                if (set.getFirst() instanceof Reopen reopen) {
                    disk.close();
                    disk = Store.open(diskOptions.withCheckpoints(reopen.policy));
                    assertNull(disk.recovery().discarded());
                    compare(model, disk);
                    continue;
                }
                if (set.getFirst() instanceof Checkpoint) {
                    assertEquals(disk.position(), disk.checkpoint());
                    continue;
                }
                Model next = model.copy();
                boolean accepted = run(set, model, next);
                assertEquals(accepted, commits(memory, set), () -> "memory: " + set);
                assertEquals(accepted, commits(disk, set), () -> "disk: " + set);
                assertEquals(memory.position(), disk.position());
                model = accepted ? next : model;
            }
            compare(model, memory);
            compare(model, disk);
            assertEquals(List.of(), disk.verify(VerificationListener.SILENT).findings());
            disk.close();
            assertEquals(List.of(), Store.verify(directory).findings());
            disk = Store.open(diskOptions);
            compare(model, disk);
        } finally {
            disk.close();
            Feed.deleteRecursively(directory);
        }
    }

    private static Object key(int table, int key) {
        return table == Feed.READERS ? READERS[key] : (Object) (long) key;
    }

    private static Object[] row(int table, int key, int creator) {
        return switch (table) {
            case Feed.POSTS -> {
                Object[] row = Feed.post(key, creator == 0 ? null : (long) creator);
                row[1] = "title " + creator;
                yield row;
            }
            case Feed.AUTHORS -> new Object[] {(long) key, creator == 0 ? null : "a" + creator};
            default -> new Object[] {READERS[key], creator == 0 ? null : "r" + creator};
        };
    }

    private static boolean run(List<Step> set, Model before, Model model) {
        try {
            for (Step step : set) {
                switch (step) {
                    case Insert s -> model.insert(s.table, row(s.table, s.key, s.creator));
                    case Upsert s -> model.upsert(s.table, row(s.table, s.key, s.creator));
                    case Delete s -> {
                        Model.Row row = before.table(s.table).get(key(s.table, s.key));
                        if (row != null) {
                            model.delete(s.table, key(s.table, s.key), row.bornAt());
                        }
                    }
                    case Event s ->
                            model.event(
                                    s.signal,
                                    s.id < 0 ? null : (long) s.id,
                                    s.post,
                                    s.reader < 0 ? null : READERS[s.reader],
                                    s.weight,
                                    at(s));
                    case Follow s -> model.follow(READERS[s.reader], s.author, s.weight, s.weight);
                    case Unfollow s -> model.unfollow(READERS[s.reader], s.author);
                    case Reopen s -> throw new IllegalStateException();
                    case Checkpoint s -> throw new IllegalStateException();
                }
            }
            model.endSet();
            return true;
        } catch (Model.Refused e) {
            return false;
        }
    }

    private static long at(Event step) {
        return Feed.T0 - step.hoursAgo * Feed.HOUR / 2;
    }

    private static boolean commits(Store store, List<Step> set) {
        WriteSet writes = new WriteSet();
        for (Step step : set) {
            switch (step) {
                case Insert s -> writes.insert(s.table, row(s.table, s.key, s.creator));
                case Upsert s -> writes.upsert(s.table, row(s.table, s.key, s.creator));
                case Delete s -> {
                    int ordinal = store.table(s.table).ordinal(key(s.table, s.key));
                    if (ordinal >= 0) {
                        writes.delete(s.table, ordinal, store.position());
                    }
                }
                case Event s ->
                        writes.events(
                                new EventBatch(s.signal)
                                        .add(
                                                s.id < 0 ? null : (long) s.id,
                                                (long) s.post,
                                                s.reader < 0 ? null : READERS[s.reader],
                                                s.weight,
                                                at(s)));
                case Follow s ->
                        writes.putEdge(
                                Feed.FOLLOWS, READERS[s.reader], s.author, s.weight, s.weight);
                case Unfollow s -> writes.removeEdge(Feed.FOLLOWS, READERS[s.reader], s.author);
                case Reopen s -> throw new IllegalStateException();
                case Checkpoint s -> throw new IllegalStateException();
            }
        }
        try {
            store.commit(writes);
            return true;
        } catch (TidalException e) {
            return false;
        }
    }

    private static void compare(Model model, Store store) {
        for (int table : new int[] {Feed.AUTHORS, Feed.READERS, Feed.POSTS}) {
            compareRows(model.table(table), store.table(table), table);
        }
        for (SignalDefinition signal : store.schema().signals()) {
            compareSums(model, store, signal);
            compareEvents(model, store, signal);
        }
        compareUserSets(model, store);
        compareEdges(model, store);
    }

    private static void compareRows(Map<Object, Model.Row> expected, Table table, int id) {
        assertEquals(expected.size(), table.liveCount());
        for (int k = 0; k < KEYS; k++) {
            Model.Row row = expected.get(key(id, k));
            int ordinal = table.ordinal(key(id, k));
            if (row == null) {
                assertEquals(-1, ordinal);
                continue;
            }
            assertTrue(table.isLive(ordinal));
            assertEquals(key(id, k), table.key(ordinal));
            assertArrayEquals(row.values(), table.row(ordinal));
            for (int c = 0; c < row.values().length; c++) {
                assertTrue(
                        Arrays.deepEquals(
                                new Object[] {row.values()[c]},
                                new Object[] {table.value(ordinal, c)}));
            }
        }
        int scanned = 0;
        try (var cursor = table.scan(null)) {
            while (cursor.next()) {
                Model.Row row = expected.get(table.key(cursor.ordinal()));
                assertNotNull(row);
                assertArrayEquals(row.values(), cursor.row());
                scanned++;
            }
        }
        assertEquals(expected.size(), scanned);
    }

    private static void compareSums(Model model, Store store, SignalDefinition signal) {
        SignalLedger ledger = store.signal(signal.id());
        Table posts = store.table(Feed.POSTS);
        for (Object key : model.posts.keySet()) {
            long post = (Long) key;
            int ordinal = posts.ordinal(post);
            for (Window window : signal.windows()) {
                assertEquals(
                        model.windowSum(signal.id(), post, window, Feed.T0),
                        ledger.windowSum(ordinal, window),
                        1e-9,
                        () -> signal.name() + " of " + post + " over " + window);
            }
            for (int i = 0; i < signal.halfLivesMillis().size(); i++) {
                assertEquals(
                        model.decayed(signal.id(), post, signal.halfLivesMillis().get(i), Feed.T0),
                        ledger.decayed(ordinal, i, Feed.T0),
                        1e-6);
            }
        }
    }

    private static void compareEvents(Model model, Store store, SignalDefinition signal) {
        try (EventCursor cursor = store.events(signal.id())) {
            long position = 0;
            for (Model.Event event : model.events.get(signal.id())) {
                assertTrue(cursor.next());
                assertEquals(event.id() != null, cursor.hasEventId());
                if (event.id() != null) {
                    assertEquals(event.id(), cursor.eventId());
                }
                assertEquals(event.post(), cursor.target());
                assertEquals(event.reader(), cursor.user());
                assertEquals(event.weight(), cursor.weight());
                assertEquals(event.at(), cursor.at());
                assertTrue(cursor.position() > position);
                position = cursor.position();
            }
            assertFalse(cursor.next());
        }
    }

    private static void compareUserSets(Model model, Store store) {
        SignalDefinition views = store.schema().signal("views").orElseThrow();
        SignalDefinition opens = store.schema().signal("opens").orElseThrow();
        SignalDefinition hides = store.schema().signal("hides").orElseThrow();
        Table posts = store.table(Feed.POSTS);
        for (Object key : model.readers.keySet()) {
            String reader = (String) key;
            int user = store.table(Feed.READERS).ordinal(reader);
            for (Object item : model.posts.keySet()) {
                long post = (Long) item;
                assertEquals(
                        model.inUserSet(reader, post, views, opens),
                        store.seen(Feed.POSTS, Feed.READERS)
                                .of(user)
                                .contains(posts.ordinal(post)));
                assertEquals(
                        model.inUserSet(reader, post, hides),
                        store.excluded(Feed.POSTS, Feed.READERS)
                                .of(user)
                                .contains(posts.ordinal(post)));
            }
        }
    }

    private static void compareEdges(Model model, Store store) {
        var follows = store.relationship(Feed.FOLLOWS);
        assertEquals(model.edges.size(), follows.size());
        model.edges.forEach(
                (edge, value) -> {
                    int from = store.table(Feed.READERS).ordinal(edge.reader());
                    int to = store.table(Feed.AUTHORS).ordinal(edge.author());
                    assertEquals(value.weight(), follows.weight(from, to));
                    assertEquals(value.at(), follows.at(from, to));
                });
    }
}
