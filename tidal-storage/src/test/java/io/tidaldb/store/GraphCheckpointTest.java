package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.Page;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.RocksOptions;
import io.tidaldb.kv.RocksStore;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;
import io.tidaldb.table.Table;
import io.tidaldb.testing.TemporaryHome;
import io.tidaldb.vector.ExactIndex;
import io.tidaldb.vector.HnswIndex;
import io.tidaldb.vector.Metric;
import io.tidaldb.vector.Nearest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The graphs of vector indexes come back from checkpoints, or are made anew from the rows. */
class GraphCheckpointTest {
    private static final int POSTS = 3000;

    /** How many pages a graph of so many nodes has. */
    private static final int PAGES = 12;

    private static final int MEANINGS = Feed.LAST + 1;
    private static final String NAME = "posts_meaning_vector";
    private static final int MEANING = 7;
    private static final int DIMENSION = 3;
    private static final int NEAREST = 10;

    @TemporaryHome Path directory;

    private final Random random = new Random(41);

    /** How many pages of graphs were written. */
    private final AtomicInteger written = new AtomicInteger();

    private StoreOptions options;

    @BeforeEach
    void options() {
        options =
                StoreOptions.at(directory)
                        .withDurability(new Durability.None())
                        .withCheckpoints(CheckpointPolicy.NEVER)
                        .withClock(new StoreClock.FixedClock(Feed.T0));
    }

    private Store open() {
        return Store.open(
                options,
                (phase, done, total) -> {},
                inner ->
                        new FrontedStore(inner) {
                            @Override
                            public void write(Batch batch, boolean sync) {
                                batch.operations().stream()
                                        .filter(o -> o.family() == Family.CHECKPOINT)
                                        .filter(o -> o instanceof Batch.Put p && isGraph(p.key()))
                                        .forEach(o -> written.incrementAndGet());
                                super.write(batch, sync);
                            }
                        });
    }

    private static boolean isGraph(byte[] key) {
        return !Arrays.equals(key, Manifest.KEY)
                && PageCodec.key(key).id().kind() == PageId.Kind.GRAPH;
    }

