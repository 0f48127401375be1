package io.tidaldb.bench;

import io.tidaldb.bench.Batches.Kind;
import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Durability;
import io.tidaldb.store.Store;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How long commits of 10,000 events each take, of the moment and spread over a week, while no
 * checkpoint is taken and while one follows another.
 */
final class CheckpointBenchmark {
    private static final long FILL_EVENTS = 3_000_000;

    private final Path directory;
    private final PrintStream out;

    CheckpointBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    void run() throws Exception {
        Catalogue.create(
                directory,
                "CREATE SIGNAL plays ON posts" + IngestBenchmark.WINDOWS,
                "CREATE SIGNAL imports ON posts" + IngestBenchmark.WINDOWS);
        try (Store store =
                Catalogue.open(directory, new Durability.Interval(100), CheckpointPolicy.NEVER)) {
            EventStream stream = new EventStream(7);
            Batches plays =
                    new Batches(store, Catalogue.signal(store, "plays"), Kind.PLAIN, stream);
            Batches imports =
                    new Batches(store, Catalogue.signal(store, "imports"), Kind.LATE, stream);
            for (long done = 0; done < FILL_EVENTS; done += Batches.SIZE) {
                plays.send();
                imports.send();
            }
            plays.finish();
            imports.finish();
            Latencies table = new Latencies(out);
            table.heading("Commits of 10,000 events, no checkpoint");
            measure(table, plays, imports);
            Checkpoints checkpoints = new Checkpoints(store);
            Thread thread = Thread.ofPlatform().name("checkpoints").start(checkpoints);
            table.heading("Commits of 10,000 events, one checkpoint after another");
            measure(table, plays, imports);
            checkpoints.stopped = true;
            thread.join();
            out.printf(Locale.ROOT, "%d checkpoints were taken%n", checkpoints.taken);
        }
    }

    private static void measure(Latencies table, Batches plays, Batches imports) throws Exception {
        table.measure("of the last two seconds", number -> plays.commit());
        table.measure("of the last week", number -> imports.commit());
    }

    private static final class Checkpoints implements Runnable {
        private final Store store;
        private volatile boolean stopped;
        private int taken;

        Checkpoints(Store store) {
            this.store = store;
        }

        @Override
        public void run() {
            while (!stopped) {
                store.checkpoint();
                taken++;
            }
        }
    }
}
