package io.tidaldb.text;

import static io.tidaldb.text.Texts.index;
import static io.tidaldb.text.Texts.matches;
import static io.tidaldb.text.Texts.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.text.TextQuery.Matching;
import io.tidaldb.text.TextQuery.Options;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Which rows queries find. */
class TextSearchTest {
    private static final String[] FILMS = {
        "special relativity explained",
        "general relativity",
        "a special dog",
        "dog and cat special relations",
        "the cat",
    };

    private static List<Integer> films(String query) {
        try (TextIndex index = index(FILMS)) {
            return matches(index, query);
        }
    }

    private static List<Integer> films(String query, Options options) {
        try (TextIndex index = index(FILMS)) {
            return matches(index, TextQuery.parse(query, Texts.PLAIN, options));
        }
    }

    @Test
    void findsByTheLanguage() {
        assertEquals(List.of(0, 2, 3), films("special"));
        assertEquals(List.of(0), films("\"special relativity\""));
        assertEquals(List.of(), films("\"relativity special\""));
        assertEquals(List.of(3, 4), films("cat -explained"));
        assertEquals(List.of(0, 2), films("special -cat"));
        assertEquals(List.of(0, 2, 3), films("+special cat"));
        assertEquals(List.of(1, 3, 4), films("general OR cat"));
        assertEquals(List.of(3), films("special AND (cat OR general)"));
        assertEquals(List.of(0, 1, 3), films("rel*"));
        assertEquals(List.of(0, 3), films("rel* AND spec*"));
        assertEquals(List.of(0, 1), films("text:relativity"));
        assertEquals(List.of(), films(""));
        assertEquals(List.of(), films("-special"));
    }

    @Test
    void wordsBesideAnotherDegrade() {
        assertEquals(List.of(0), films("special relativity"));
        assertEquals(List.of(0, 2, 3), films("special unheard"));
        assertEquals(List.of(), films("special unheard", new Options(Matching.ALL, false)));
        assertEquals(
                List.of(0, 1, 2, 3), films("special relativity", new Options(Matching.ANY, false)));
        // Two of three.
        assertEquals(List.of(0, 3), films("special relativity cat"));
        // Three of four, which none has.
        assertEquals(List.of(0, 1, 3, 4), films("relativity cat unheard unknown"));
    }

    @Test
    void whatAQueryMeansDoesNotDependOnConditions() {
        try (TextIndex index = index(FILMS);
                TextView view = index.view()) {
            TextQuery query = query("special relativity");
            assertEquals(0, view.search(query).top(5, ordinal -> ordinal != 0).size());
            assertEquals(0, view.search(query).all(ordinal -> ordinal != 0).size());
            float[] scores = new float[4];
            view.search(query).scores(new int[] {1, 2, 3, 99}, 4, scores);
            assertArrayEquals(new float[4], scores);
            TextSearch degraded = view.search(query("special unheard"));
            degraded.scores(new int[] {1, 2, 3, 99}, 4, scores);
            assertTrue(scores[0] == 0 && scores[1] > 0 && scores[2] > 0 && scores[3] == 0);
            assertArrayEquals(new int[] {2, 3}, degraded.all(ordinal -> ordinal > 0).ordinals());
            assertEquals(1, degraded.top(1, ordinal -> ordinal > 0).size());
        }
    }

    @Test
    void misspeltWordsAreFoundWhenWanted() {
        assertEquals(List.of(0), films("specal relativty", Options.FUZZY));
        assertEquals(List.of(), films("relativty"));
        assertEquals(List.of(2, 3), films("dgo", Options.FUZZY));
        assertEquals(List.of(), films("god", Options.FUZZY));
        // Stems are as good.
        try (TextIndex index = TextIndex.inMemory(Texts.POSTS)) {
            index.put(7, 0, Texts.post("Special relativity explained", null));
            TextQuery query = TextQuery.parse("specs relativty", Texts.POSTS, Options.FUZZY);
            assertEquals(List.of(7), matches(index, query));
        }
    }

