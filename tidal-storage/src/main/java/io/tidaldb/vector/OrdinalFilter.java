package io.tidaldb.vector;

/**
 * The ordinals that a search may return, as bits. The words are not copied and must not change
 * while a search uses them.
 */
public final class OrdinalFilter {
    private final long[] words;
    private final int cardinality;

    /**
     * @param words bit <i>i</i> of word <i>w</i> is ordinal 64<i>w</i>+<i>i</i>; ordinals beyond
     *     them do not pass
     */
    public OrdinalFilter(long[] words) {
        this(words, count(words));
    }

    /**
     * @param cardinality about how many bits are set; the choice between ways to search depends on
     *     it, and never the result's size
     */
    public OrdinalFilter(long[] words, int cardinality) {
        this.words = words;
        this.cardinality = cardinality;
    }

    private static int count(long[] words) {
        int count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /** Whether an ordinal, which is not negative, passes. */
    public boolean passes(int ordinal) {
        int word = ordinal >>> 6;
        return word < words.length && (words[word] >>> ordinal & 1) != 0;
    }

    /** About how many ordinals pass. */
    public int cardinality() {
        return cardinality;
    }

    long[] words() {
        return words;
    }
}
