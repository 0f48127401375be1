package io.tidaldb.bench;

import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Durability;
import io.tidaldb.store.EventBatch;
import io.tidaldb.store.RecoveryReport;
import io.tidaldb.store.Store;
import io.tidaldb.store.WriteSet;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How long a new process takes to open a store of a million posts and five signals whose last
 * million events no checkpoint holds. Beside it: reading all of the directory's files.
 */
final class ReopenBenchmark {
    private static final int SIGNALS = 5;
    private static final int BEFORE = 6_000_000;
    private static final int BEHIND = 1_000_000;
    private static final int PROCESSES = 5;
    private static final long WEEK_MILLIS = 7 * 86_400_000L;

    private final Path directory;
    private final PrintStream out;

    ReopenBenchmark(Path directory, PrintStream out) {
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
                                                + " ON posts"
                                                + IngestBenchmark.WINDOWS)
                        .toArray(String[]::new));
        try (Store store = open(directory)) {
            EventStream stream = new EventStream(5);
            write(store, stream, BEFORE);
            store.checkpoint();
            write(store, stream, BEHIND);
        }
        out.printf("%nOpening 1,000,000 posts x 5 signals, 1,000,000 events to be counted%n");
        for (int i = 0; i < PROCESSES; i++) {
            openInNewProcess();
        }
        long start = System.nanoTime();
        long bytes = readFiles();
        out.printf(
                Locale.ROOT,
                "reading the files, %.0f MB: %.2f s%n",
                bytes / 1e6,
                (System.nanoTime() - start) / 1e9);
    }

    private static Store open(Path directory) {
        return Catalogue.open(directory, new Durability.None(), CheckpointPolicy.NEVER);
    }

    private static void write(Store store, EventStream stream, int count) {
        SplittableRandom random = new SplittableRandom(count);
        for (int done = 0; done < count; done += Batches.SIZE) {
            EventBatch batch =
                    new EventBatch(
                            Catalogue.signal(store, "signal" + done / Batches.SIZE % SIGNALS));
            long now = store.clock().now();
            for (int i = 0; i < Batches.SIZE; i++) {
                stream.advance();
                batch.addAnonymous(stream.post(), 1, now - random.nextLong(WEEK_MILLIS));
            }
            store.commit(new WriteSet().events(batch));
        }
    }

    private void openInNewProcess() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx4g",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Opening.class.getName(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        out.print(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        if (process.waitFor() != 0) {
            throw new IOException("the store could not be opened");
        }
    }

    private long readFiles() throws IOException {
        long bytes = 0;
        byte[] buffer = new byte[1 << 20];
        try (Stream<Path> files = Files.walk(directory)) {
            for (File file : files.map(Path::toFile).filter(File::isFile).toList()) {
                try (InputStream in = Files.newInputStream(file.toPath())) {
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        bytes += n;
                    }
                }
            }
        }
        return bytes;
    }

    /** The process that is measured: opens the store, and says what it did and how long. */
    static final class Opening {
        private Opening() {}

        public static void main(String[] args) {
            long start = System.nanoTime();
            try (Store store = open(Path.of(args[0]))) {
                double seconds = (System.nanoTime() - start) / 1e9;
                RecoveryReport report = store.recovery();
                System.out.printf(
                        Locale.ROOT,
                        "%.2f s, checkpoint of position %,d, %,d events counted%n",
                        seconds,
                        report.checkpointPosition(),
                        report.replayedEvents());
            }
        }
    }
}
