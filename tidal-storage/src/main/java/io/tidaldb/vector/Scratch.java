package io.tidaldb.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What a thread needs while it walks a graph. {@link Readers} lends it. */
final class Scratch implements AutoCloseable {
    private static final VarHandle ENTERED;

    static {
        try {
            ENTERED =
                    MethodHandles.lookup()
                            .findVarHandle(Scratch.class, "entered", long.class)
                            .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Beam beam;

    /** The query, or the node that is being linked. */
    final Probe probe;

    /** A node whose list is being chosen. */
    final Probe base;

    /** A candidate for that list. */
    final Probe candidate;

    final float[] vector;
    final int[] ids;
    final int[] rest = new int[64];
    private float[] scores = new float[64];
    private long[] keys = new long[64];

    /** The epoch in which the walk began; 0 while nobody walks. */
    private volatile long entered;

    Scratch(Nodes nodes) {
        beam = new Beam(nodes);
        probe = new Probe(nodes);
        base = new Probe(nodes);
        candidate = new Probe(nodes);
        vector = new float[nodes.dimension];
        ids = new int[Math.max(64, nodes.capacity(0) + 1)];
    }

    boolean tryEnter(long epoch) {
        return entered == 0 && ENTERED.compareAndSet(this, 0L, epoch);
    }

    long entered() {
        return entered;
    }

    @Override
    public void close() {
        entered = 0;
    }

    /** Room for keys. */
    long[] keys(int count) {
        if (count > keys.length) {
            keys = new long[Math.max(count, 2 * keys.length)];
        }
        return keys;
    }

    /** Room for scores. */
    float[] scores(int count) {
        if (count > scores.length) {
            scores = new float[Math.max(count, 2 * scores.length)];
        }
        return scores;
    }

    long byteSize() {
        return beam.byteSize() + 8L * keys.length;
    }
}
