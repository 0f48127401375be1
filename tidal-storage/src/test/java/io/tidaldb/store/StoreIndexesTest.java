package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;
import io.tidaldb.testing.TemporaryHome;
import io.tidaldb.text.TextHits;
import io.tidaldb.text.TextQuery;
import io.tidaldb.text.TextView;
import io.tidaldb.vector.Nearest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Indexes follow their tables, whatever happens to either. */
class StoreIndexesTest {
    private static final int TEXTS = Feed.LAST + 1;
    private static final int MEANINGS = Feed.LAST + 2;
    private static final int TITLE = 1;
    private static final int MEANING = 7;
    private static final String[] WORDS = {
        "river", "stone", "copper", "violin", "orchard", "lantern", "harbour", "meadow"
    };

    private final Random random = new Random(4);

    private static StoreOptions options(Path home) {
        return StoreOptions.at(home)
                .withClock(new StoreClock.FixedClock(Feed.T0))
                .withDurability(new Durability.None());
    }

    private static void define(Store store, boolean quantized) {
        store.commit(
                new WriteSet()
                        .changeSchema(
                                schema ->
                                        schema.with(
                                                        new TextIndexDefinition(
                                                                TEXTS,
                                                                "posts_title_text",
                                                                Feed.POSTS,
                                                                List.of(
                                                                        new TextIndexDefinition
                                                                                .Column(TITLE, 1)),
                                                                "english"))
                                                .with(
                                                        new VectorIndexDefinition(
                                                                MEANINGS,
                                                                "posts_meaning_vector",
                                                                Feed.POSTS,
                                                                MEANING,
                                                                VectorMetric.COSINE,
                                                                quantized))));
    }

    private static void build(Store store) {
        store.buildIndex(TEXTS, () -> {});
        store.buildIndex(MEANINGS, () -> {});
    }

    private Object[] post(long id) {
        Object[] row = Feed.post(id, null);
        row[TITLE] = WORDS[random.nextInt(WORDS.length)] + " " + WORDS[(int) (id % WORDS.length)];
        row[MEANING] =
                switch (random.nextInt(8)) {
                    case 0 -> null;
                    // It has no direction, so it is near nothing.
                    case 1 -> new float[3];
                    default ->
                            new float[] {
                                random.nextFloat() - 0.5f, random.nextFloat(), random.nextFloat()
                            };
                };
        return row;
    }

    private static void check(Store store) {
        for (int index : List.of(TEXTS, MEANINGS)) {
            List<String> findings = new ArrayList<>();
            store.index(index).compare(() -> Long.MAX_VALUE, () -> {}, rows -> {}, findings::add);
            assertEquals(List.of(), findings, store.index(index).definition().name());
        }
    }

