package io.tidaldb.bench;

import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Durability;
import io.tidaldb.store.EventBatch;
import io.tidaldb.store.Store;
import io.tidaldb.store.WriteSet;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What ten signals with a half-life and four windows each take in memory over a million posts: the
 * heap that is used after collecting garbage, less that of the same store before the first event.
 * Nothing of a ledger lies elsewhere. Beside it: arrays of doubles with a cell for every value.
 */
final class MemoryBenchmark {
    private static final int SIGNALS = 10;
    private static final int VALUES = 6;
    private static final long DAY_MILLIS = 86_400_000L;
    private static final int ACTIVE_IN_MONTH = Catalogue.POSTS / 5;
    private static final int ACTIVE_IN_WEEK = Catalogue.POSTS / 10;

    private final Path directory;
    private final PrintStream out;
    private long baseline;

    MemoryBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    void run() throws Exception {
        Catalogue.create(
                directory,
                IntStream.range(0, SIGNALS)
                        .mapToObj(
                                i ->
                                        "CREATE SIGNAL signal"
                                                + i
                                                + " ON posts DECAY HALF LIFE INTERVAL '7' DAY"
                                                + " WINDOWS (HOUR, DAY, WEEK, MONTH)")
                        .toArray(String[]::new));
        out.printf(
                "%nMemory of 1,000,000 posts x 10 signals: half-life, HOUR, DAY, WEEK, MONTH, ALL%n");
        try (Store store = open()) {
            baseline = usedHeap();
            print("rows alone", baseline);
            write(store);
            print("all, after writing, beyond the rows", usedHeap() - baseline);
            store.checkpoint();
            print("all, after a checkpoint, beyond the rows", usedHeap() - baseline);
        }
        try (Store store = open()) {
            print("all, opened again, beyond the rows", usedHeap() - baseline);
            out.println(store.statistics().events() + " events");
        }
        print("six doubles per post and signal", 8L * VALUES * SIGNALS * Catalogue.POSTS);
    }

    private Store open() {
        return Catalogue.open(directory, new Durability.None(), CheckpointPolicy.DEFAULT);
    }

    /** An old event on every post, three each on a fifth within the month, ten on a tenth. */
    private static void write(Store store) {
        SplittableRandom random = new SplittableRandom(10);
        for (int i = 0; i < SIGNALS; i++) {
            int signal = Catalogue.signal(store, "signal" + i);
            long seed = random.nextLong();
            write(store, signal, seed, Catalogue.POSTS, 1, 30 * DAY_MILLIS, 365 * DAY_MILLIS);
            write(store, signal, seed, ACTIVE_IN_MONTH, 3, 7 * DAY_MILLIS, 30 * DAY_MILLIS);
            write(store, signal, seed, ACTIVE_IN_WEEK, 10, 0, 7 * DAY_MILLIS);
        }
    }

    /** Events in the order of their time, on some posts that are scattered among all. */
    private static void write(
            Store store, int signal, long seed, int posts, int each, long youngest, long oldest) {
        long now = store.clock().now();
        int[] keys = EventStream.shuffled(new SplittableRandom(seed), Catalogue.POSTS);
        Zipf zipf = new Zipf(seed, posts, Zipf.USUAL_EXPONENT);
        int count = posts * each;
        EventBatch batch = new EventBatch(signal);
        for (int i = 0; i < count; i++) {
            // One event at least for each post, the others by Zipf's law.
            int post = i % each == 0 ? keys[i / each] : keys[zipf.next() - 1];
            long age = youngest + (long) ((oldest - youngest) * (1 - (double) i / count));
            batch.addAnonymous(post, 1, now - age);
            if (batch.size() == Batches.SIZE || i == count - 1) {
                store.commit(new WriteSet().events(batch));
                batch = new EventBatch(signal);
            }
        }
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(200);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void print(String what, long bytes) {
        out.printf(Locale.ROOT, "%-58s %,11.1f MB%n", what, bytes / 1e6);
    }
}
