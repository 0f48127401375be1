package io.tidaldb.bench;

import io.tidaldb.store.EventBatch;
import io.tidaldb.store.Store;
import io.tidaldb.store.WriteSet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * One producer that writes batches of events to a signal through the store's own interface and has
 * a few of them on the way at any time.
 */
final class Batches implements Throughput.Work {
    static final int SIZE = 10_000;

    private static final int ON_THE_WAY = 8;
    private static final int LATEST_MILLIS = 2_000;
    private static final long WEEK_MILLIS = 7 * 86_400_000L;

    /** What an event has besides its post. */
    enum Kind {
        PLAIN,
        WITH_IDS,
        WITH_READERS,
        /** An age of up to a week instead of two seconds. */
        LATE
    }

    private final Store store;
    private final int signal;
    private final Kind kind;
    private final EventStream stream;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Deque<CompletableFuture<Long>> pending = new ArrayDeque<>();
    private long nextId = 1;

    Batches(Store store, int signal, Kind kind, EventStream stream) {
        this.store = store;
        this.signal = signal;
        this.kind = kind;
        this.stream = stream;
    }

    @Override
    public long run(long deadline) {
        long done = 0;
        while (System.nanoTime() < deadline) {
            send();
            done += SIZE;
        }
        finish();
        return done;
    }

    /** Sends a batch, and waits first if enough of them are on the way. */
    void send() {
        WriteSet writes = new WriteSet().events(next());
        if (pending.size() == ON_THE_WAY) {
            pending.remove().join();
        }
        pending.add(store.submit(writes));
    }

    /** Commits a batch and waits for it; returns its position in the log. */
    long commit() {
        return store.commit(new WriteSet().events(next()));
    }

    /** Waits until all are acknowledged. */
    void finish() {
        while (!pending.isEmpty()) {
            pending.remove().join();
        }
    }

    private EventBatch next() {
        EventBatch batch = new EventBatch(signal);
        long now = store.clock().now();
        for (int i = 0; i < SIZE; i++) {
            stream.advance();
            long post = stream.post();
            long at = now - (i * 7919L & LATEST_MILLIS - 1);
            switch (kind) {
                case PLAIN -> batch.addAnonymous(post, 1, at);
                case WITH_IDS -> batch.addWithId(nextId++, post, stream.reader(), 1, at);
                case WITH_READERS -> batch.add(post, stream.reader(), 1, at);
                case LATE -> batch.addAnonymous(post, 1, now - random.nextLong(WEEK_MILLIS));
            }
        }
        return batch;
    }
}
