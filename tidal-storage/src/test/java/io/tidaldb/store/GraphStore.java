package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;
import io.tidaldb.table.Table;
import io.tidaldb.vector.ExactIndex;
import io.tidaldb.vector.HnswIndex;
import io.tidaldb.vector.Metric;
import io.tidaldb.vector.Nearest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A store of posts whose meanings are linked in a graph, opened again and again. */
final class GraphStore {
    static final int POSTS = 3000;

    /** How many pages a graph of so many nodes has. */
    static final int PAGES = 12;

    static final int MEANINGS = Feed.LAST + 1;
    static final String NAME = "posts_meaning_vector";
    static final int MEANING = 7;
    static final int DIMENSION = 3;
    private static final int NEAREST = 10;

    final Random random = new Random(41);

    /** How many pages of graphs were written. */
    final AtomicInteger written = new AtomicInteger();

    final Path directory;
    StoreOptions options;

    GraphStore(Path directory) {
        this.directory = directory;
        this.options =
                StoreOptions.at(directory)
                        .withDurability(new Durability.None())
                        .withCheckpoints(CheckpointPolicy.NEVER)
                        .withClock(new StoreClock.FixedClock(Feed.T0));
    }

    Store open() {
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

    Object[] post(long id) {
        Object[] row = Feed.post(id, null);
        float[] meaning = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            meaning[i] = (float) random.nextGaussian();
        }
        row[MEANING] = meaning;
        return row;
    }

    /** Posts without an index. */
    void fill(Store store) {
        store.commit(Feed.definitions());
        WriteSet rows = new WriteSet();
        rows.insert(Feed.READERS, Feed.reader("ann"));
        for (long id = 0; id < POSTS; id++) {
            rows.insert(Feed.POSTS, post(id));
        }
        store.commit(rows);
    }

    static void index(Store store, boolean quantized) {
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

    static HnswIndex graph(Store store) {
        return store.index(MEANINGS).graph();
    }

    static void awaitLinked(Store store) {
        try {
            graph(store).awaitIndexed();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Store filled() {
        Store store = open();
        fill(store);
        index(store, false);
        return store;
    }

    static void view(Store store) {
        store.commit(
                new WriteSet().events(Feed.events(Feed.VIEWS).add(null, 1L, "ann", 1, Feed.T0)));
    }

    /** The vectors are those of the rows, and searches find the nearest of them. */
    void check(Store store) {
        List<String> findings = new ArrayList<>();
        store.index(MEANINGS).compare(() -> Long.MAX_VALUE, () -> {}, rows -> {}, findings::add);
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

    List<byte[]> storedGraph() {
        return RawStore.checkpoint(directory).keySet().stream()
                .filter(GraphStore::isGraph)
                .toList();
    }
}
