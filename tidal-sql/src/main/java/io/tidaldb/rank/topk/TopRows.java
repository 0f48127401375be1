package io.tidaldb.rank.topk;

/** The k best of the rows that were offered. */
public final class TopRows {
    private final RowHeap heap;
    private final int capacity;

    /**
     * @param capacity k, 1 or more
     */
    public TopRows(int capacity, KeyOrder keys) {
        this.capacity = capacity;
        this.heap = new RowHeap(keys, false);
    }

    /** The score that a row must reach to stand a chance; −∞ while there is room. */
    public double threshold() {
        return heap.size() < capacity ? Double.NEGATIVE_INFINITY : heap.topScore();
    }

    /** Whether the row would be kept. */
    public boolean admits(int ordinal, double score) {
        return heap.size() < capacity || heap.precedesTop(ordinal, score);
    }

    /** Keeps the row if it is among the k best so far. */
    public void offer(int ordinal, double score) {
        if (heap.size() < capacity) {
            heap.push(ordinal, score);
        } else if (heap.precedesTop(ordinal, score)) {
            heap.replaceTop(ordinal, score);
        }
    }

    /** Empties it, best row first. */
    public RowHeap.SortedRows drain() {
        return heap.drain();
    }
}