    @Test
    void aRightlySpeltRowIsTheBest() {
        try (TextIndex index = index("relativty", "relativity", "relativity")) {
            try (TextView view = index.view()) {
                TextQuery query = TextQuery.parse("relativty", Texts.PLAIN, Options.FUZZY);
                assertEquals(0, view.search(query).top(1, null).ordinal(0));
            }
        }
    }

    @Test
    void beginningsOfStemmedWordsAreFound() {
        try (TextIndex index = TextIndex.inMemory(Texts.POSTS)) {
            index.put(0, 0, Texts.post("General Relativity", null));
            for (String typed : List.of("rel*", "relativ*", "relativi*", "Relativity*")) {
                assertEquals(List.of(0), matches(index, typed), typed);
            }
            assertEquals(List.of(), matches(index, "relativityx*"));
        }
    }

    @Test
    void columnsAreSearchedTogetherOrAlone() {
        try (TextIndex index = TextIndex.inMemory(Texts.POSTS)) {
            index.put(0, 0, Texts.post("jazz", "tonight"));
            index.put(1, 0, Texts.post("tonight", "jazz"));
            assertEquals(List.of(0, 1), matches(index, "jazz tonight"));
            assertEquals(List.of(0), matches(index, "title:jazz"));
            assertEquals(List.of(1), matches(index, "body:jazz AND title:tonight"));
            assertEquals(List.of(0), matches(index, "body:(tonight -jazz)"));
        }
    }

    @Test
    void moreRowsThanThereAreCanBeWanted() {
        try (TextIndex index = index(FILMS);
                TextView view = index.view()) {
            assertEquals(3, view.search(query("special")).top(Integer.MAX_VALUE, null).size());
            assertEquals(0, view.search(query("special")).top(0, null).size());
            assertEquals(1, view.search(query("special")).top(1, null).size());
        }
        try (TextIndex empty = TextIndex.inMemory(Texts.PLAIN);
                TextView view = empty.view()) {
            assertEquals(0, view.search(query("special")).top(5, null).size());
            assertEquals(0, view.search(query("special")).all(null).size());
            float[] scores = {1};
            view.search(query("special")).scores(new int[] {0}, 1, scores);
            assertEquals(0, scores[0]);
        }
    }

    @Test
    void manyMisspeltWordsStayWithinLucenesLimits() {
        TextIndexDefinition wide =
                new TextIndexDefinition(
                        java.util.stream.IntStream.range(0, TextIndexDefinition.MAX_COLUMNS)
                                .mapToObj(i -> new TextIndexDefinition.Column("c" + i, 1, false))
                                .toList(),
                        "standard");
        try (TextIndex index = TextIndex.inMemory(wide)) {
            StringBuilder words = new StringBuilder();
            for (char a = 'a'; a <= 'f'; a++) {
                for (char b = 'a'; b <= 'z'; b++) {
                    words.append("word").append(a).append(b).append(' ');
                }
            }
            String text = words.toString();
            String[] texts = new String[TextIndexDefinition.MAX_COLUMNS];
            java.util.Arrays.fill(texts, text);
            index.put(0, 0, texts);
            for (Matching matching : Matching.values()) {
                Options options = new Options(matching, true);
                assertEquals(List.of(0), matches(index, TextQuery.parse(text, wide, options)));
            }
            TextQuery few = TextQuery.parse("wordxx wordyy", wide, Options.FUZZY);
            assertEquals(List.of(0), matches(index, few));
        }
    }

    @Test
    void aQueryOfAnotherDefinitionIsRefused() {
        try (TextIndex index = index(FILMS);
                TextView view = index.view()) {
            TextQuery other = TextQuery.parse("a", Texts.POSTS, Options.DEFAULT);
            assertThrows(IllegalArgumentException.class, () -> view.search(other));
        }
    }
}
