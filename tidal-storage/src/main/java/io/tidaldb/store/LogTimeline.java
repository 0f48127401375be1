package io.tidaldb.store;

import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.LogReader;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * When the parts of the log became known, so that whoever asks for a moment of the past passes over
 * what came later. It is read from the blocks' headers when it is first needed, and then follows
 * the log. Any thread.
 */
final class LogTimeline {
    /** How long a stretch gets before the next one begins. */
    private static final long STRETCH_BYTES = 2L << 20;

    /**
     * Blocks that follow each other.
     *
     * @param first the position of the first one's first entry
     * @param last the position of the last one's last entry
     * @param known the first moment at which anything in them was known, or one before it
     * @param bytes how long they are
     */
    record Stretch(long first, long last, long known, long bytes) {}

    private final KeyValueStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Stretch> stretches = new ArrayList<>();

    LogTimeline(KeyValueStore store) {
        this.store = store;
    }

    /**
     * The parts of the log that may hold something that was known, in order.
     *
     * @param from the first position of interest
     * @param to the last one, which is applied
     * @param interruption ends the reading by what it throws
     */
    List<Stretch> known(KnownBy known, long from, long to, Runnable interruption) {
        CancellableLock.lock(lock, interruption);
        try {
            follow(to, interruption);
            return stretches.stream()
                    .filter(s -> s.last >= from && s.first <= to && s.known <= known.moment())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private void follow(long to, Runnable interruption) {
        long end = stretches.isEmpty() ? 0 : stretches.getLast().last;
        if (end >= to) {
            return;
        }
        try (LogReader reader = new LogReader(store, end + 1, to)) {
            while (reader.next()) {
                interruption.run();
                if (reader.block().position() > end) {
                    add(
                            new Stretch(
                                    reader.block().position(),
                                    reader.block().position() + reader.block().count() - 1,
                                    KnownBy.first(reader.block().times()),
                                    reader.block().byteSize()));
                }
            }
        }
    }

    private void add(Stretch block) {
        if (!stretches.isEmpty() && stretches.getLast().bytes < STRETCH_BYTES) {
            Stretch open = stretches.removeLast();
            stretches.add(
                    new Stretch(
                            open.first,
                            block.last,
                            Math.min(open.known, block.known),
                            open.bytes + block.bytes));
        } else {
            stretches.add(block);
        }
    }
}
