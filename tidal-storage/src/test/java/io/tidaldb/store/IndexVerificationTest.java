package io.tidaldb.store;

import static io.tidaldb.store.IndexedPosts.MEANING;
import static io.tidaldb.store.IndexedPosts.MEANINGS;
import static io.tidaldb.store.IndexedPosts.TEXTS;
import static io.tidaldb.store.IndexedPosts.TITLE;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.index.TableIndex;
import io.tidaldb.table.Table;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** What is wrong with an index is found, and nothing else is taken for it. */
class IndexVerificationTest {
    private static final String TEXTS_PART = "index " + IndexedPosts.TEXTS_NAME;
    private static final String MEANINGS_PART = "index " + IndexedPosts.MEANINGS_NAME;

    @TemporaryHome Path home;

    private final Random random = new Random(3);

    /** Posts 1 to 5 of {@link Feed}, and 100 to 149. */
    private Store open() {
        boolean fills = !Files.exists(home.resolve("db"));
        Store store =
                fills
                        ? Feed.withPosts(IndexedPosts.options(home))
                        : Store.open(IndexedPosts.options(home));
        if (fills) {
            WriteSet posts = new WriteSet();
            for (long id = 100; id < 150; id++) {
                Object[] row = IndexedPosts.post(id, random);
                row[MEANING] = new float[] {1, id, 0};
                posts.insert(Feed.POSTS, row);
            }
            store.commit(posts);
            IndexedPosts.define(store, false);
            IndexedPosts.build(store);
        }
        return store;
    }

    private static List<String> findings(VerificationReport report) {
        return report.findings().stream().map(Object::toString).sorted().toList();
    }

    private static List<String> verify(Store store) {
        return findings(store.verify(VerificationListener.SILENT));
    }

    /** Makes indexes differ from the rows, while nothing is written. */
    private static void damage(Store store) {
        Table posts = store.table(Feed.POSTS);
        TableIndex texts = store.index(TEXTS);
        TableIndex meanings = store.index(MEANINGS);
        Object[] row = posts.row(posts.ordinal(101L));
        row[TITLE] = "something else";
        row[MEANING] = new float[] {1, -1, 0};
        put(texts, 101, row);
        put(meanings, 101, row);
        texts.remove(posts.ordinal(102L));
        meanings.remove(posts.ordinal(102L));
    }

    private static void put(TableIndex index, long key, Object[] row) {
        int ordinal = index.table().ordinal(key);
        index.put(ordinal, index.table().bornAt(ordinal), row);
    }

    @Test
    void anOpenStoreComparesItsIndexesWithTheRows() {
        try (Store store = open()) {
            VerificationReport sound = store.verify(VerificationListener.SILENT);
            assertEquals(List.of(), sound.findings());
            assertEquals(55, sound.entries().get(TEXTS_PART));
            assertEquals(55, sound.entries().get(MEANINGS_PART));
            damage(store);
            Table posts = store.table(Feed.POSTS);
            Object[] row = posts.row(posts.ordinal(103L));
            int beyond = posts.size();
            store.index(TEXTS).put(beyond, 1, row);
            store.index(MEANINGS).put(beyond, 1, row);
            List<String> expected =
                    List.of(
                            MEANINGS_PART + ": row 101 is not in it with its vector",
                            MEANINGS_PART + ": row 102 is not in it with its vector",
                            TEXTS_PART + ": row 101 is in it with other texts",
                            TEXTS_PART + ": row 102 is not in it",
                            TEXTS_PART
                                    + ": the row of ordinal "
                                    + beyond
                                    + " is in it, but there is no such row");
            assertEquals(expected, verify(store));
            assertFalse(store.verify(VerificationListener.SILENT).isSound());
            IndexedPosts.build(store);
            assertEquals(List.of(), verify(store));
        }
    }

