package io.tidaldb.text;

import static io.tidaldb.text.Texts.matches;
import static io.tidaldb.text.Texts.plain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.testing.TemporaryHome;
import io.tidaldb.text.UnusableIndexException.Reason;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Changes, commits, and what is there after opening again. */
class TextIndexTest {
    private static final String OWNER = "store 1";

    @Test
    void changesAreSeenAtOnce() {
        try (TextIndex index = TextIndex.inMemory(Texts.PLAIN)) {
            SplittableRandom random = new SplittableRandom(11);
            Map<Integer, String> rows = new TreeMap<>();
            for (int i = 0; i < 200; i++) {
                int ordinal = random.nextInt(60);
                if (random.nextInt(4) == 0) {
                    index.remove(ordinal);
                    rows.remove(ordinal);
                } else {
                    String word = "word" + random.nextInt(10);
                    index.put(ordinal, i, plain(word));
                    rows.put(ordinal, word);
                }
                String word = "word" + random.nextInt(10);
                List<Integer> expected =
                        rows.keySet().stream().filter(o -> rows.get(o).equals(word)).toList();
                assertEquals(expected, matches(index, word));
            }
        }
    }

    @Test
    void aViewStaysAsItIs() {
        TextIndex index = Texts.index("one", "two");
        TextView before = index.view();
        index.remove(0);
        index.put(1, 5, plain("three"));
        index.put(2, 6, plain("one"));
        TextView after = index.view();
        index.compact();
        assertEquals(List.of(1, 2), matches(index, "three OR one"));
        index.close();
        assertEquals(Map.of(0, 0L, 1, 1L), births(before));
        assertEquals(Map.of(1, 5L, 2, 6L), births(after));
        assertEquals(1, before.search(Texts.query("one")).all(null).size());
        assertEquals(2, after.search(Texts.query("one OR three")).top(9, null).size());
        before.close();
        before.close();
        after.close();
        assertEquals(ErrorCode.CLOSED, assertThrows(TidalException.class, before::rows).code());
        assertEquals(ErrorCode.CLOSED, assertThrows(TidalException.class, index::view).code());
        assertEquals(
                ErrorCode.CLOSED,
                assertThrows(TidalException.class, () -> index.put(9, 9, plain("x"))).code());
        assertEquals(
                ErrorCode.CLOSED, assertThrows(TidalException.class, () -> index.commit(1)).code());
        index.close();
    }

    private static Map<Integer, Long> births(TextView view) {
        Map<Integer, Long> births = new TreeMap<>();
        view.check((ordinal, birth, digest) -> births.put(ordinal, birth));
        return births;
    }

    @Test
    void aCheckShowsEachRowOnce() {
        try (TextIndex index = TextIndex.inMemory(Texts.POSTS)) {
            index.put(3, 30, Texts.post("a", null));
            index.put(4, 40, Texts.post("a", ""));
            index.view().close();
            index.put(3, 31, Texts.post(null, "a"));
            index.put(3, 32, Texts.post(null, "a"));
            index.put(5, 50, Texts.post(null, null));
            index.remove(4);
            index.put(4, 41, Texts.post("b", "c"));
            Map<Integer, List<Long>> rows = new TreeMap<>();
            try (TextView view = index.view()) {
                view.check(
                        (ordinal, birth, digest) ->
                                assertEquals(null, rows.put(ordinal, List.of(birth, digest))));
            }
            assertEquals(
                    Map.of(
                            3, List.of(32L, TextDigest.of(Texts.post(null, "a"))),
                            4, List.of(41L, TextDigest.of(Texts.post("b", "c"))),
                            5, List.of(50L, TextDigest.of(Texts.post(null, null)))),
                    rows);
            assertTrue(TextDigest.of(Texts.post("a", null)) != TextDigest.of(Texts.post("a", "")));
            assertTrue(
                    TextDigest.of(Texts.post("ab", "c")) != TextDigest.of(Texts.post("a", "bc")));
        }
    }

