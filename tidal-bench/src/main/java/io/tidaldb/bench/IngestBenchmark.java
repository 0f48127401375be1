package io.tidaldb.bench;

import io.tidaldb.bench.Batches.Kind;
import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Durability;
import io.tidaldb.store.Store;

import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Events into one signal with a half-life and three windows over a million posts, in batches into a
 * log on disk. Beside it: the same bytes appended to a file.
 */
final class IngestBenchmark {
    static final String WINDOWS = " DECAY HALF LIFE INTERVAL '7' DAY WINDOWS (HOUR, DAY, WEEK)";

    private static final Durability EVERY_100_MILLIS = new Durability.Interval(100);

    private final Path directory;
    private final PrintStream out;

    IngestBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    void run() throws Exception {
        Catalogue.create(
                directory,
                "CREATE SIGNAL plays ON posts" + WINDOWS,
                "CREATE SIGNAL likes ON posts BY readers" + WINDOWS,
                "CREATE SIGNAL shares ON posts BY readers" + WINDOWS,
                "CREATE SIGNAL views ON posts BY readers" + WINDOWS + " MARKS SEEN",
                "CREATE SIGNAL imports ON posts" + WINDOWS);
        EventStream stream = new EventStream(20261123);
        Throughput table = new Throughput(out);
        try (Store store = Catalogue.open(directory, EVERY_100_MILLIS, CheckpointPolicy.DEFAULT)) {
            table.heading("Events in batches of 10,000, fsync every 100 ms");
            measure(table, store, "a post and a time each", "plays", Kind.PLAIN, stream);
            measure(table, store, "and a reader", "likes", Kind.WITH_READERS, stream);
            measure(table, store, "and an event id", "shares", Kind.WITH_IDS, stream);
            measure(table, store, "and a reader, MARKS SEEN", "views", Kind.WITH_READERS, stream);
            measure(
                    table,
                    store,
                    "a post and a time in the last week",
                    "imports",
                    Kind.LATE,
                    stream);
        }
    }

    private static double measure(
            Throughput table,
            Store store,
            String name,
            String signal,
            Kind kind,
            EventStream stream)
            throws Exception {
        return table.measure(
                name, new Batches(store, Catalogue.signal(store, signal), kind, stream));
    }
}