    @Test
    void whatADeletedRowLeftIsFound() {
        try (Store store = open()) {
            Table posts = store.table(Feed.POSTS);
            int ordinal = posts.ordinal(104L);
            Object[] row = posts.row(ordinal);
            store.commit(new WriteSet().delete(Feed.POSTS, ordinal, store.position()));
            assertEquals(List.of(), verify(store));
            store.index(TEXTS).put(ordinal, 1, row);
            store.index(MEANINGS).put(ordinal, 1, row);
            String what = ": the row of ordinal " + ordinal + " is in it, but there is no such row";
            assertEquals(List.of(MEANINGS_PART + what, TEXTS_PART + what), verify(store));
        }
    }

    @Test
    void textsOnDiskThatCatchingUpWouldLeaveWrongAreFound() {
        try (Store store = open()) {
            damage(store);
        }
        List<String> expected =
                List.of(
                        TEXTS_PART + ": row 101 is in it with other texts",
                        TEXTS_PART + ": row 102 is not in it");
        // What a graph lacks is put into it when it comes back.
        VerificationReport report = Store.verify(home);
        assertEquals(expected, findings(report));
        assertTrue(report.findings().getFirst().isInIndex());
        assertEquals(55, report.entries().get(MEANINGS_PART));
        try (Store store = open()) {
            assertEquals(expected, verify(store));
            IndexedPosts.build(store);
        }
        assertEquals(List.of(), findings(Store.verify(home)));
    }

    @Test
    void whatCameAfterTheLastCommitIsNoFinding() throws Exception {
        Path copy = home.resolveSibling(home.getFileName() + "-copy");
        try (Store store = open()) {
            store.checkpoint();
            store.settleHistory();
            Table posts = store.table(Feed.POSTS);
            store.commit(
                    new WriteSet()
                            .upsert(Feed.POSTS, IndexedPosts.post(110, random))
                            .insert(Feed.POSTS, IndexedPosts.post(7, random))
                            .delete(Feed.POSTS, posts.ordinal(111L), store.position()));
            StoreIndexesTest.copy(home, copy);
        }
        VerificationReport report = Store.verify(copy);
        assertEquals(List.of(), report.findings());
        assertEquals(55, report.entries().get(TEXTS_PART));
        assertEquals(55, report.entries().get(MEANINGS_PART));
        // Another store's files are not this one's indexes.
        assertEquals(
                List.of(),
                Store.verify(copy, null, home.resolve("cache"), VerificationListener.SILENT)
                        .findings());
        Feed.deleteRecursively(copy);
    }

    @Test
    void damagedFilesOfTextsAreNamed() throws Exception {
        open().close();
        Path directory = new DirectoryLayout(home).texts().resolve(TEXTS + "-1");
        Path file;
        try (Stream<Path> files = Files.list(directory)) {
            file = files.filter(f -> f.toString().endsWith(".doc")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        List<String> found = findings(Store.verify(home));
        assertEquals(1, found.size(), found::toString);
        assertTrue(found.getFirst().startsWith(TEXTS_PART + ": The text index in " + directory));
        // It is made anew when the store is opened.
        try (Store store = open()) {
            assertEquals(List.of(), verify(store));
        }
        assertEquals(List.of(), findings(Store.verify(home)));
    }

    @Test
    void writersMakeNoFindings() throws Exception {
        try (Store store = open()) {
            AtomicBoolean stopped = new AtomicBoolean();
            Thread writer =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        Random own = new Random(5);
                                        while (!stopped.get()) {
                                            write(store, own);
                                        }
                                    });
            try {
                for (int i = 0; i < 24; i++) {
                    assertEquals(List.of(), verify(store));
                    if (i % 8 == 0) {
                        IndexedPosts.build(store);
                    }
                }
            } finally {
                stopped.set(true);
                writer.join();
            }
            IndexedPosts.check(store);
        }
    }

    private static void write(Store store, Random random) {
        long id = 100L + random.nextInt(60);
        int ordinal = store.table(Feed.POSTS).ordinal(id);
        if (ordinal >= 0 && random.nextInt(3) == 0) {
            store.commit(new WriteSet().delete(Feed.POSTS, ordinal, store.position()));
        } else {
            store.commit(new WriteSet().upsert(Feed.POSTS, IndexedPosts.post(id, random)));
        }
    }
}
