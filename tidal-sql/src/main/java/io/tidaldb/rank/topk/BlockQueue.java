package io.tidaldb.rank.topk;

/** Blocks by their upper bound, the greatest first; equal ones by position. */
public final class BlockQueue {
    private final double[] bounds;
    private final int[] heap;
    private int size;

    /**
     * @param bounds the upper bound of block i's scores at i; −∞ for a block without candidates,
     *     which is left out
     */
    public BlockQueue(double[] bounds, int count) {
        this.bounds = bounds;
        this.heap = new int[count];
        for (int block = 0; block < count; block++) {
            if (bounds[block] > Double.NEGATIVE_INFINITY) {
                heap[size++] = block;
            }
        }
        for (int i = (size >>> 1) - 1; i >= 0; i--) {
            sink(i, heap[i]);
        }
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The greatest bound of the blocks that are left. */
    public double bound() {
        return bounds[heap[0]];
    }

    /** Removes the block with the greatest bound. */
    public int poll() {
        int block = heap[0];
        size--;
        if (size > 0) {
            sink(0, heap[size]);
        }
        return block;
    }

    private void sink(int from, int block) {
        int hole = from;
        for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && above(heap[child + 1], heap[child])) {
                child++;
            }
            if (!above(heap[child], block)) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        heap[hole] = block;
    }

    private boolean above(int block, int other) {
        return bounds[block] > bounds[other] || bounds[block] == bounds[other] && block < other;
    }
}
