package io.tidaldb.text;

/**
 * A query as a user types it. Any string is one: what is not understood counts as plain words, and
 * what has no words matches nothing.
 *
 * <ul>
 *   <li>{@code two words}: rows with the words, see {@link Matching}
 *   <li>{@code "two words"}: one after the other
 *   <li>{@code +must -not}: required and excluded; with something required the plain words beside
 *       it are optional and only add to the score
 *   <li>{@code a AND b}, {@code a OR b}, {@code NOT a}, {@code (…)}: NOT binds before AND, AND
 *       before OR, OR before words that stand beside another; NOT excludes from what it stands
 *       beside
 *   <li>{@code title:word}, {@code title:"two words"}, {@code title:(…)}: in that column only;
 *       where there is no such column, all are words
 *   <li>{@code rel*}: words that begin so. Each row with one counts the same, whatever its words
 * </ul>
 *
 * Of a query, {@value #MAX_LENGTH} characters and {@value #MAX_WORDS} words are read, and the rest
 * is ignored ({@link #isCut()}); parentheses deeper than {@value #MAX_DEPTH} are, too. Words that
 * the analyzer leaves out (stop words) are left out. A query without words, or with excluded ones
 * only, matches nothing.
 */
public final class TextQuery {
    /** Characters that are read. */
    public static final int MAX_LENGTH = 8_192;

    /** Words that are read, those of phrases included. */
    public static final int MAX_WORDS = 64;

    /** Words that may be misspelt; further ones have to be spelt right. */
    public static final int MAX_FUZZY_WORDS = 16;

    /** Levels of parentheses that are told apart. */
    public static final int MAX_DEPTH = 16;

    /** How many of the words that stand beside another a row has to have. */
    public enum Matching {
        /** All of them. */
        ALL,
        /**
         * Of one or two all, of more two, and of ten or more a fifth, rounded down; and if no row
         * of the index has as many, at least one. A query of two words does not return every row
         * with one of them, and a sentence finds what is about most of it. The rank among the rows
         * is by BM25 over all the words in any case: on the Cranfield collection of long questions
         * a fifth is within 0.01 nDCG@10 of asking for any one word, three quarters lost 0.1.
         */
        MOST,
        /** At least one. */
        ANY
    }

    /**
     * @param matching of words that stand beside another
     * @param fuzzy whether words may be misspelt: one letter in words of 3 to 5 letters, two in
     *     longer ones, never the first letter, in the first {@value #MAX_FUZZY_WORDS} words. Not in
     *     phrases and beginnings. A word stands for at most 50 words of the index in each column,
     *     fewer where the query has many words.
     */
    public record Options(Matching matching, boolean fuzzy) {
        /** Most words, spelt right. */
        public static final Options DEFAULT = new Options(Matching.MOST, false);

        /** Most words, which may be misspelt. */
        public static final Options FUZZY = new Options(Matching.MOST, true);
    }

    private final TextIndexDefinition definition;
    private final Options options;
    private final TextNode root;
    private final boolean cut;

    private TextQuery(TextIndexDefinition definition, Options options, TextNode root, boolean cut) {
        this.definition = definition;
        this.options = options;
        this.root = root;
        this.cut = cut;
    }

    /** Reads a query; never fails, whatever the text. */
    public static TextQuery parse(String text, TextIndexDefinition definition, Options options) {
        QueryParser parser = new QueryParser(text, definition, options.fuzzy());
        TextNode root = parser.parse();
        return new TextQuery(definition, options, root, parser.isCut());
    }

    /** Whether it matches nothing in any index. */
    public boolean isEmpty() {
        return root == null;
    }

    /** Whether a part of the text was too much to be read. */
    public boolean isCut() {
        return cut;
    }

    public Options options() {
        return options;
    }

    TextIndexDefinition definition() {
        return definition;
    }

    /** Null where it matches nothing. */
    TextNode root() {
        return root;
    }

    /** How it was understood, its words as the index has them; columns by number. */
    @Override
    public String toString() {
        return root == null ? "()" : root.toString();
    }
}
