package io.tidaldb.text;

import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;

import java.io.IOException;
import java.util.function.IntPredicate;

/**
 * Keeps the best rows in a heap of numbers, the worst on top: the score's bits above the complement
 * of the ordinal, so that a greater number is a better row, and a smaller ordinal the better of two
 * with one score.
 *
 * <p>A segment's rows come in the order of their ordinals. So once they are past the worst row
 * kept, one with that row's score is no better, and Lucene is told to pass such rows over.
 */
final class TopRows implements LeafCollector {
    private final long[] heap;
    private final IntPredicate accepted;
    private int size;
    private int[] ordinals;
    private Scorable scorer;
    private float least;
    private int passed;

    /**
     * @param capacity how many to keep, at least 1
     * @param accepted which rows count; null means all
     */
    TopRows(int capacity, IntPredicate accepted) {
        heap = new long[capacity];
        this.accepted = accepted;
    }

    /** What comes next is of a segment with these rows. */
    void enter(int[] segmentOrdinals) {
        ordinals = segmentOrdinals;
        passed = segmentOrdinals[0];
    }

    TextHits hits() {
        return TextHits.ofRanked(heap, size);
    }

    int size() {
        return size;
    }

    @Override
    public void setScorer(Scorable next) throws IOException {
        scorer = next;
        if (size == heap.length) {
            raise();
        }
    }

    @Override
    public void collect(int doc) throws IOException {
        float score = scorer.score();
        if (score < least) {
            return;
        }
        int ordinal = ordinals[doc];
        long entry = (long) Float.floatToRawIntBits(score) << 32 | ~ordinal & 0xFFFF_FFFFL;
        if (size == heap.length && entry < heap[0] || accepted != null && !accepted.test(ordinal)) {
            return;
        }
        if (size < heap.length) {
            siftUp(entry);
            if (size < heap.length) {
                return;
            }
        } else {
            siftDown(entry);
        }
        passed = ordinal;
        raise();
    }

    /** Says what a row has to score at least from here on. */
    private void raise() throws IOException {
        float worst = Float.intBitsToFloat((int) (heap[0] >>> 32));
        least = passed >= ~(int) heap[0] ? Math.nextUp(worst) : worst;
        scorer.setMinCompetitiveScore(least);
    }

    private void siftUp(long entry) {
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (heap[parent] <= entry) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = entry;
    }

    private void siftDown(long entry) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (entry <= heap[child]) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = entry;
    }
}
