package io.tidaldb.vector;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Who is walking the graph, so that a node is not used again while somebody may still hold it
 * (epoch-based reclamation: Fraser, Practical lock-freedom, 2004). What walkers need is lent to
 * them with the right to walk; there are as many sets of it as have ever walked at once.
 */
final class Readers {
    private final Supplier<Scratch> scratches;
    private final AtomicLong epoch = new AtomicLong(1);
    private volatile Scratch[] all = {};

    Readers(Supplier<Scratch> scratches) {
        this.scratches = scratches;
    }

    /** Begins a walk, which ends with {@link Scratch#close}. */
    Scratch enter() {
        long now = epoch.get();
        Scratch[] known = all;
        int n = known.length;
        if (n > 0) {
            int first = (int) (Thread.currentThread().threadId() % n);
            for (int i = 0; i < n; i++) {
                Scratch scratch = known[first + i < n ? first + i : first + i - n];
                if (scratch.tryEnter(now)) {
                    return scratch;
                }
            }
        }
        Scratch scratch = scratches.get();
        scratch.tryEnter(now);
        add(scratch);
        return scratch;
    }

    private synchronized void add(Scratch scratch) {
        Scratch[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = scratch;
        all = more;
    }

    /**
     * Begins an epoch and returns its number. Walks that begin from now on see what was done
     * before.
     */
    long advance() {
        return epoch.incrementAndGet();
    }

    /** Whether all walks that began before an epoch have ended. */
    boolean passed(long since) {
        for (Scratch scratch : all) {
            long entered = scratch.entered();
            if (entered != 0 && entered < since) {
                return false;
            }
        }
        return true;
    }

    long byteSize() {
        long sum = 0;
        for (Scratch scratch : all) {
            sum += scratch.byteSize();
        }
        return sum;
    }
}
