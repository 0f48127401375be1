package io.tidaldb.rank.evaluation;

import io.tidaldb.column.Blocks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;

/**
 * Buffers of one running execution, taken and given back as a stack, and reused by later
 * executions. The pool is bounded and not tied to threads, so that any number of virtual threads
 * may run statements.
 */
public final class Scratch {
    private static final ArrayBlockingQueue<Scratch> POOL =
            new ArrayBlockingQueue<>(4 * Runtime.getRuntime().availableProcessors());

    private final Stack<double[]> doubles = new Stack<>(() -> new double[Blocks.SIZE]);
    private final Stack<long[]> masks = new Stack<>(Masks::create);
    private final Stack<Selection> selections = new Stack<>(Selection::new);
    private final Stack<Intervals> intervals = new Stack<>(Intervals::new);

    private Scratch() {}

    /** Buffers for one execution. */
    public static Scratch lease() {
        Scratch pooled = POOL.poll();
        return pooled == null ? new Scratch() : pooled;
    }

    /** Gives the buffers back; not after an error, when someone may still hold one. */
    public void giveBack() {
        doubles.depth = 0;
        masks.depth = 0;
        selections.depth = 0;
        intervals.depth = 0;
        POOL.offer(this);
    }

    public double[] pushDoubles() {
        return doubles.push();
    }

    public void popDoubles() {
        doubles.depth--;
    }

    /** A mask with arbitrary bits. */
    public long[] pushMask() {
        return masks.push();
    }

    public void popMask() {
        masks.depth--;
    }

    public Selection pushSelection() {
        return selections.push();
    }

    public void popSelection() {
        selections.depth--;
    }

    public Intervals pushIntervals() {
        return intervals.push();
    }

    public void popIntervals() {
        intervals.depth--;
    }

    private static final class Stack<T> {
        private final List<T> buffers = new ArrayList<>();
        private final Supplier<T> factory;
        private int depth;

        Stack(Supplier<T> factory) {
            this.factory = factory;
        }

        T push() {
            if (depth == buffers.size()) {
                buffers.add(factory.get());
            }
            return buffers.get(depth++);
        }
    }
}
