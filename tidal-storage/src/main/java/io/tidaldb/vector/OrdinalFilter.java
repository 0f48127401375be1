package io.tidaldb.vector;

import java.util.function.IntPredicate;

/**
 * The ordinals that a search may return, as bits. The words are not copied and must not change
 * while a search uses them.
 */
public final class OrdinalFilter {
    private final long[] words;
    private final int cardinality;
    private final IntPredicate rest;

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
        this(words, cardinality, null);
    }

    /**
     * @param cardinality about how many ordinals pass, as above
     * @param rest what else an ordinal must pass, asked only of those that would be in the result;
     *     or null
     */
    public OrdinalFilter(long[] words, int cardinality, IntPredicate rest) {
        this.words = words;
        this.cardinality = cardinality;
        this.rest = rest;
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
        return word < words.length
                && (words[word] >>> ordinal & 1) != 0
                && (rest == null || rest.test(ordinal));
    }

    /** About how many ordinals pass. */
    public int cardinality() {
        return cardinality;
    }

    /** Those that pass, as far as bits tell. */
    long[] words() {
        return words;
    }
}
