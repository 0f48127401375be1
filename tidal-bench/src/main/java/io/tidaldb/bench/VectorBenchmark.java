package io.tidaldb.bench;

import io.tidaldb.vector.ExactIndex;
import io.tidaldb.vector.HnswIndex;
import io.tidaldb.vector.HnswOptions;
import io.tidaldb.vector.Metric;
import io.tidaldb.vector.Nearest;
import io.tidaldb.vector.OrdinalFilter;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The vector index beside Lucene's float HNSW used directly: what the best 10 that they find have
 * in common with the true ones, queries a second in one thread, with and without filters, by
 * several efforts each; building; and how soon a new vector is found. On a machine that does other
 * things as well, the seconds are those that the processor spent in the thread.
 */
final class VectorBenchmark {
    private static final int K = 10;
    private static final double[] SHARES = {1, 0.5, 0.1, 0.01, 0.001};
    private static final int[] EFFORTS = {10, 16, 25, 32, 50, 80};
    private static final double WANTED = 0.97;
    private static final int ROUNDS = 4;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Finds the ordinals of the nearest. */
    private interface Search {
        int[] find(float[] query, long[] filter, int effort) throws Exception;
    }

    /**
     * @param recall from 0 to 1
     * @param rate queries a second
     */
    private record Figures(double recall, double rate) {}

    private final Path directory;
    private final PrintStream out;

    VectorBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    void run() throws Exception {
        Files.createDirectories(directory);
        Embeddings embeddings = Embeddings.findOrGenerate(DataFiles.findOrGenerate(directory));
        out.println("data        " + embeddings.description());
        float[][] vectors = embeddings.vectors();
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        HnswIndex ours =
                new HnswIndex(
                        Metric.COSINE, Embeddings.DIMENSION, HnswOptions.of(executor, threads));
        try (LuceneVectors lucene = new LuceneVectors(directory.resolve("lucene"))) {
            buildOurs(ours, vectors, threads);
            build(
                    "Lucene, 1 thread",
                    () -> {
                        lucene.build(vectors);
                        return lucene.byteSize();
                    },
                    vectors.length);
            ExactIndex exact = new ExactIndex(Metric.COSINE, Embeddings.DIMENSION);
            for (int i = 0; i < vectors.length; i++) {
                exact.put(i, vectors[i]);
            }
            SplittableRandom random = new SplittableRandom(7);
            for (double share : SHARES) {
                long[] filter = share == 1 ? null : filter(random, vectors.length, share);
                compare(share, filter, embeddings.queries(), exact, ours, lucene);
            }
            measureVisibility(ours, lucene, embeddings);
        } finally {
            ours.close();
            executor.shutdown();
        }
    }

    /** Something that takes long; returns how many bytes came of it. */
    private interface Build {
        long run() throws Exception;
    }

    private void buildOurs(HnswIndex ours, float[][] vectors, int threads) throws Exception {
        build(
                "tidalDB, " + threads + " threads",
                () -> {
                    for (int i = 0; i < vectors.length; i++) {
                        ours.put(i, vectors[i]);
                    }
                    ours.awaitIndexed();
                    return ours.byteSize();
                },
                vectors.length);
    }

    private void build(String name, Build build, int count) throws Exception {
        long start = System.nanoTime();
        long startCpu = processNanos();
        long bytes = build.run();
        out.printf(
                Locale.ROOT,
                "%-24s built in %6.1f s, %6.1f s of processor time, %5d bytes a vector%n",
                name,
                (System.nanoTime() - start) / 1e9,
                (processNanos() - startCpu) / 1e9,
                bytes / count);
    }

    private static long processNanos() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long[] filter(SplittableRandom random, int count, double share) {
        long[] words = new long[Math.ceilDiv(count, Long.SIZE)];
        for (int i = 0; i < count; i++) {
            if (random.nextDouble() < share) {
                words[i >>> 6] |= 1L << i;
            }
        }
        return words;
    }

