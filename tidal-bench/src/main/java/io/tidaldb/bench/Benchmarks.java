package io.tidaldb.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Runs the benchmarks that its arguments name, all without any, each in a directory of its own. */
public final class Benchmarks {
    /** In the order in which they run. */
    private enum Benchmark {
        IMPORT,
        RANKED,
        FILTERS,
        INGEST,
        DURABLE,
        CHECKPOINT,
        PEERS,
        MEMORY,
        REOPEN,
        BUSY,
        TEXT,
        VECTORS,
        HYBRID,
        RELEVANCE,
        PERSONAL,
        COLD;

        void run(Path directory, PrintStream out) throws Exception {
            switch (this) {
                case IMPORT -> imported(directory, out);
                case RANKED -> new RankedBenchmark(imported(directory, out), out).run();
                case FILTERS -> new FilterBenchmark(out).run();
                case INGEST -> new IngestBenchmark(directory, out).run();
                case DURABLE -> new DurableBenchmark(directory, out).run();
                case CHECKPOINT -> new CheckpointBenchmark(directory, out).run();
                case PEERS -> new PeerBenchmark(directory, out).run();
                case MEMORY -> new MemoryBenchmark(directory, out).run();
                case REOPEN -> new ReopenBenchmark(directory, out).run();
                case BUSY -> new BusyBenchmark(directory, out).run();
                case TEXT -> new TextBenchmark(directory, out).run();
                case PERSONAL -> new PersonalBenchmark(directory, out).run();
                case COLD -> new ColdStart(Path.of("").toAbsolutePath(), out).run();
                case HYBRID -> new HybridBenchmark(directory, out).run();
                case RELEVANCE -> new RelevanceBenchmark(directory, out).run();
                case VECTORS -> new VectorBenchmark(directory, out).run();
            }
        }

        private static Path imported(Path directory, PrintStream out) throws IOException {
            Files.createDirectories(directory);
            DataFiles files = DataFiles.findOrGenerate(directory);
            out.println("data        " + files.description());
            Path store = directory.resolve("store");
            new ImportBenchmark(files, store, out).run();
            return store;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Benchmarks() {}

    /** The current directory is the repository's root. */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<String> names = Stream.of(Benchmark.values()).map(Benchmark::toString).toList();
        if (!names.containsAll(Arrays.asList(args))) {
            out.println(
                    "The benchmarks are "
                            + String.join(", ", names)
                            + "; not all of "
                            + String.join(", ", args));
            System.exit(2);
        }
        Machine.describe(out);
        List<String> wanted = args.length == 0 ? names : List.of(args);
        Path scratch = Files.createTempDirectory("tidal-bench");
        try {
            for (Benchmark benchmark : Benchmark.values()) {
                // Importing comes with what needs it.
                boolean comesAnyway =
                        benchmark == Benchmark.IMPORT && wanted.contains(Benchmark.RANKED + "");
                if (wanted.contains(benchmark.toString()) && !comesAnyway) {
                    Path directory = scratch.resolve(benchmark.toString());
                    benchmark.run(directory, out);
                    delete(directory);
                }
            }
        } finally {
            delete(scratch);
        }
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
