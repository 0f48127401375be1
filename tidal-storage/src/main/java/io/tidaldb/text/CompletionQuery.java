package io.tidaldb.text;

/**
 * A text that is being typed.
 *
 * @param typed may be anything; without a letter there are no completions
 * @param column the place of a column that the definition has completed
 * @param unit what is completed
 * @param fuzzy whether a letter may be misspelt
 */
public record CompletionQuery(String typed, int column, Unit unit, boolean fuzzy) {
    /** Characters of a typed text; one that is longer has no completed words. */
    public static final int MAX_TYPED = 256;

    /** Characters of a word; one that is longer has no completions. */
    public static final int MAX_WORD = 64;

    /** What is completed. */
    public enum Unit {
        /**
         * The last word of what was typed, to a word of the column in a row that has the words
         * before it as well, but to none of these.
         */
        WORD,
        /** All that was typed, of which 64 characters count, to a whole text of the column. */
        WHOLE
    }
}
