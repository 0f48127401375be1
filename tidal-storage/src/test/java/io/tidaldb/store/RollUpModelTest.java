package io.tidaldb.store;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Random write sets, of which many must fail: whatever is committed, creators have what their items
 * have, at once and after opening again.
 */
class RollUpModelTest {
    sealed interface Step {
        record Author(long key) implements Step {}

        record Post(long key, long creator) implements Step {}

        record Delete(int table, long key) implements Step {}

        record Replace(int table, long key) implements Step {}

        record Event(int signal, long post, double weight, long age) implements Step {}

        /** Between sets. */
        record Reopen(boolean checkpoint) implements Step {}

        /** Between sets: takes back one of the events that were sets of their own. */
        record Retract(int pick) implements Step {}
    }

    private record Written(int signal, long position) {}

    private static final int KEYS = 4;

    @Property(tries = 20)
    void creatorsHaveWhatTheirItemsHave(@ForAll("histories") List<List<Step>> history)
            throws IOException {
        Path directory = Files.createTempDirectory("tidal-roll-up");
        StoreOptions options =
                StoreOptions.at(directory)
                        .withDurability(new Durability.None())
                        .withCheckpoints(CheckpointPolicy.NEVER)
                        .withClock(new StoreClock.FixedClock(Feed.T0));
        List<Written> events = new ArrayList<>();
        Store store = Store.open(options);
        try {
            store.commit(RolledUp.definitions());
            store.commit(new WriteSet().insert(Feed.READERS, Feed.reader("ann")));
            for (List<Step> set : history) {
                if (set.getFirst() instanceof Step.Reopen reopen) {
                    if (reopen.checkpoint) {
                        store.checkpoint();
                    }
                    store.close();
                    store = Store.open(options);
                } else if (set.getFirst() instanceof Step.Retract(int pick)) {
                    if (!events.isEmpty()) {
                        Written event = events.get(pick % events.size());
                        long[] positions = {event.position};
                        store.commit(new WriteSet().retract(event.signal, positions));
                    }
                } else {
                    commit(store, set, events);
                }
                RolledUp.check(store, Feed.T0);
            }
        } finally {
            store.close();
            Feed.deleteRecursively(directory);
        }
    }

    private static void commit(Store store, List<Step> set, List<Written> events) {
        WriteSet writes = new WriteSet();
        for (Step step : set) {
            switch (step) {
                case Step.Author(long key) -> writes.upsert(Feed.AUTHORS, Feed.author(key));
                case Step.Post(long key, long creator) ->
                        writes.upsert(Feed.POSTS, Feed.post(key, creator < 0 ? null : creator));
                case Step.Delete(int table, long key) -> delete(store, writes, table, key);
                case Step.Replace(int table, long key) -> {
                    delete(store, writes, table, key);
                    writes.insert(
                            table, table == Feed.POSTS ? Feed.post(key, key) : Feed.author(key));
                }
                case Step.Event(int signal, long post, double weight, long age) ->
                        writes.events(
                                Feed.events(signal).add(null, post, "ann", weight, Feed.T0 - age));
                case Step.Reopen reopen -> throw new IllegalStateException();
                case Step.Retract retract -> throw new IllegalStateException();
            }
        }
        try {
            long position = store.commit(writes);
            if (set.size() == 1 && set.getFirst() instanceof Step.Event event) {
                events.add(new Written(event.signal, position));
            }
        } catch (TidalException e) {
            // Refused as a whole: it names what is not there, or a row is deleted that has items.
            if (!Set.of(
                            ErrorCode.UNKNOWN_ENTITY,
                            ErrorCode.DEPENDENT_OBJECTS,
                            ErrorCode.DUPLICATE_KEY,
                            ErrorCode.SERIALIZATION_FAILURE)
                    .contains(e.code())) {
                throw e;
            }
        }
    }

    private static void delete(Store store, WriteSet writes, int table, long key) {
        int ordinal = store.table(table).ordinal(key);
        if (ordinal >= 0) {
            writes.delete(table, ordinal, WriteSet.NO_READ_POSITION);
        }
    }

    @Provide
    Arbitrary<List<List<Step>>> histories() {
        Arbitrary<Long> key = Arbitraries.longs().between(0, KEYS - 1);
        Arbitrary<Long> creator = Arbitraries.longs().between(-1, KEYS - 1);
        Arbitrary<Integer> table = Arbitraries.of(Feed.AUTHORS, Feed.POSTS);
        Arbitrary<Step> event =
                Combinators.combine(
                                Arbitraries.of(RolledUp.CLAPS, RolledUp.READS),
                                key,
                                Arbitraries.of(1.0, 2.0, -1.0, 0.1, 1e6, -0.3),
                                Arbitraries.longs().between(-4 * 60_000L, 10 * Feed.DAY))
                        .as(Step.Event::new);
        Arbitrary<Step> step =
                Arbitraries.frequencyOf(
                        Tuple.of(3, key.map(Step.Author::new)),
                        Tuple.of(5, Combinators.combine(key, creator).as(Step.Post::new)),
                        Tuple.of(2, Combinators.combine(table, key).as(Step.Delete::new)),
                        Tuple.of(2, Combinators.combine(table, key).as(Step.Replace::new)),
                        Tuple.of(6, event));
        Arbitrary<Step> retract = Arbitraries.integers().between(0, 20).map(Step.Retract::new);
        Arbitrary<Step> reopen = Arbitraries.of(true, false).map(Step.Reopen::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(20, step.list().ofMinSize(1).ofMaxSize(5)),
                        Tuple.of(1, reopen.list().ofSize(1)),
                        Tuple.of(2, retract.list().ofSize(1)))
                .list()
                .ofMinSize(10)
                .ofMaxSize(60);
    }
}
