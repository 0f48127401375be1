package io.tidaldb.text;

import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** Keeps every row that matches as one number: its ordinal above its score's bits. */
final class AllRows implements LeafCollector {
    private static final int FIRST_CAPACITY = 1_024;

    private final IntPredicate accepted;
    private long[] entries = new long[FIRST_CAPACITY];
    private int size;
    private int[] ordinals;
    private Scorable scorer;

    /**
     * @param accepted which rows count; null means all
     */
    AllRows(IntPredicate accepted) {
        this.accepted = accepted;
    }

    /** What comes next is of a segment with these rows. */
    void enter(int[] segmentOrdinals) {
        ordinals = segmentOrdinals;
    }

    TextHits hits() {
        return TextHits.ofOrdered(entries, size);
    }

    int size() {
        return size;
    }

    @Override
    public void setScorer(Scorable next) {
        scorer = next;
    }

    @Override
    public void collect(int doc) throws IOException {
        int ordinal = ordinals[doc];
        if (accepted != null && !accepted.test(ordinal)) {
            return;
        }
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, size * 2);
        }
        entries[size++] =
                (long) ordinal << 32 | Float.floatToRawIntBits(scorer.score()) & 0xFFFF_FFFFL;
    }
}
