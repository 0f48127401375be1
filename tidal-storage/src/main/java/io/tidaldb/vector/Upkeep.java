package io.tidaldb.vector;

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happens to a graph in the background: nodes in the tail are linked, retired ones taken out.
 */
final class Upkeep {
    /** A repair begins when a fifth of all nodes are retired, if so many are. */
    private static final int LEAST_RETIRED = 1000;

    private static final int RETIRED_SHARE = 5;

    /** How many nodes a thread links before it looks whether there is something to repair. */
    private static final int BATCH = 64;

    /**
     * How many nodes wait before another thread helps. Searches pass over so many in less time than
     * they would wait for a processor that links.
     */
    private static final int MANY = 1024;

    private static final long WAIT_NANOS = 50_000;
    private static final int[] NOTHING = {};

    private final Nodes nodes;
    private final Linker linker;
    private final Readers readers;
    private final Tail tail;
    private final Executor executor;
    private final int threads;
    private final AtomicInteger active = new AtomicInteger();
    private final Object idle = new Object();
    private final ReentrantLock repairing = new ReentrantLock();

    /** Nodes that were ever retired; written by the writer. */
    private volatile long retired;

    /** Nodes of those that ever were part of a repair; written under the lock. */
    private volatile long repaired;

    /** Written under the lock. */
    private volatile Repair repair;

    /** Nodes that were taken out and are to be used again. */
    private volatile int[] unlinked = NOTHING;

    private volatile Throwable failure;
    private volatile boolean closed;

    Upkeep(Nodes nodes, Linker linker, Readers readers, Tail tail, Executor executor, int threads) {
        this.nodes = nodes;
        this.linker = linker;
        this.readers = readers;
        this.tail = tail;
        this.executor = executor;
        this.threads = threads;
    }

    /** One more node is retired. Writer only. */
    void retired() {
        retired = retired + 1;
    }

    /** How many nodes were retired so far. */
    long retiredSoFar() {
        return retired;
    }

    /** Has a thread begin, if there is work for one more. */
    void wake() {
        int now = active.get();
        boolean more = now == 0 || now < threads && tail.size() > MANY;
        if (more && hasWork(now) && active.compareAndSet(now, now + 1)) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException e) {
                // Nothing more is to be done. What is in the tail stays there, and is found.
                active.decrementAndGet();
                closed = true;
            }
        }
    }

    private boolean hasWork(int workers) {
        return !closed
                && failure == null
                && (tail.hasUnclaimed() || workers == 0 && (repair != null || needsRepair()));
    }

    private boolean needsRepair() {
        long waiting = retired - repaired;
        return waiting >= LEAST_RETIRED && waiting * RETIRED_SHARE >= nodes.limit();
    }

    private void run() {
        try {
            while (!closed && failure == null && (linkSome() | repairSome())) {
                wake();
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            active.decrementAndGet();
            synchronized (idle) {
                idle.notifyAll();
            }
        }
        // Something may have come after the last look.
        wake();
    }

    private boolean linkSome() {
        if (!tail.hasUnclaimed()) {
            return false;
        }
        try (Scratch scratch = readers.enter()) {
            for (int i = 0; i < BATCH && !closed; i++) {
                long place = tail.claim();
                if (place < 0) {
                    break;
                }
                int node = tail.node(place);
                if (nodes.ordinal(node) >= 0) {
                    linker.link(scratch, node);
                }
                tail.linked(place);
            }
        }
        return true;
    }

    private boolean repairSome() {
        if (repair == null && !needsRepair() || !repairing.tryLock()) {
            return false;
        }
        try {
            Repair current = repair;
            if (current == null) {
                if (!needsRepair()) {
                    return false;
                }
                current = beginRepair();
                repair = current;
            }
            if (!current.step()) {
                LockSupport.parkNanos(WAIT_NANOS);
            }
            if (current.isDone()) {
                add(current.nodes());
                repair = null;
            }
            return true;
        } finally {
            repairing.unlock();
        }
    }

    private Repair beginRepair() {
        NodeSet leaving = retiredNodes();
        repaired = repaired + leaving.size();
        return new Repair(nodes, linker, readers, tail, leaving);
    }

    private NodeSet retiredNodes() {
        // What is in the tail is looked up after the ordinals: a retired node never comes into it.
        int limit = nodes.limit();
        NodeSet set = new NodeSet(limit);
        for (int node = 0; node < limit; node++) {
            int ordinal = nodes.ordinal(node);
            if (ordinal < 0 && ordinal != Nodes.FREE) {
                set.add(node);
            }
        }
        tail.forEach(set::remove);
        return set;
    }

    /**
     * Takes nodes that are no ordinal's out of the graph at once, before anybody else knows the
     * index.
     */
    void takeOut(NodeSet leaving) {
        if (isLinked(leaving)) {
            Repair all = new Repair(nodes, linker, readers, tail, leaving);
            while (!all.isDone()) {
                all.step();
            }
        }
        add(leaving.toArray());
    }

    private boolean isLinked(NodeSet some) {
        for (int node = 0; some.size() > 0 && node < nodes.limit(); node++) {
            for (int level = nodes.level(node); level >= 0; level--) {
                int[] links = nodes.links(node, level);
                int at = nodes.linkOffset(node, level);
                int count = nodes.count(links, at, level);
                if (count > 0 && some.contains(node)) {
                    return true;
                }
                for (int i = 1; i <= count; i++) {
                    if (some.contains(links[at + i])) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private synchronized void add(int[] nodesToUse) {
        int[] before = unlinked;
        int[] all = Arrays.copyOf(before, before.length + nodesToUse.length);
        System.arraycopy(nodesToUse, 0, all, before.length, nodesToUse.length);
        unlinked = all;
    }

    /** Nodes to be used again, for which the caller now cares. Writer only. */
    int[] takeUnlinked() {
        if (unlinked.length == 0) {
            return NOTHING;
        }
        synchronized (this) {
            int[] taken = unlinked;
            unlinked = NOTHING;
            return taken;
        }
    }

    void await() throws InterruptedException {
        synchronized (idle) {
            while (!closed && (active.get() > 0 || hasWork(0))) {
                if (failure != null) {
                    break;
                }
                idle.wait(10);
            }
        }
        if (failure != null) {
            throw new IllegalStateException("a graph could not be kept up", failure);
        }
    }

    void close() {
        closed = true;
    }
}
