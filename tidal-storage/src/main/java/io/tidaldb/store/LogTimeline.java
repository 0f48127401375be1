package io.tidaldb.store;

import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * When the parts of the log became known, so that whoever asks for a moment of the past passes over
 * what came later. It is read from the blocks' headers, as far back as it is needed, and then
 * follows the log. Any thread.
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
            if (stretches.isEmpty()) {
                read(from, to, stretches, interruption);
            } else {
                if (from < stretches.getFirst().first) {
                    List<Stretch> before = new ArrayList<>();
                    read(from, stretches.getFirst().first - 1, before, interruption);
                    stretches.addAll(0, before);
                }
                read(stretches.getLast().last + 1, to, stretches, interruption);
            }
            return stretches.stream()
                    .filter(s -> s.last >= from && s.first <= to && s.known <= known.moment())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private void read(long from, long to, List<Stretch> into, Runnable interruption) {
        if (from > to) {
            return;
        }
        try (LogReader reader = new LogReader(store, from, to)) {
            while (reader.next()) {
                interruption.run();
                LogBlock block = reader.block();
                long last = block.position() + block.count() - 1;
                long known = KnownBy.first(block.times());
                Stretch open = into.isEmpty() ? null : into.getLast();
                if (open != null && open.bytes < STRETCH_BYTES) {
                    into.set(
                            into.size() - 1,
                            new Stretch(
                                    open.first,
                                    last,
                                    Math.min(open.known, known),
                                    open.bytes + block.byteSize()));
                } else {
                    into.add(
                            new Stretch(
                                    Math.max(from, block.position()),
                                    last,
                                    known,
                                    block.byteSize()));
                }
            }
        }
    }
}
