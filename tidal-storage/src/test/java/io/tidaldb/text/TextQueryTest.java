package io.tidaldb.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.text.TextQuery.Matching;
import io.tidaldb.text.TextQuery.Options;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;

/** What becomes of a query's text. */
class TextQueryTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "word | word",
                "Two Words | (two words)",
                "one ONE one | one",
                "\"two words\" | \"two words\"",
                "“two words” | \"two words\"",
                "\"one\" | one",
                "+must -not may | (+must -not may)",
                "+only | only",
                "a AND b | (a AND b)",
                "a OR b | (a OR b)",
                "a AND NOT b | (a AND -b)",
                "a -b | (a -b)",
                "NOT NOT a | a",
                "a OR b AND c | (a OR (b AND c))",
                "a b OR c d | (a (b OR c) d)",
                "(a OR b) AND c | ((a OR b) AND c)",
                "a (b c) | (a (b c))",
                "((((a)))) | a",
                "title:one two | (0:one two)",
                "TITLE:one | 0:one",
                "title:\"one two\" | 0:\"one two\"",
                "title:(one two) | (0:one 0:two)",
                "-title:one two | (-0:one two)",
                "title:(one body:two) | (0:one 1:two)",
                "author:one | (author:one OR (author one))",
                "author: one | (author one)",
                "author:\"one two\" | (author \"one two\")",
                "title: one | (title one)",
                "rel* | rel*",
                "title:rel* | 0:rel*",
                "wi-fi | (wi fi)",
                "wi-fi* | (wi AND fi*)",
                "* | ()",
                "a* | a*",
                "** | ()",
                "it's | it's",
            })
    void isUnderstood(String text, String structure) {
        assertEquals(structure, standard(text).toString(), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"open quote | (open quote)",
                "close quote\" | (close quote)",
                "(open paren | (open paren)",
                "close) paren | (close paren)",
                ")( | ()",
                "AND | and",
                "OR b | (or b)",
                "a AND | (a and)",
                "a OR | (a or)",
                "a AND OR b | (a (and OR b))",
                "NOT | not",
                "a NOT | (a not)",
                "+ - a | a",
                "+ | ()",
                "- | ()",
                "-a | ()",
                "-a -b | ()",
                "a -(-b) | (a b)",
                "a AND (-b -c) | (a AND -(b OR c))",
                "title: | title",
                "title:) | title",
                ":a | a",
                "a: | a",
                "\"\" | ()",
                "() | ()",
                "(\"\")() | ()",
                "a AND () | a",
                "... !!! | ()",
                "c++ | c",
                "a && b | (a b)",
                "[a TO b] | (a to b)",
                "a^2 | (a 2)",
                "a~1 | (a 1)",
                "/a.b/ | a.b",
                "\\ | ()",
            })
    void degradesToPlainWords(String text, String structure) {
        assertEquals(structure, standard(text).toString(), text);
    }

    @Test
    void analyzesAsTheIndexDoes() {
        assertEquals("(run dog)", english("the Running of DOGS", false).toString());
        assertEquals("relativity*", english("relativity*", false).toString());
        assertEquals("\"lord ring\"", english("\"lord of the rings\"", false).toString());
    }

    @Test
    void ofStopWordsNothingIsLeft() {
        assertTrue(english("the of and", false).isEmpty());
        assertTrue(english("\"the of\" -and", false).isEmpty());
        assertTrue(english("", false).isEmpty());
        assertTrue(english(" \t\n", false).isEmpty());
        assertEquals("cat", english("the AND cat", false).toString());
    }

    @Test
    void fuzzinessGoesWithLength() {
        assertEquals(
                "(ab abc~1 abcde~1 abcdef~2 \"abc def\" abc*)",
                TextQuery.parse("ab abc abcde abcdef \"abc def\" abc*", Texts.PLAIN, Options.FUZZY)
                        .toString());
    }

    @Test
    void theRestOfALongTextIsIgnored() {
        TextQuery words = standard("a1 ".repeat(10) + distinct(1_000));
        assertTrue(words.isCut());
        assertTrue(words.toString().endsWith(" w54)"), words.toString());
        TextQuery one = standard("x".repeat(1 << 20));
        assertTrue(one.isCut());
        assertFalse(one.isEmpty());
        assertFalse(standard(distinct(TextQuery.MAX_WORDS)).isCut());
        assertTrue(standard("-".repeat(1 << 20)).isEmpty());
    }

    private static String distinct(int count) {
        StringBuilder words = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            words.append(" w").append(i);
        }
        return words.toString();
    }

    @Test
    void deepNestingIsRead() {
        String deep = "(".repeat(4_000) + "a" + ")".repeat(4_000);
        assertEquals("a", standard(deep).toString());
        assertEquals("a", standard("NOT ".repeat(2_000) + "a").toString());
        String alternating = "(a OR ".repeat(1_000) + "b" + " AND c)".repeat(1_000);
        assertFalse(standard(alternating).isEmpty());
        assertFalse(standard("a AND ".repeat(1_300) + "b").isEmpty());
    }

    @Property(tries = 200)
    void anyTextCanBeSearchedFor(
            @ForAll("texts") String text, @ForAll boolean fuzzy, @ForAll Matching matching) {
        TextQuery query = TextQuery.parse(text, Texts.POSTS, new Options(matching, fuzzy));
        try (TextView view = Shared.INDEX.view()) {
            TextSearch search = view.search(query);
            TextHits all = search.all(null);
            TextHits top = search.top(3, null);
            assertEquals(Math.min(3, all.size()), top.size());
            assertTrue(!query.isEmpty() || all.size() == 0);
            int[] ordinals = {0, 1, 2, 3, 4};
            float[] scores = new float[5];
            search.scores(ordinals, 5, scores);
            for (int ordinal : ordinals) {
                int place = Arrays.binarySearch(all.ordinals(), ordinal);
                assertEquals(place < 0 ? 0 : all.score(place), scores[ordinal], 1e-5);
            }
            for (CompletionQuery.Unit unit : CompletionQuery.Unit.values()) {
                CompletionQuery typed = new CompletionQuery(text, 0, unit, fuzzy);
                assertTrue(view.complete(typed, 5, null, o -> o).size() <= 5);
            }
        }
        String snippet = new Snippets(query, 0, SnippetStyle.DEFAULT).of(text);
        assertTrue(snippet.indexOf('\n') < 0);
    }

    /** Made once for all tries. */
    private static final class Shared {
        static final TextIndex INDEX = TextIndex.inMemory(Texts.POSTS);

        static {
            List<String> titles =
                    List.of(
                            "the special theory of relativity",
                            "title body and more",
                            "a b c d e f",
                            "日本語 emoji 😀",
                            "or not");
            for (int i = 0; i < titles.size(); i++) {
                INDEX.put(i, i, Texts.post(titles.get(i), titles.get(4 - i)));
            }
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces =
                Arbitraries.of(
                        "a",
                        "b",
                        "relativity",
                        "specil",
                        "theory",
                        " ",
                        " ",
                        " ",
                        "\"",
                        "(",
                        ")",
                        "+",
                        "-",
                        "AND",
                        " OR ",
                        " NOT ",
                        "title:",
                        "body:",
                        "foo:",
                        "*",
                        "😀",
                        "\ud83d",
                        "\ude00",
                        "\u0000",
                        "\u202e",
                        "日本語",
                        "~",
                        "^",
                        "\\",
                        "/",
                        "[",
                        "{",
                        "\n",
                        "'",
                        "“",
                        "\uffff",
                        "&&",
                        "||",
                        "!",
                        "?",
                        ":");
        Arbitrary<String> built = pieces.list().ofMaxSize(40).map(list -> String.join("", list));
        return Arbitraries.oneOf(built, Arbitraries.strings().ofMaxLength(60));
    }

    private static TextQuery standard(String text) {
        TextIndexDefinition definition = new TextIndexDefinition(Texts.POSTS.columns(), "standard");
        return TextQuery.parse(text, definition, Options.DEFAULT);
    }

    private static TextQuery english(String text, boolean fuzzy) {
        return TextQuery.parse(text, Texts.POSTS, new Options(Matching.MOST, fuzzy));
    }
}
