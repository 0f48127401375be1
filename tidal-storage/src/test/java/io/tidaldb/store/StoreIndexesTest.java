package io.tidaldb.store;

import static io.tidaldb.store.IndexedPosts.MEANING;
import static io.tidaldb.store.IndexedPosts.MEANINGS;
import static io.tidaldb.store.IndexedPosts.TEXTS;
import static io.tidaldb.store.IndexedPosts.TITLE;
import static io.tidaldb.store.IndexedPosts.build;
import static io.tidaldb.store.IndexedPosts.check;
import static io.tidaldb.store.IndexedPosts.define;
import static io.tidaldb.store.IndexedPosts.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.index.TableIndex;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Indexes follow their tables, whatever happens to either. */
class StoreIndexesTest {
    private final Random random = new Random(4);

    private Object[] post(long id) {
        return IndexedPosts.post(id, random);
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

    static void copy(Path from, Path to) throws Exception {
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
    void aBuildThatIsCancelledLeavesTheOldIndex(@TemporaryHome Path home) {
        Feed.withPosts(options(home)).close();
        try (Store store = Store.open(options(home))) {
            define(store, false);
            build(store);
            WriteSet more = new WriteSet();
            for (long id = 10_000; id < 10_500; id++) {
                more.insert(Feed.POSTS, post(id));
            }
            store.commit(more);
            for (int index : new int[] {TEXTS, MEANINGS}) {
                for (int after = 0; after < 9; after += 4) {
                    int[] left = {after};
                    assertThrows(
                            IllegalStateException.class,
                            () ->
                                    store.buildIndex(
                                            index,
                                            () -> {
                                                if (left[0]-- == 0) {
                                                    throw new IllegalStateException("cancelled");
                                                }
                                            }));
                    check(store);
                }
            }
            assertEquals(List.of(TEXTS + "-1"), textDirectories(home));
            write(store, new TreeMap<>());
            build(store);
            assertEquals(List.of(TEXTS + "-2"), textDirectories(home));
            check(store);
        }
        try (Store store = Store.open(options(home))) {
            check(store);
        }
    }

    private static List<String> textDirectories(Path home) {
        String[] names = new DirectoryLayout(home).texts().toFile().list();
        return names == null ? List.of() : List.of(names);
    }

    @Test
    void aDroppedIndexIsGoneAndItsFilesToo(@TemporaryHome Path home) {
        Feed.withPosts(options(home)).close();
        try (Store store = Store.open(options(home))) {
            define(store, false);
            build(store);
            assertEquals(List.of(TEXTS + "-1"), textDirectories(home));
            try (TextView held = store.index(TEXTS).texts()) {
                TableIndex index = store.index(TEXTS);
                store.commit(
                        new WriteSet()
                                .changeSchema(
                                        schema -> schema.withoutIndex(IndexedPosts.TEXTS_NAME)));
                assertEquals(
                        ErrorCode.UNKNOWN_INDEX,
                        assertThrows(TidalException.class, () -> store.index(TEXTS)).code());
                assertEquals(
                        ErrorCode.UNKNOWN_INDEX,
                        assertThrows(TidalException.class, index::texts).code());
                assertEquals(List.of(), textDirectories(home));
                // What was held before stays as it is.
                TextQuery query =
                        TextQuery.parse("post", held.definition(), TextQuery.Options.DEFAULT);
                assertEquals(5, held.search(query).all(null).size());
            }
        }
        try (Store store = Store.open(options(home))) {
            assertEquals(1, store.schema().indexes().size());
        }
    }

    /** A search that begins while an index is made anew finds what it would before and after. */
    @Test
    void searchesGoOnWhileIndexesAreMadeAnew() throws Exception {
        try (Store store = Feed.withPosts(StoreOptions.inMemory())) {
            define(store, false);
            build(store);
            Object[] row = Feed.post(9_000, null);
            row[TITLE] = "a zephyr";
            row[MEANING] = new float[] {0, 0, 1};
            store.commit(new WriteSet().insert(Feed.POSTS, row));
            int ordinal = store.table(Feed.POSTS).ordinal(9_000L);
            AtomicBoolean stopped = new AtomicBoolean();
            List<CompletableFuture<Void>> searches = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                searches.add(
                        CompletableFuture.runAsync(
                                () -> {
                                    while (!stopped.get()) {
                                        assertEquals(List.of(ordinal), found(store, "zephyr"));
                                        assertEquals(
                                                ordinal,
                                                store.index(MEANINGS)
                                                        .vectors()
                                                        .search(new float[] {0, 0, 1}, 1, null, 9)
                                                        .ordinal(0));
                                    }
                                }));
            }
            for (int i = 0; i < 40; i++) {
                build(store);
            }
            stopped.set(true);
            for (CompletableFuture<Void> search : searches) {
                search.join();
            }
        }
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
