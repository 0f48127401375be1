package io.tidaldb.rank.topk;

import java.util.Arrays;

/**
 * Rows with scores in a binary heap, by score and then key: the first row of all is the one with
 * the highest score and, among equals, the smallest key. The heap keeps either that row or the last
 * one at its top.
 */
public final class RowHeap {
    private static final int INITIAL = 64;

    private final KeyOrder keys;
    private final boolean firstOnTop;
    private int[] ordinals = new int[INITIAL];
    private double[] scores = new double[INITIAL];
    private int size;

    /**
     * @param firstOnTop whether the best row is at the top, or else the worst
     */
    public RowHeap(KeyOrder keys, boolean firstOnTop) {
        this.keys = keys;
        this.firstOnTop = firstOnTop;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int topOrdinal() {
        return ordinals[0];
    }

    public double topScore() {
        return scores[0];
    }

    /** Whether the row comes before the top one in the final order. */
    boolean precedesTop(int ordinal, double score) {
        return precedes(keys, ordinal, score, ordinals[0], scores[0]);
    }

    public void push(int ordinal, double score) {
        if (size == ordinals.length) {
            int length = (int) Math.min(2L * size, Integer.MAX_VALUE - 8);
            ordinals = Arrays.copyOf(ordinals, length);
            scores = Arrays.copyOf(scores, length);
        }
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!above(ordinal, score, ordinals[parent], scores[parent])) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        put(hole, ordinal, score);
    }

    /** Removes the top row. */
    public void pop() {
        size--;
        if (size > 0) {
            sink(ordinals[size], scores[size]);
        }
    }

    /** Puts another row in the top row's place. */
    void replaceTop(int ordinal, double score) {
        sink(ordinal, score);
    }

    /** Empties the heap into arrays of exactly its size, best row first. */
    public SortedRows drain() {
        int count = size;
        int[] sortedOrdinals = new int[count];
        double[] sortedScores = new double[count];
        for (int i = 0; i < count; i++) {
            int at = firstOnTop ? i : count - 1 - i;
            sortedOrdinals[at] = ordinals[0];
            sortedScores[at] = scores[0];
            pop();
        }
        return new SortedRows(sortedOrdinals, sortedScores);
    }

    /** Rows best first. */
    public record SortedRows(int[] ordinals, double[] scores) {}

    private void sink(int ordinal, double score) {
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            int other = child + 1;
            if (other < size
                    && above(ordinals[other], scores[other], ordinals[child], scores[child])) {
                child = other;
            }
            if (!above(ordinals[child], scores[child], ordinal, score)) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        put(hole, ordinal, score);
    }

    private void move(int from, int to) {
        ordinals[to] = ordinals[from];
        scores[to] = scores[from];
    }

    private void put(int at, int ordinal, double score) {
        ordinals[at] = ordinal;
        scores[at] = score;
    }

    private boolean above(int ordinal, double score, int other, double otherScore) {
        return firstOnTop
                ? precedes(keys, ordinal, score, other, otherScore)
                : precedes(keys, other, otherScore, ordinal, score);
    }

    private static boolean precedes(
            KeyOrder keys, int ordinal, double score, int other, double otherScore) {
        return score > otherScore || score == otherScore && keys.compareKeys(ordinal, other) < 0;
    }
}
