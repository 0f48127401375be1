package io.tidaldb.store;

import io.tidaldb.ledger.SignalLedger;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * What was counted lately of the past, so that a statement that asks again for the same moment, or
 * for the next page, has it at once. The least recently used go when all take too much memory.
 */
final class PastLedgers {
    private static final long LEAST_BYTES = 64L << 20;

    /** Which part of the heap they may take. */
    private static final long HEAP_PART = 8;

    private record Key(int signal, long moment) {}

    /**
     * A ledger of the past.
     *
     * @param position the log position up to which it is counted
     */
    record Counted(SignalLedger ledger, long position) {}

    private static final class Past {
        /** Held by the one thread that counts. */
        private final ReentrantLock counting = new ReentrantLock();

        private volatile Counted counted;

        /** As of when it was counted; guarded by the map. */
        private long bytes;
    }

    private final long capacity =
            Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / HEAP_PART);

    /** In the order of their last use. */
    private final LinkedHashMap<Key, Past> pasts = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    /**
     * The ledger of a signal at a moment.
     *
     * @param to the log position up to which it must be counted
     * @param interruption ends the waiting for another thread that counts it
     * @param count counts on from what is counted already, or anew from null. The ledger that it
     *     begins with may have readers
     */
    SignalLedger get(
            int signal, long moment, long to, Runnable interruption, UnaryOperator<Counted> count) {
        Key key = new Key(signal, moment);
        Past past;
        synchronized (pasts) {
            past = pasts.computeIfAbsent(key, k -> new Past());
        }
        Counted known = past.counted;
        if (known != null && known.position >= to) {
            return known.ledger;
        }
        CancellableLock.lock(past.counting, interruption);
        try {
            Counted counted = null;
            try {
                counted = count.apply(past.counted);
                return counted.ledger();
            } finally {
                // Counting that broke off leaves a ledger that holds part of what it should.
                past.counted = counted;
                keep(key, past);
            }
        } finally {
            past.counting.unlock();
        }
    }

    private void keep(Key key, Past past) {
        Counted counted = past.counted;
        long size = counted == null ? 0 : counted.ledger.byteSize();
        synchronized (pasts) {
            if (pasts.get(key) != past) {
                return;
            }
            bytes += size - past.bytes;
            past.bytes = size;
            if (counted == null) {
                pasts.remove(key);
                return;
            }
            Iterator<Map.Entry<Key, Past>> oldest = pasts.entrySet().iterator();
            while (bytes > capacity && oldest.hasNext()) {
                Past old = oldest.next().getValue();
                if (old != past) {
                    bytes -= old.bytes;
                    oldest.remove();
                }
            }
        }
    }
}
