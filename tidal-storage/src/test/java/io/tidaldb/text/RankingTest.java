package io.tidaldb.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.text.TextQuery.Matching;
import io.tidaldb.text.TextQuery.Options;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/** Matches, scores and order against {@link NaiveText}. */
class RankingTest {
    private static final double TOLERANCE = 1e-5;
    private static final int ROWS = 700;

    @Test
    void scoresAreThoseOfBm25() {
        try (TextIndex index = TextIndex.inMemory(Texts.POSTS)) {
            NaiveText naive = fill(index, 1);
            compare(index, naive, 2);
        }
    }

    @Test
    void scoresAreThoseOfBm25AfterChangesWhenCompacted() {
        try (TextIndex index = TextIndex.inMemory(Texts.POSTS)) {
            NaiveText naive = fill(index, 3);
            SplittableRandom random = new SplittableRandom(4);
            for (int i = 0; i < ROWS; i++) {
                int ordinal = random.nextInt(ROWS + 50);
                if (random.nextInt(3) == 0) {
                    index.remove(ordinal);
                    naive.remove(ordinal);
                } else {
                    String[] texts = texts(random);
                    index.put(ordinal, i, texts);
                    naive.put(ordinal, texts);
                }
                if (random.nextInt(20) == 0) {
                    // So that there are segments.
                    index.view().close();
                }
            }
            index.compact();
            compare(index, naive, 5);
        }
    }

    @Test
    void theSameWithManySegments() {
        try (TextIndex index = TextIndex.inMemory(Texts.POSTS)) {
            NaiveText naive = new NaiveText(Texts.POSTS);
            SplittableRandom random = new SplittableRandom(6);
            List<Integer> ordinals = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                ordinals.add(i * 7);
            }
            Collections.shuffle(ordinals, new java.util.Random(7));
            for (int ordinal : ordinals) {
                String[] texts = texts(random);
                index.put(ordinal, ordinal, texts);
                naive.put(ordinal, texts);
                if (random.nextInt(9) == 0) {
                    index.view().close();
                }
            }
            compare(index, naive, 8);
        }
    }

    private static NaiveText fill(TextIndex index, long seed) {
        NaiveText naive = new NaiveText(Texts.POSTS);
        SplittableRandom random = new SplittableRandom(seed);
        for (int ordinal = 0; ordinal < ROWS; ordinal++) {
            String[] texts = texts(random);
            index.put(ordinal, ordinal, texts);
            naive.put(ordinal, texts);
        }
        return naive;
    }

    private static String[] texts(SplittableRandom random) {
        String title = random.nextInt(10) == 0 ? null : Texts.words(random, random.nextInt(8));
        String body = random.nextInt(3) == 0 ? null : Texts.words(random, random.nextInt(60));
        return Texts.post(title, body);
    }

    private static void compare(TextIndex index, NaiveText naive, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (TextView view = index.view()) {
            assertEquals(naive.ordinals().size(), view.rows());
            for (int i = 0; i < 80; i++) {
                String text = Texts.words(random, 1 + random.nextInt(5));
                Matching matching = Matching.values()[random.nextInt(3)];
                Set<String> words = new HashSet<>(naive.words(text));
                int least =
                        switch (matching) {
                            case ALL -> words.size();
                            case MOST -> Math.min(words.size(), Math.max(2, words.size() / 5));
                            case ANY -> 1;
                        };
                Map<Integer, Double> expected = naive.scores(words, least);
                if (expected.isEmpty() && matching == Matching.MOST) {
                    expected = naive.scores(words, 1);
                }
                Options options = new Options(matching, false);
                TextSearch search = view.search(TextQuery.parse(text, Texts.POSTS, options));
                compareAll(expected, search, text);
                IntPredicate accepted = ordinal -> ordinal % 3 != 1;
                compareTop(expected, search, 1 + random.nextInt(30), accepted, text);
                compareTop(expected, search, ROWS * 2, null, text);
            }
        }
    }

    private static void compareAll(Map<Integer, Double> expected, TextSearch search, String text) {
        TextHits all = search.all(null);
        assertArrayEquals(
                expected.keySet().stream().mapToInt(Integer::intValue).toArray(),
                all.ordinals(),
                text);
        for (int i = 0; i < all.size(); i++) {
            assertClose(expected.get(all.ordinal(i)), all.score(i), text);
        }
        int[] asked = new int[ROWS / 2 + 100];
        Arrays.setAll(asked, i -> 2 * i);
        float[] scores = new float[asked.length];
        search.scores(asked, asked.length, scores);
        for (int i = 0; i < asked.length; i++) {
            assertClose(expected.getOrDefault(asked[i], 0.0), scores[i], text);
        }
    }

    private static void compareTop(
            Map<Integer, Double> expected,
            TextSearch search,
            int k,
            IntPredicate accepted,
            String text) {
        TextHits top = search.top(k, accepted);
        double[] wanted =
                expected.entrySet().stream()
                        .filter(row -> accepted == null || accepted.test(row.getKey()))
                        .mapToDouble(row -> -row.getValue())
                        .sorted()
                        .limit(k)
                        .toArray();
        assertEquals(wanted.length, top.size(), text);
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < top.size(); i++) {
            assertTrue(seen.add(top.ordinal(i)), text);
            assertTrue(accepted == null || accepted.test(top.ordinal(i)), text);
            assertClose(-wanted[i], top.score(i), text);
            assertClose(expected.get(top.ordinal(i)), top.score(i), text);
            boolean inOrder =
                    i == 0
                            || top.score(i - 1) > top.score(i)
                            || top.score(i - 1) == top.score(i)
                                    && top.ordinal(i - 1) < top.ordinal(i);
            assertTrue(inOrder, text);
        }
    }

    @Test
    void ofEqualRowsTheFirstOnesAreTheBest() {
        try (TextIndex index = TextIndex.inMemory(Texts.PLAIN)) {
            List<Integer> ordinals = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                ordinals.add(i);
            }
            Collections.shuffle(ordinals, new java.util.Random(9));
            for (int i = 0; i < ordinals.size(); i++) {
                index.put(ordinals.get(i), 0, Texts.plain("one and the same"));
                if (i % 500 == 499) {
                    index.view().close();
                }
            }
            try (TextView view = index.view()) {
                TextHits top = view.search(Texts.query("same")).top(10, null);
                assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, top.ordinals());
                TextHits odd = view.search(Texts.query("one same")).top(4, o -> o % 2 == 1);
                assertArrayEquals(new int[] {1, 3, 5, 7}, odd.ordinals());
            }
        }
    }

    @Test
    void aHeavierColumnCountsMore() {
        try (TextIndex index = TextIndex.inMemory(Texts.POSTS)) {
            index.put(0, 0, Texts.post("nothing here", "jazz tonight"));
            index.put(1, 0, Texts.post("jazz tonight", "nothing here"));
            try (TextView view = index.view()) {
                TextQuery query = TextQuery.parse("jazz", Texts.POSTS, Options.DEFAULT);
                TextHits top = view.search(query).top(2, null);
                assertArrayEquals(new int[] {1, 0}, top.ordinals());
                assertClose(2.0 * top.score(1), top.score(0), "jazz");
            }
        }
    }

    private static void assertClose(double expected, double actual, String text) {
        assertFalse(Math.abs(expected - actual) > TOLERANCE * (1 + expected), text);
    }
}
