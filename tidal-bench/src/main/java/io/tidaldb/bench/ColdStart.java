package io.tidaldb.bench;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Whole processes of {@code ./tidal -e "SELECT 1"}, from start to exit. */
final class ColdStart {
    private static final int PROCESSES = 15;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

    private final Path root;
    private final PrintStream out;

    ColdStart(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    void run() throws IOException, InterruptedException {
        Latencies table = new Latencies(out);
        String launcher = root.resolve("tidal").toString();
        List<String> select = List.of(launcher, "-e", "SELECT 1");
        time(select, "on");
        // The first process starts another in the background that makes the cache for the next.
        long start = System.nanoTime();
        while (!hasCache() && System.nanoTime() - start < PATIENCE_NANOS) {
            Thread.sleep(500);
        }
        table.heading("Whole processes, one after another");
        String cached = hasCache() ? "with the start-up cache" : "the cache was not made in time";
        double with = median(table, "./tidal -e \"SELECT 1\", " + cached, select, "on");
        median(table, "./tidal -e \"SELECT 1\", TIDAL_AOT=off", select, "off");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        double bare = median(table, "java -version", List.of(java, "-version"), "on");
        out.printf(Locale.ROOT, "SELECT 1 takes %.1f times a JVM that does nothing%n", with / bare);
    }

    private boolean hasCache() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("dist"))) {
            return files.anyMatch(file -> file.toString().endsWith(".aot"));
        }
    }

    private double median(Latencies table, String name, List<String> command, String cache)
            throws IOException, InterruptedException {
        Histogram nanos = new Histogram(3);
        for (int i = 0; i < PROCESSES; i++) {
            nanos.recordValue(time(command, cache));
        }
        table.print(name, nanos);
        return nanos.getValueAtPercentile(50);
    }

    private static long time(List<String> command, String cache)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TIDAL_AOT", cache);
        long start = System.nanoTime();
        int status = builder.start().waitFor();
        long nanos = System.nanoTime() - start;
        if (status != 0) {
            throw new IOException(command + " ended with status " + status);
        }
        return nanos;
    }
}