    private Object[] post(long id) {
        Object[] row = Feed.post(id, null);
        float[] meaning = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            meaning[i] = (float) random.nextGaussian();
        }
        row[MEANING] = meaning;
        return row;
    }

    /** Posts without an index. */
    private void fill(Store store) {
        store.commit(Feed.definitions());
        WriteSet rows = new WriteSet();
        rows.insert(Feed.READERS, Feed.reader("ann"));
        for (long id = 0; id < POSTS; id++) {
            rows.insert(Feed.POSTS, post(id));
        }
        store.commit(rows);
    }

    private static void index(Store store, boolean quantized) {
        store.commit(
                new WriteSet()
                        .changeSchema(
                                schema ->
                                        schema.with(
                                                new VectorIndexDefinition(
                                                        MEANINGS,
                                                        NAME,
                                                        Feed.POSTS,
                                                        MEANING,
                                                        VectorMetric.COSINE,
                                                        quantized))));
        store.buildIndex(MEANINGS, () -> {});
        awaitLinked(store);
    }

    private static HnswIndex graph(Store store) {
        return store.index(MEANINGS).graph();
    }

    private static void awaitLinked(Store store) {
        try {
            graph(store).awaitIndexed();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Store filled() {
        Store store = open();
        fill(store);
        index(store, false);
        return store;
    }

    private static void view(Store store) {
        store.commit(
                new WriteSet().events(Feed.events(Feed.VIEWS).add(null, 1L, "ann", 1, Feed.T0)));
    }

    /** The vectors are those of the rows, and searches find the nearest of them. */
    private void check(Store store) {
        List<String> findings = new ArrayList<>();
        store.index(MEANINGS).compare(findings::add);
        assertEquals(List.of(), findings);
        Table posts = store.table(Feed.POSTS);
        ExactIndex exact = new ExactIndex(Metric.COSINE, DIMENSION);
        for (int ordinal = 0; ordinal < posts.size(); ordinal++) {
            if (posts.isLive(ordinal)) {
                exact.put(ordinal, (float[]) posts.value(ordinal, MEANING));
            }
        }
        int found = 0;
        int rounds = 50;
        for (int round = 0; round < rounds; round++) {
            float[] query = (float[]) post(0)[MEANING];
            Set<Integer> expected = ordinals(exact.search(query, NEAREST, null, NEAREST));
            expected.retainAll(ordinals(graph(store).search(query, NEAREST, null, 20)));
            found += expected.size();
        }
        assertTrue(found >= 0.97 * rounds * NEAREST, found + " of the nearest are found");
    }

    private static Set<Integer> ordinals(Nearest nearest) {
        Set<Integer> ordinals = new HashSet<>();
        for (int i = 0; i < nearest.size(); i++) {
            ordinals.add(nearest.ordinal(i));
        }
        return ordinals;
    }

    private void tamper(Consumer<RocksStore> change) {
        try (RocksStore store =
                RocksStore.open(
                        new RocksOptions(
                                new DirectoryLayout(directory).database(), null, 16 << 20))) {
            change.accept(store);
        }
    }

    /** All entries of checkpoints that are stored. */
    private TreeMap<byte[], byte[]> stored() {
        TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        tamper(
                raw -> {
                    try (Cursor cursor = raw.scan(Family.CHECKPOINT, null, null)) {
                        while (cursor.next()) {
                            entries.put(cursor.key(), cursor.value());
                        }
                    }
                });
        return entries;
    }

    private List<byte[]> storedGraph() {
        return stored().keySet().stream().filter(GraphCheckpointTest::isGraph).toList();
    }

    @Test
    void onlyWhatChangedIsWritten() {
        try (Store store = filled()) {
            store.checkpoint();
            assertEquals(PAGES, written.getAndSet(0));
            view(store);
            store.checkpoint();
            store.checkpoint();
            assertEquals(0, written.get());
            // It has no direction, so its node is left and none comes.
            Object[] row = Feed.post(1, null);
            row[MEANING] = new float[DIMENSION];
            store.commit(new WriteSet().upsert(Feed.POSTS, row));
            store.checkpoint();
            assertEquals(1, written.getAndSet(0));
            // That is not in the log, so the position is the same.
            store.buildIndex(MEANINGS, () -> {});
            awaitLinked(store);
            store.checkpoint();
            assertEquals(PAGES, written.getAndSet(0));
            store.checkpoint();
            assertEquals(0, written.get());
        }
        assertEquals(PAGES, storedGraph().size());
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aReopenedGraphIsNotLinkedAnew(boolean quantized) {
        try (Store store = open()) {
            fill(store);
            index(store, quantized);
            store.checkpoint();
        }
        written.set(0);
        try (Store store = open()) {
            assertEquals(0, graph(store).unlinked());
            check(store);
            view(store);
            store.checkpoint();
            assertEquals(0, written.get(), "all blocks are those of the checkpoint");
            WriteSet changes = new WriteSet();
            for (long id = POSTS - 10; id < POSTS + 10; id++) {
                changes.upsert(Feed.POSTS, post(id));
            }
            store.commit(changes);
            store.commit(
                    new WriteSet()
                            .delete(Feed.POSTS, store.table(Feed.POSTS).ordinal(5L), Long.MAX_VALUE)
                            .insert(Feed.POSTS, post(5)));
            // No checkpoint is taken on closing, as if the process had been killed.
        }
        try (Store store = open()) {
            assertTrue(graph(store).unlinked() <= 21, "only what came after the checkpoint");
            check(store);
            awaitLinked(store);
            check(store);
            store.checkpoint();
        }
        written.set(0);
        try (Store store = open()) {
            assertEquals(0, graph(store).unlinked());
            check(store);
            view(store);
            store.checkpoint();
            assertEquals(0, written.get());
        }
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @Test
    void closingKeepsWhatWasLinkedSinceTheLastCheckpoint() {
        options = options.withCheckpoints(CheckpointPolicy.DEFAULT);
        try (Store store = filled()) {
            store.checkpoint();
            store.buildIndex(MEANINGS, () -> {});
            awaitLinked(store);
            written.set(0);
        }
        assertEquals(PAGES, written.getAndSet(0));
        try (Store store = open()) {
            assertEquals(0, graph(store).unlinked());
            check(store);
        }
        assertEquals(0, written.get(), "nothing has changed since");
        try (Store store = open()) {
            int ordinal = store.table(Feed.POSTS).ordinal(7L);
            store.commit(new WriteSet().delete(Feed.POSTS, ordinal, Long.MAX_VALUE));
        }
        assertEquals(1, written.getAndSet(0));
        // What is left of the node is taken out when the graph comes back, and not again later.
        open().close();
        assertTrue(written.getAndSet(0) > 0);
        try (Store store = open()) {
            check(store);
        }
        assertEquals(0, written.get());
    }

    @Test
    void aDamagedPageIsNeverServed() {
        try (Store store = filled()) {
            view(store);
            store.checkpoint();
        }
        TreeMap<byte[], byte[]> whole = stored();
        List<byte[]> pages = storedGraph();
        assertEquals(PAGES, pages.size());
        for (int i = 0; i < PAGES; i += 3) {
            byte[] key = pages.get(i);
            byte[] flipped = whole.get(key).clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            boolean missing = i % 2 == 1;
            Batch damage = new Batch();
            if (missing) {
                damage.delete(Family.CHECKPOINT, key);
            } else {
                damage.put(Family.CHECKPOINT, key, flipped);
            }
            tamper(raw -> raw.write(damage, true));
            var findings = Store.verify(directory).findings();
            assertEquals(1, findings.size(), findings::toString);
            assertEquals("checkpoint", findings.getFirst().family());
            try (Store store = open()) {
                assertNotNull(store.recovery().discarded());
                assertEquals(1, store.recovery().replayedEvents());
                check(store);
            }
            tamper(
                    raw -> {
                        Batch again = new Batch();
                        whole.forEach((k, v) -> again.put(Family.CHECKPOINT, k, v));
                        raw.write(again, true);
                    });
        }
        try (Store store = open()) {
            assertNull(store.recovery().discarded());
            assertEquals(0, store.recovery().replayedEvents());
            assertEquals(0, graph(store).unlinked());
        }
    }

    /** How pages that are undamaged cannot be used. */
    enum Misfit {
        OTHER_DEGREE,
        OTHER_BLOCK
    }

    @ParameterizedTest
    @EnumSource(Misfit.class)
    void aGraphThatCannotBeUsedIsMadeAnewAndNothingElse(Misfit misfit) {
        try (Store store = filled()) {
            view(store);
            store.checkpoint();
        }
        TreeMap<byte[], byte[]> whole = stored();
        List<byte[]> pages = storedGraph();
        byte[] other =
                switch (misfit) {
                    case OTHER_DEGREE -> body(whole.get(pages.get(4)));
                    case OTHER_BLOCK -> body(whole.get(pages.get(3)));
                };
        if (misfit == Misfit.OTHER_DEGREE) {
            other[0] = 8;
        }
        replace(pages.get(4), whole.get(pages.get(4)), other);
        written.set(0);
        try (Store store = open()) {
            assertNull(store.recovery().discarded());
            assertEquals(store.position(), store.recovery().checkpointPosition());
            assertEquals(0, store.recovery().replayedEvents());
            check(store);
            awaitLinked(store);
            store.checkpoint();
            assertEquals(PAGES, written.getAndSet(0), "it is another graph");
        }
        assertEquals(PAGES, storedGraph().size());
        try (Store store = open()) {
            check(store);
            view(store);
            store.checkpoint();
            assertEquals(0, written.get());
        }
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    private static byte[] body(byte[] value) {
        return Arrays.copyOfRange(value, PageCodec.HEADER_BYTES, value.length);
    }

    /** Gives a page another body, and lets checksum and manifest fit. */
    private void replace(byte[] key, byte[] value, byte[] body) {
        PageId id = PageCodec.key(key).id();
        Page page =
                new Page() {
                    @Override
                    public PageId id() {
                        return id;
                    }

                    @Override
                    public void write(ByteWriter out) {
                        out.writeBytes(body);
                    }
                };
        byte[] changed = PageCodec.value(key, page, new ByteWriter(64));
        tamper(
                raw -> {
                    Manifest manifest = Manifest.decode(raw.get(Family.CHECKPOINT, Manifest.KEY));
                    Manifest fitting =
                            new Manifest(
                                    manifest.number(),
                                    manifest.place(),
                                    manifest.pages(),
                                    manifest.digest()
                                            - PageCodec.digest(key, value)
                                            + PageCodec.digest(key, changed),
                                    manifest.signals());
                    raw.write(
                            new Batch()
                                    .put(Family.CHECKPOINT, key, changed)
                                    .put(Family.CHECKPOINT, Manifest.KEY, fitting.encode()),
                            true);
                });
    }

    @Test
    void pagesGoWithTheGraph() {
        try (Store store = filled()) {
            store.checkpoint();
        }
        assertEquals(PAGES, storedGraph().size());
        try (Store store = open()) {
            WriteSet rest = new WriteSet();
            for (long id = 500; id < POSTS; id++) {
                int ordinal = store.table(Feed.POSTS).ordinal(id);
                rest.delete(Feed.POSTS, ordinal, Long.MAX_VALUE);
            }
            store.commit(rest);
            store.buildIndex(MEANINGS, () -> {});
            awaitLinked(store);
            store.checkpoint();
        }
        assertEquals(2, storedGraph().size(), "what lies beyond the end of the new graph is gone");
        try (Store store = open()) {
            assertNull(store.recovery().discarded());
            assertEquals(0, graph(store).unlinked());
            check(store);
            store.commit(new WriteSet().changeSchema(schema -> schema.withoutIndex(NAME)));
        }
        assertEquals(2, storedGraph().size());
        assertEquals(List.of(), Store.verify(directory).findings());
        try (Store store = open()) {
            assertNull(store.recovery().discarded());
            store.checkpoint();
        }
        assertEquals(0, storedGraph().size());
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @Test
    void aCheckpointThatDoesNotFitLeavesItsGraphsAside() {
        try (Store store = filled()) {
            view(store);
            store.checkpoint();
        }
        options = options.withClock(new StoreClock.FixedClock(Feed.T0 - 2 * Feed.HOUR));
        written.set(0);
        try (Store store = open()) {
            assertTrue(store.recovery().discarded().contains("clock"));
            assertFalse(store.recovery().damaged());
            check(store);
            awaitLinked(store);
            store.checkpoint();
            assertEquals(PAGES, written.get());
        }
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @Test
    void aDirectoryAndACheckpointWithoutGraphsAreRead() {
        try (Store store = open()) {
            fill(store);
            view(store);
            store.checkpoint();
        }
        tamper(
                raw ->
                        raw.write(
                                new Batch()
                                        .put(
                                                Family.META,
                                                MetaKeys.FORMAT,
                                                ByteBuffer.allocate(4).putInt(3).array()),
                                true));
        try (Store store = open()) {
            assertNull(store.recovery().discarded());
            // Checkpoints of that time are not used.
            assertEquals(1, store.recovery().replayedEvents());
            index(store, false);
            check(store);
        }
        try (Store store = open()) {
            assertNull(store.recovery().discarded());
            check(store);
            awaitLinked(store);
            store.checkpoint();
            assertEquals(PAGES, written.getAndSet(0));
        }
        tamper(
                raw ->
                        assertEquals(
                                StoredFacts.FORMAT,
                                ByteBuffer.wrap(raw.get(Family.META, MetaKeys.FORMAT)).getInt()));
        try (Store store = open()) {
            assertEquals(0, graph(store).unlinked());
            check(store);
        }
    }
}