    @Test
    void isOpenedAsItWasCommitted(@TemporaryHome Path home) throws Exception {
        Path directory = home.resolve("index");
        try (TextIndex index = TextIndex.create(directory, Texts.PLAIN, OWNER)) {
            assertEquals(0, index.position());
            feed(index, 0, 500);
            index.commit(500);
            assertEquals(500, index.position());
            feed(index, 500, 700);
        }
        Map<Integer, List<Long>> expected;
        try (TextIndex whole = TextIndex.inMemory(Texts.PLAIN)) {
            feed(whole, 0, 800);
            expected = rows(whole);
        }
        try (TextIndex index = TextIndex.open(directory, Texts.PLAIN, OWNER)) {
            assertEquals(500, index.position());
            try (TextIndex half = TextIndex.inMemory(Texts.PLAIN)) {
                feed(half, 0, 500);
                assertEquals(rows(half), rows(index));
            }
            // Some of it twice.
            feed(index, 450, 800);
            assertEquals(expected, rows(index));
            index.commit(800);
        }
        try (TextIndex index = TextIndex.open(directory, Texts.PLAIN, OWNER)) {
            assertEquals(800, index.position());
            assertEquals(expected, rows(index));
        }
    }

    @Test
    void aKilledProcessLeavesTheLastCommit(@TemporaryHome Path home) throws Exception {
        Path directory = home.resolve("index");
        Path copy = home.resolve("copy");
        try (TextIndex index = TextIndex.create(directory, Texts.PLAIN, OWNER)) {
            feed(index, 0, 300);
            index.commit(300);
            for (int i = 300; i < 600; i += 20) {
                feed(index, i, i + 20);
                matches(index, "word1");
            }
            copy(directory, copy);
        }
        try (TextIndex index = TextIndex.open(copy, Texts.PLAIN, OWNER);
                TextIndex expected = TextIndex.inMemory(Texts.PLAIN)) {
            assertEquals(300, index.position());
            feed(expected, 0, 300);
            assertEquals(rows(expected), rows(index));
            feed(index, 300, 600);
            feed(expected, 300, 600);
            assertEquals(rows(expected), rows(index));
        }
    }

    /** A log of changes from one position to another, always the same. */
    private static void feed(TextIndex index, int from, int to) {
        for (int position = from; position < to; position++) {
            SplittableRandom random = new SplittableRandom(position);
            int ordinal = random.nextInt(200);
            if (random.nextInt(5) == 0) {
                index.remove(ordinal);
            } else {
                index.put(ordinal, position, plain("word" + random.nextInt(9) + " and more"));
            }
        }
    }

    private static Map<Integer, List<Long>> rows(TextIndex index) {
        Map<Integer, List<Long>> rows = new TreeMap<>();
        try (TextView view = index.view()) {
            view.check((ordinal, birth, digest) -> rows.put(ordinal, List.of(birth, digest)));
            assertEquals(rows.size(), view.rows());
            int found = view.search(Texts.query("more")).all(null).size();
            assertEquals(rows.size(), found);
        }
        return rows;
    }

    /** As it may be read while segments come and go. */
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                if (Files.exists(file)) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    @Test
    void anUnusableIndexSaysWhy(@TemporaryHome Path home) throws Exception {
        Path directory = home.resolve("index");
        assertEquals(Reason.ABSENT, unusable(directory, Texts.PLAIN, OWNER));
        Files.createDirectories(directory);
        assertEquals(Reason.ABSENT, unusable(directory, Texts.PLAIN, OWNER));
        Files.writeString(directory.resolve("other.txt"), "not an index");
        assertEquals(Reason.ABSENT, unusable(directory, Texts.PLAIN, OWNER));
        try (TextIndex index = TextIndex.create(directory, Texts.PLAIN, OWNER)) {
            index.put(0, 1, plain("one"));
            index.commit(1);
        }
        assertEquals(Reason.FOREIGN, unusable(directory, Texts.PLAIN, "store 2"));
        assertEquals(Reason.OTHER_DEFINITION, unusable(directory, Texts.POSTS, OWNER));
        TextIndexDefinition german = new TextIndexDefinition(Texts.PLAIN.columns(), "german");
        assertEquals(Reason.OTHER_DEFINITION, unusable(directory, german, OWNER));
        try (TextIndex index = TextIndex.open(directory, Texts.PLAIN, OWNER)) {
            assertEquals(List.of(0), matches(index, "one"));
        }
        try (TextIndex index = TextIndex.create(directory, german, "store 2")) {
            assertEquals(0, index.position());
            assertEquals(List.of(), matches(index, "one"));
        }
        assertEquals(0, TextIndex.open(directory, german, "store 2").position());
    }

