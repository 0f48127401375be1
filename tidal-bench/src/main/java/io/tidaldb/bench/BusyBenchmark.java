package io.tidaldb.bench;

import io.tidaldb.bench.Batches.Kind;
import io.tidaldb.bench.Request.Shape;
import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Durability;
import io.tidaldb.store.Store;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * The ranked top 20 of a million posts by the engine, while nothing else happens and while events
 * come at half the rate that the machine can take.
 */
final class BusyBenchmark {
    private static final long FILL_EVENTS = 5_000_000;

    private final Path directory;
    private final PrintStream out;

    BusyBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    void run() throws Exception {
        Catalogue.create(
                directory,
                "CREATE SIGNAL views ON posts BY readers" + IngestBenchmark.WINDOWS + " MARKS SEEN",
                "CREATE SIGNAL likes ON posts BY readers" + IngestBenchmark.WINDOWS,
                "CREATE SIGNAL shares ON posts BY readers" + IngestBenchmark.WINDOWS,
                "CREATE SIGNAL hides ON posts BY readers PERMANENT EXCLUDES");
        try (Store store =
                Catalogue.open(directory, new Durability.Interval(100), CheckpointPolicy.DEFAULT)) {
            EventStream stream = new EventStream(3);
            for (String signal : List.of("views", "likes", "shares")) {
                Batches fill =
                        new Batches(
                                store, Catalogue.signal(store, signal), Kind.WITH_READERS, stream);
                for (long done = 0; done < FILL_EVENTS; done += Batches.SIZE) {
                    fill.send();
                }
                fill.finish();
            }
            Batches likes =
                    new Batches(store, Catalogue.signal(store, "likes"), Kind.WITH_READERS, stream);
            Throughput rates = new Throughput(out);
            rates.heading("Events while nothing else happens");
            double most = rates.measure("a post, a reader and a time each", likes);
            EngineQueries engine = new EngineQueries(store);
            List<String> topics = IntStream.range(0, 63).mapToObj(i -> "topic" + i).toList();
            Latencies table = new Latencies(out);
            table.heading("Top 20 of 1,000,000 posts, no events coming");
            for (Shape shape : Shape.values()) {
                measure(table, engine, shape, topics);
            }
            double rate = most / 2;
            table.heading(
                    String.format(Locale.ROOT, "The same while %,.0f events/s are coming", rate));
            Pace pace = new Pace(likes, rate);
            Thread producer = Thread.ofPlatform().name("producer").start(pace);
            for (Shape shape : Shape.values()) {
                measure(table, engine, shape, topics);
            }
            pace.stopped = true;
            producer.join();
            out.printf(Locale.ROOT, "%,.0f events/s came%n", pace.rate());
            table.close();
        }
    }

    private static void measure(
            Latencies table, EngineQueries engine, Shape shape, List<String> topics)
            throws Exception {
        table.measure(
                shape.title, number -> engine.run(shape, Request.of(number, topics)).scores()[0]);
    }

    /** Sends batches at a steady rate. */
    private static final class Pace implements Runnable {
        private final Batches batches;
        private final double nanosPerBatch;
        private volatile boolean stopped;
        private long sent;
        private long nanos;

        Pace(Batches batches, double eventsPerSecond) {
            this.batches = batches;
            this.nanosPerBatch = 1e9 * Batches.SIZE / eventsPerSecond;
        }

        @Override
        public void run() {
            long start = System.nanoTime();
            while (!stopped) {
                long due = start + (long) (sent * nanosPerBatch);
                for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                    LockSupport.parkNanos(due - now);
                }
                batches.send();
                sent++;
            }
            batches.finish();
            nanos = System.nanoTime() - start;
        }

        double rate() {
            return sent * Batches.SIZE / (nanos / 1e9);
        }
    }
}
