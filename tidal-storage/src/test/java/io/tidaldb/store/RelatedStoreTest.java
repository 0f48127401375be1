package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tidaldb.kv.Family;
import io.tidaldb.kv.RocksOptions;
import io.tidaldb.kv.RocksStore;
import io.tidaldb.ledger.RelatedItems;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Related items in a store: what events and retractions in log order give, however it comes back.
 */
class RelatedStoreTest {
    private static final int PICKS = 40;
    private static final int POSTS = 60;
    private static final int READERS = 12;
    private static final int PARTNERS = 5;

    @TempDir Path directory;

    private final Random random = new Random(20_26);
    private final Set<List<Integer>> marked = new HashSet<>();

    /** By position: the reader and the post of each event that counts. */
    private final Map<Long, List<Integer>> events = new HashMap<>();

    private RelatedItems expected = new RelatedItems(PARTNERS);

    private StoreOptions options() {
        return StoreOptions.at(directory)
                .withDurability(new Durability.None())
                .withCheckpoints(CheckpointPolicy.NEVER);
    }

    private static SignalDefinition picks() {
        return new SignalDefinition(
                PICKS,
                "picks",
                Feed.POSTS,
                Feed.READERS,
                List.of(),
                List.of(),
                Set.of(Window.ALL),
                null,
                false,
                false,
                SignalDefinition.NO_ROLL_UP,
                false,
                SignalDefinition.KEEP,
                false,
                PARTNERS);
    }

    private Store filled() {
        Store store = Store.open(options());
        store.commit(Feed.definitions());
        store.commit(new WriteSet().changeSchema(schema -> schema.with(picks())));
        WriteSet rows = new WriteSet().insert(Feed.AUTHORS, Feed.author(1));
        for (int reader = 0; reader < READERS; reader++) {
            rows.insert(Feed.READERS, Feed.reader("reader " + reader));
        }
        for (long post = 0; post < POSTS; post++) {
            rows.insert(Feed.POSTS, Feed.post(post, 1L));
        }
        store.commit(rows);
        return store;
    }

    private void write(Store store, int count) {
        for (int i = 0; i < count; i++) {
            if (random.nextInt(5) == 0 && !events.isEmpty()) {
                retract(store);
            } else {
                add(store, 1 + random.nextInt(3));
            }
        }
    }

    private void add(Store store, int count) {
        EventBatch batch = new EventBatch(PICKS);
        List<List<Integer>> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int reader = random.nextInt(READERS);
            int post = random.nextInt(POSTS);
            batch.add(null, (long) post, "reader " + reader, 1, Feed.T0);
            added.add(List.of(reader, post));
        }
        long last = store.commit(new WriteSet().events(batch));
        for (int i = 0; i < count; i++) {
            List<Integer> pair = added.get(i);
            events.put(last - count + 1 + i, pair);
            if (marked.add(pair)) {
                expected.add(pair.get(0), pair.get(1));
            }
        }
    }

    private void retract(Store store) {
        Long[] positions = events.keySet().stream().sorted().toArray(Long[]::new);
        long position = positions[random.nextInt(positions.length)];
        store.commit(new WriteSet().retract(PICKS, new long[] {position}));
        List<Integer> pair = events.remove(position);
        if (!events.containsValue(pair)) {
            marked.remove(pair);
            expected.remove(pair.get(0), pair.get(1));
        }
    }

    private void check(Store store) {
        RelatedItems related = store.related(PICKS);
        for (int reader = 0; reader < READERS; reader++) {
            assertEquals("reader " + reader, store.table(Feed.READERS).key(reader));
        }
        for (int post = 0; post < POSTS; post++) {
            assertEquals(string(expected.of(post)), string(related.of(post)));
            assertEquals(expected.users(post), related.users(post));
        }
    }

    private void forgetCheckpoint() {
        try (RocksStore raw =
                RocksStore.open(
                        new RocksOptions(
                                new DirectoryLayout(directory).database(), null, 16 << 20))) {
            raw.clear(Family.CHECKPOINT);
        }
    }

    private static String string(RelatedItems.Partners partners) {
        return Arrays.toString(partners.items())
                + Arrays.toString(partners.counts())
                + Arrays.toString(partners.errors());
    }

    /** How a store is opened again. */
    enum Opening {
        BY_LOG,
        BY_CHECKPOINT,
        WITHOUT_ITS_CHECKPOINT
    }

    @ParameterizedTest
    @EnumSource
    void comesBackAsItWas(Opening opening) {
        Store store = filled();
        for (int part = 0; part < 6; part++) {
            write(store, 60);
            if (opening != Opening.BY_LOG && part % 2 == 0) {
                store.checkpoint();
            }
            write(store, 20);
            check(store);
            store.close();
            assertEquals(List.of(), Store.verify(directory).findings());
            if (opening == Opening.WITHOUT_ITS_CHECKPOINT) {
                forgetCheckpoint();
            }
            store = Store.open(options());
            check(store);
        }
        store.close();
    }

    @Test
    void whatIsDeletedIsNobodysPartnerAfterOpening() {
        try (Store store = filled()) {
            write(store, 200);
            store.checkpoint();
            assertNotEquals(0, store.related(PICKS).users(3));
            store.commit(new WriteSet().delete(Feed.POSTS, 3, Long.MAX_VALUE));
            assertEquals(0, store.related(PICKS).users(3));
            assertEquals(0, store.related(PICKS).of(3).items().length);
        }
        try (Store store = Store.open(options())) {
            store.commit(new WriteSet().insert(Feed.POSTS, Feed.post(1_000, 1L)));
            assertEquals(3, store.table(Feed.POSTS).ordinal(1_000L));
            for (int post = 0; post < POSTS; post++) {
                for (int partner : store.related(PICKS).of(post).items()) {
                    assertNotEquals(3, partner);
                }
            }
            assertFalse(store.marked(PICKS).of(0).contains(3));
        }
    }
}
