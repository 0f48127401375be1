package io.tidaldb.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.text.TextQuery.Options;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

/** What is shown of a text. */
class SnippetsTest {
    private static final SnippetStyle BRACKETS = new SnippetStyle(60, "[", "]", "...", false);

    private static String snippet(String query, String text) {
        return snippet(query, text, BRACKETS);
    }

    private static String snippet(String query, String text, SnippetStyle style) {
        TextQuery parsed = TextQuery.parse(query, Texts.POSTS, Options.DEFAULT);
        return new Snippets(parsed, 1, style).of(text);
    }

    @Test
    void marksWhatMatches() {
        assertEquals("The [dogs] [run] away", snippet("running dog", "The dogs run away"));
        assertEquals(
                "[relative] [relation]s".replace("n]s", "ns]"),
                snippet("rel*", "relative relations"));
        assertEquals("a big [dog], a cat", snippet("dog -cat", "a big dog, a cat"));
        assertEquals("a cat", snippet("title:cat", "a cat"));
        assertEquals("a [cat]", snippet("body:cat", "a cat"));
        assertEquals("nothing here", snippet("cat", "nothing here"));
        assertEquals("nothing here", snippet("", "nothing here"));
        assertEquals("", snippet("cat", ""));
    }

    @Test
    void marksPhrasesWhereTheyAre() {
        assertEquals(
                "rings, a lord, [lord] of the [rings]",
                snippet("\"lord of the rings\"", "rings, a lord, lord of the rings"));
        assertEquals("a [big] dog, [big] [cat]", snippet("\"big cat\" big", "a big dog, big cat"));
    }

    @Test
    void marksMisspeltWordsWhenWanted() {
        TextQuery fuzzy = TextQuery.parse("relativty", Texts.POSTS, Options.FUZZY);
        assertEquals(
                "general [relativity]", new Snippets(fuzzy, 0, BRACKETS).of("general relativity"));
        assertEquals("general relativity", snippet("relativty", "general relativity"));
    }

    @Test
    void showsThePassageWithMostWords() {
        String filler = "Nothing of interest is written in this sentence at all. ";
        String text =
                filler
                        + "A dog and a dog and a dog. "
                        + filler.repeat(3)
                        + "A dog met a cat. "
                        + filler.repeat(3);
        assertEquals(
                "...A [dog] met a [cat]. Nothing of interest is written in this...",
                snippet("dog cat", text));
    }

    @Test
    void aLongSentenceIsCutBetweenWords() {
        String text = "word ".repeat(50) + "target " + "other ".repeat(50);
        String shown = snippet("target", text);
        assertTrue(shown.matches("\\.\\.\\.(word )+\\[target\\]( other)+\\.\\.\\."), shown);
        assertTrue(shown.length() <= 60 + 2 + 6, shown);
    }

    @Test
    void escapesTheTextAndNotTheMarks() {
        assertEquals(
                "1 &lt; 2 &amp; <b>dogs</b> &gt; &quot;cats&#39;&quot; next",
                snippet("dog", "1 < 2 & dogs > \"cats'\"\nnext", SnippetStyle.DEFAULT));
    }

    @Test
    void overlappingWordsAreOneMark() {
        TextIndexDefinition chinese =
                new TextIndexDefinition(
                        java.util.List.of(new TextIndexDefinition.Column("text", 1, false)), "cjk");
        TextQuery query = TextQuery.parse("日本語", chinese, Options.DEFAULT);
        assertEquals("私は[日本語]が", new Snippets(query, 0, BRACKETS).of("私は日本語が"));
    }

    @Test
    void aLengthThatCannotBeIsRefused() {
        for (int length : new int[] {-1, 0, 9, 10_001}) {
            assertEquals(
                    ErrorCode.INVALID_VALUE,
                    assertThrows(
                                    TidalException.class,
                                    () -> new SnippetStyle(length, "", "", "", false))
                            .code());
        }
    }

    @Property(tries = 500)
    void withoutMarksASnippetIsAPieceOfTheText(
            @ForAll long seed, @ForAll @IntRange(min = 10, max = 200) int length) {
        SplittableRandom random = new SplittableRandom(seed);
        String text = Texts.words(random, 1 + random.nextInt(100));
        SnippetStyle style = new SnippetStyle(length, "", "", "", false);
        String query = Texts.words(random, 1 + random.nextInt(4));
        String shown = snippet(query, text, style);
        assertTrue(text.contains(shown), shown);
        assertTrue(shown.length() <= length, shown);
        assertTrue(text.length() <= length ? shown.equals(text) : !shown.isEmpty(), shown);
        String marked = snippet(query, text, new SnippetStyle(length, "[", "]", "", false));
        assertEquals(shown, marked.replaceAll("[\\[\\]]", ""));
        boolean matches =
                !snippet(query, text, new SnippetStyle(10_000, "[", "]", "", false)).equals(text);
        assertEquals(matches, marked.indexOf('[') >= 0, marked);
    }
}
