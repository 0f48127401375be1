package io.tidaldb.bench;

import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Durability;
import io.tidaldb.store.EventBatch;
import io.tidaldb.store.Store;
import io.tidaldb.store.WriteSet;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/**
 * Single events, each on disk before its writer goes on: one writer alone, and 64 at once. Beside
 * it: as many bytes appended to a file and synced.
 */
final class DurableBenchmark {
    private static final int WRITERS = 64;

    /** What a commit of one event appends to the write-ahead log. */
    private static final int BYTES = 160;

    private final Path directory;
    private final PrintStream out;

    DurableBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    void run() throws Exception {
        Catalogue.create(directory, "CREATE SIGNAL plays ON posts" + IngestBenchmark.WINDOWS);
        try (Store store =
                        Catalogue.open(directory, new Durability.Sync(), CheckpointPolicy.DEFAULT);
                FileChannel file =
                        FileChannel.open(
                                directory.resolve("bare"),
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.WRITE)) {
            int signal = Catalogue.signal(store, "plays");
            Latencies table = new Latencies(out);
            table.heading("One event after another, each on disk");
            SplittableRandom random = new SplittableRandom(1);
            double event =
                    table.measure("commit of an event", number -> commit(store, signal, random));
            double bare = table.measure("write of 160 bytes and fdatasync", number -> sync(file));
            out.printf(Locale.ROOT, "an event takes %.2f times the bare sync%n", event / bare);
            Throughput rates = new Throughput(out);
            rates.heading("Single events of concurrent writers, each on disk");
            double one = rates.measure("1 writer", deadline -> write(store, signal, 1, deadline));
            double many =
                    rates.measure(
                            WRITERS + " writers",
                            deadline -> write(store, signal, WRITERS, deadline));
            out.printf(
                    Locale.ROOT, "%d writers get %.1f times as far as one%n", WRITERS, many / one);
        }
    }

    private static long commit(Store store, int signal, SplittableRandom random) {
        EventBatch event = new EventBatch(signal);
        event.addAnonymous(1 + random.nextInt(Catalogue.POSTS), 1, store.clock().now());
        return store.commit(new WriteSet().events(event));
    }

    private static long sync(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
        file.write(bytes);
        file.force(false);
        return file.position();
    }

    private static long write(Store store, int signal, int writers, long deadline)
            throws Exception {
        List<Callable<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            SplittableRandom random = new SplittableRandom(i);
            tasks.add(
                    () -> {
                        long done = 0;
                        for (; System.nanoTime() < deadline; done++) {
                            commit(store, signal, random);
                        }
                        return done;
                    });
        }
        return Throughput.together(tasks);
    }
}
