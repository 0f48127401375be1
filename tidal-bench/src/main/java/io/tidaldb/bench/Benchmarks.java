package io.tidaldb.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs the benchmarks that its arguments name: import, ranked, cold. */
public final class Benchmarks {
    private static final List<String> NAMES = List.of("import", "ranked", "cold", "ingest", "durable", "peers", "memory", "reopen", "busy");

    private Benchmarks() {}

    /** The current directory is the repository's root. */
    public static void main(String[] args) throws Exception {
        List<String> wanted = args.length == 0 ? NAMES : List.of(args);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (!NAMES.containsAll(wanted)) {
            out.println(
                    "The benchmarks are " + String.join(", ", NAMES) + "; not all of " + wanted);
            System.exit(2);
        }
        Machine.describe(out);
        Path scratch = Files.createTempDirectory("tidal-bench");
        try {
            if (wanted.contains("import") || wanted.contains("ranked")) {
                DataFiles files = DataFiles.findOrGenerate(scratch);
                out.println("data        " + files.description());
                Path store = scratch.resolve("store");
                new ImportBenchmark(files, store, out).run();
                if (wanted.contains("ranked")) {
                    new RankedBenchmark(store, out).run();
                }
            }
            if (wanted.contains("ingest")) {
                new IngestBenchmark(scratch.resolve("ingest"), out).run();
            }
            if (wanted.contains("durable")) {
                new DurableBenchmark(scratch.resolve("durable"), out).run();
            }
            if (wanted.contains("peers")) {
                new PeerBenchmark(scratch.resolve("peers"), out).run();
            }
            if (wanted.contains("memory")) {
                new MemoryBenchmark(scratch.resolve("memory"), out).run();
            }
            if (wanted.contains("reopen")) {
                new ReopenBenchmark(scratch.resolve("reopen"), out).run();
            }
            if (wanted.contains("busy")) {
                new BusyBenchmark(scratch.resolve("busy"), out).run();
            }
            if (wanted.contains("cold")) {
                new ColdStart(Path.of("").toAbsolutePath(), out).run();
            }
        } finally {
            delete(scratch);
        }
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