    private static List<Integer> found(Store store, String text) {
        try (TextView view = store.index(TEXTS).texts()) {
            TextQuery query = TextQuery.parse(text, view.definition(), TextQuery.Options.DEFAULT);
            TextHits hits = view.search(query).all(null);
            return Arrays.stream(hits.ordinals()).boxed().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWrittenIsFoundAtOnce(boolean quantized) {
        try (Store store = Feed.withPosts(StoreOptions.inMemory())) {
            define(store, quantized);
            assertEquals(
                    ErrorCode.INDEX_NOT_READY,
                    assertThrows(TidalException.class, () -> store.index(TEXTS).texts()).code());
            build(store);
            check(store);
            Object[] row = Feed.post(7001, null);
            row[TITLE] = "Zephyrs over the harbour";
            row[MEANING] = new float[] {1, 0, 0};
            store.commit(new WriteSet().insert(Feed.POSTS, row));
            int ordinal = store.table(Feed.POSTS).ordinal(7001L);
            assertEquals(List.of(ordinal), found(store, "zephyr"));
            Nearest nearest =
                    store.index(MEANINGS).vectors().search(new float[] {2, 0, 0}, 1, null, 50);
            assertEquals(ordinal, nearest.ordinal(0));
            assertEquals(1, nearest.score(0), 1e-6);
            Object[] changed = row.clone();
            changed[TITLE] = "Calm over the harbour";
            changed[MEANING] = null;
            store.commit(new WriteSet().upsert(Feed.POSTS, changed));
            assertEquals(List.of(), found(store, "zephyr"));
            assertEquals(List.of(ordinal), found(store, "calm"));
            check(store);
            store.commit(new WriteSet().delete(Feed.POSTS, ordinal, store.position()));
            assertEquals(List.of(), found(store, "calm"));
            check(store);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void randomHistoriesEndWithIndexesThatEqualTheRows(boolean quantized, @TemporaryHome Path home)
            throws Exception {
        TreeMap<Long, Boolean> keys = new TreeMap<>();
        Feed.withPosts(options(home)).close();
        try (Store store = Store.open(options(home))) {
            define(store, quantized);
            build(store);
        }
        for (int round = 0; round < 8; round++) {
            try (Store store = Store.open(options(home))) {
                check(store);
                for (int i = 0; i < 60; i++) {
                    write(store, keys);
                    if (random.nextInt(25) == 0) {
                        store.checkpoint();
                        store.settleHistory();
                    }
                }
                check(store);
                if (round % 2 == 1) {
                    // As a kill would leave it: later commits are in the log alone.
                    Path copy = home.resolveSibling(home.getFileName() + "-" + round);
                    copy(home, copy);
                    try (Store killed = Store.open(options(copy))) {
                        check(killed);
                    }
                    Feed.deleteRecursively(copy);
                }
            }
        }
    }

    private void write(Store store, TreeMap<Long, Boolean> keys) {
        WriteSet set = new WriteSet();
        for (int i = 0; i < 5; i++) {
            long id = 10_000L + random.nextInt(400);
            if (i == 0 && keys.containsKey(id) && random.nextInt(3) == 0) {
                set.delete(Feed.POSTS, store.table(Feed.POSTS).ordinal(id), store.position());
                keys.remove(id);
                break;
            }
            set.upsert(Feed.POSTS, post(id));
            keys.put(id, true);
        }
        store.commit(set);
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes)
                            throws java.io.IOException {
                        Files.createDirectories(to.resolve(from.relativize(directory)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws java.io.IOException {
                        Files.copy(file, to.resolve(from.relativize(file)));
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    @Test
    void indexesAreRebuiltWhileRowsAreWritten() throws Exception {
        TreeMap<Long, Boolean> keys = new TreeMap<>();
        try (Store store = Feed.withPosts(StoreOptions.inMemory())) {
            define(store, false);
            build(store);
            for (int i = 0; i < 200; i++) {
                write(store, keys);
            }
            AtomicBoolean done = new AtomicBoolean();
            Thread rebuilding =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < 10; i++) {
                                            build(store);
                                        }
                                        done.set(true);
                                    });
            while (!done.get()) {
                write(store, keys);
                assertTrue(store.index(TEXTS).isReady());
            }
            rebuilding.join();
            check(store);
        }
    }

    @Test
    void aBuildThatIsCancelledLeavesTheOldIndex() {
        try (Store store = Feed.withPosts(StoreOptions.inMemory())) {
            define(store, false);
            build(store);
            assertThrows(
                    IllegalStateException.class,
                    () ->
                            store.buildIndex(
                                    TEXTS,
                                    () -> {
                                        throw new IllegalStateException("cancelled");
                                    }));
            check(store);
        }
    }

    @Test
    void aDroppedIndexIsGoneAndItsFilesToo(@TemporaryHome Path home) throws Exception {
        Feed.withPosts(options(home)).close();
        try (Store store = Store.open(options(home))) {
            define(store, false);
            build(store);
            assertTrue(Files.exists(new DirectoryLayout(home).texts().resolve(TEXTS + "-1")));
            store.commit(
                    new WriteSet().changeSchema(schema -> schema.withoutIndex("posts_title_text")));
            assertEquals(
                    ErrorCode.UNKNOWN_INDEX,
                    assertThrows(TidalException.class, () -> store.index(TEXTS)).code());
        }
        Store.open(options(home)).close();
        assertFalse(Files.exists(new DirectoryLayout(home).texts().resolve(TEXTS + "-1")));
    }

    @Test
    void aDamagedIndexIsMadeAnew(@TemporaryHome Path home) throws Exception {
        Feed.withPosts(options(home)).close();
        try (Store store = Store.open(options(home))) {
            define(store, false);
            build(store);
        }
        Path directory = new DirectoryLayout(home).texts().resolve(TEXTS + "-1");
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("_")) {
                    Files.write(file, new byte[] {1, 2, 3});
                }
            }
        }
        try (Store store = Store.open(options(home))) {
            check(store);
        }
    }
}