    private static Reason unusable(Path directory, TextIndexDefinition definition, String owner) {
        return assertThrows(
                        UnusableIndexException.class,
                        () -> TextIndex.open(directory, definition, owner).close())
                .reason();
    }

    @Test
    void damageIsFoundWhereverItIs(@TemporaryHome Path home) throws Exception {
        Path directory = home.resolve("index");
        try (TextIndex index = TextIndex.create(directory, Texts.PLAIN, OWNER)) {
            feed(index, 0, 300);
            index.commit(300);
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files =
                    all.filter(file -> !file.endsWith("write.lock") && file.toFile().length() > 0)
                            .sorted()
                            .toList();
        }
        assertTrue(files.size() > 5, files.toString());
        SplittableRandom random = new SplittableRandom(12);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            byte[] changed = whole.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, changed);
            assertUnusable(directory, file + " changed");
            Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
            assertUnusable(directory, file + " cut");
            Files.delete(file);
            assertUnusable(directory, file + " deleted");
            Files.write(file, whole);
        }
        try (TextIndex index = TextIndex.open(directory, Texts.PLAIN, OWNER)) {
            assertEquals(300, index.position());
        }
    }

    private static void assertUnusable(Path directory, String what) {
        UnusableIndexException unusable =
                assertThrows(
                        UnusableIndexException.class,
                        () -> TextIndex.open(directory, Texts.PLAIN, OWNER).close(),
                        what);
        assertTrue(
                List.of(Reason.DAMAGED, Reason.ABSENT, Reason.OTHER_RELEASE)
                        .contains(unusable.reason()),
                what + ": " + unusable);
    }

    @Test
    void oneDirectoryIsOpenOnce(@TemporaryHome Path home) throws Exception {
        Path directory = home.resolve("index");
        try (TextIndex index = TextIndex.create(directory, Texts.PLAIN, OWNER)) {
            index.put(0, 1, plain("one"));
            index.commit(1);
            assertThrows(TidalException.class, () -> TextIndex.open(directory, Texts.PLAIN, OWNER));
            assertThrows(
                    TidalException.class, () -> TextIndex.create(directory, Texts.PLAIN, OWNER));
            index.put(1, 2, plain("two"));
            index.commit(2);
        }
        try (TextIndex index = TextIndex.open(directory, Texts.PLAIN, OWNER)) {
            assertEquals(List.of(0, 1), matches(index, "one OR two"));
        }
    }

    @Test
    void badRowsAreRefused() {
        try (TextIndex index = TextIndex.inMemory(Texts.PLAIN)) {
            assertThrows(IllegalArgumentException.class, () -> index.put(-1, 0, plain("one")));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> index.put(0, 0, Texts.post("one", "two")));
            index.remove(-1);
            index.remove(Integer.MAX_VALUE);
            index.put(Integer.MAX_VALUE, Long.MIN_VALUE, plain("one"));
            assertEquals(List.of(Integer.MAX_VALUE), matches(index, "one"));
        }
    }

    @Test
    void oddTextsAreTexts() {
        try (TextIndex index = TextIndex.inMemory(Texts.PLAIN)) {
            index.put(0, 0, plain("x".repeat(100_000)));
            index.put(1, 0, plain("\ud83d lone \u0000 surrogate \ude00"));
            index.put(2, 0, plain(""));
            index.put(3, 0, plain("word ".repeat(200_000)));
            assertEquals(List.of(1), matches(index, "lone surrogate"));
            assertEquals(List.of(3), matches(index, "word"));
            try (TextView view = index.view()) {
                assertEquals(4, view.rows());
            }
        }
    }
}