    private void compare(
            double share,
            long[] filter,
            float[][] queries,
            ExactIndex exact,
            HnswIndex ours,
            LuceneVectors lucene)
            throws Exception {
        int[][] truth = new int[queries.length][];
        OrdinalFilter ordinals = filter == null ? null : new OrdinalFilter(filter);
        for (int i = 0; i < queries.length; i++) {
            truth[i] = ordinals(exact.search(queries[i], K, ordinals, 1));
        }
        out.printf(
                Locale.ROOT,
                "%n%-30s %8s %10s %12s%n",
                share == 1 ? "no filter" : share * 100 + " % pass",
                "effort",
                "recall@10",
                "queries/s");
        Figures best =
                measure(
                        "tidalDB",
                        (query, words, effort) -> ordinals(ours.search(query, K, ordinals, effort)),
                        queries,
                        filter,
                        truth);
        Figures theirs =
                measure(
                        "Lucene",
                        (query, words, effort) -> lucene.search(query, K, words, effort),
                        queries,
                        filter,
                        truth);
        if (best != null && theirs != null) {
            out.printf(
                    Locale.ROOT,
                    "at recall %.2f: %.1f times Lucene's queries%n",
                    WANTED,
                    best.rate / theirs.rate);
        }
    }

    private static int[] ordinals(Nearest nearest) {
        int[] ordinals = new int[nearest.size()];
        for (int i = 0; i < ordinals.length; i++) {
            ordinals[i] = nearest.ordinal(i);
        }
        return ordinals;
    }

    /** Prints a line for each effort; returns the figures of the least one that finds enough. */
    private Figures measure(
            String name, Search search, float[][] queries, long[] filter, int[][] truth)
            throws Exception {
        Figures enough = null;
        for (int effort : EFFORTS) {
            double recall = recall(search, queries, filter, truth, effort);
            double rate = rate(search, queries, filter, effort);
            out.printf(Locale.ROOT, "%-30s %8d %10.4f %12.0f%n", name, effort, recall, rate);
            if (recall >= WANTED) {
                if (enough == null) {
                    enough = new Figures(recall, rate);
                }
                if (recall >= 0.99) {
                    break;
                }
            }
        }
        return enough;
    }

    private static double recall(
            Search search, float[][] queries, long[] filter, int[][] truth, int effort)
            throws Exception {
        int found = 0;
        int all = 0;
        for (int i = 0; i < queries.length; i++) {
            int[] ordinals = search.find(queries[i], filter, effort);
            for (int wanted : truth[i]) {
                for (int ordinal : ordinals) {
                    found += ordinal == wanted ? 1 : 0;
                }
            }
            all += truth[i].length;
        }
        return (double) found / all;
    }

    /** Of the best of several rounds, in the time that the processor spent in this thread. */
    private static double rate(Search search, float[][] queries, long[] filter, int effort)
            throws Exception {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (float[] query : queries) {
                search.find(query, filter, effort);
            }
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
        }
        return queries.length * (double) TimeUnit.SECONDS.toNanos(1) / best;
    }

    private void measureVisibility(HnswIndex ours, LuceneVectors lucene, Embeddings embeddings)
            throws Exception {
        Latencies table = new Latencies(out);
        table.heading("A vector is put, and can be found");
        float[][] queries = embeddings.queries();
        int first = embeddings.vectors().length;
        table.measure(
                "tidalDB: put, search",
                number -> {
                    int ordinal = first + number % queries.length;
                    float[] vector = queries[number % queries.length];
                    ours.put(ordinal, vector);
                    Nearest found = ours.search(vector, 1, null, 32);
                    if (found.ordinal(0) != ordinal) {
                        throw new IllegalStateException("it was not found");
                    }
                    return found.score(0);
                });
        table.measure(
                "Lucene: add, reopen",
                number -> lucene.addAndSee(queries[number % queries.length]));
        table.close();
    }
}
