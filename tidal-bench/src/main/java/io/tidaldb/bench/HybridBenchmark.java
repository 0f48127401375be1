package io.tidaldb.bench;

import io.tidaldb.vector.ExactIndex;
import io.tidaldb.vector.Metric;
import io.tidaldb.vector.Nearest;

import org.apache.lucene.search.ScoreDoc;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Searches by words and by vectors, mixed with signals, a filter, what the reader has seen, and
 * caps, through embedded JDBC; no two statements have the same parameters. Beside it: Lucene asked
 * directly for words and for vectors and both fused, without any of the rest. Then how long it
 * takes from before a post is written until a search through JDBC has found it by both, while
 * another connection searches.
 */
final class HybridBenchmark {
    private static final int QUERIES = 300;
    private static final int FUSED = 1_000;
    private static final int NEAREST = 100;
    private static final int K = 10;

    private static final String HYBRID =
            "SELECT id, title, RANK_SCORE() FROM posts WHERE %s"
                    + " RANK BY RRF() + 0.01 * LN(1 + DECAY(likes))"
                    + " + 0.005 * FRESHNESS(created_at, INTERVAL '30' DAY)"
                    + " FOR USER ? MATCH ? NEAR ? DIVERSIFY BY creator MAX 2 LIMIT 20";
    private static final String WORDS =
            "SELECT id, title, RANK_SCORE() FROM posts RANK BY TEXT_SCORE() MATCH ? LIMIT 20";
    private static final String VECTORS =
            "SELECT id, title, RANK_SCORE() FROM posts RANK BY VECTOR_SCORE() NEAR ? LIMIT 20";
    private static final String NEAREST_TEN =
            "SELECT id FROM posts RANK BY VECTOR_SCORE() NEAR ? LIMIT " + K;

    private final Path directory;
    private final PrintStream out;

    HybridBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    void run() throws Exception {
        Files.createDirectories(directory);
        HybridStore store =
                new HybridStore(directory.resolve("store"), DataFiles.findOrGenerate(directory));
        out.println("data        " + store.description());
        store.load();
        List<TextRequest> words =
                TextRequest.draw(store.texts(), TextRequest.Form.TWO_WORDS, QUERIES, 20261201);
        try (Connection connection = DriverManager.getConnection(store.url(""))) {
            double hybrid = queries(connection, store, words);
            recall(connection, store);
            compare(store, words, hybrid);
        }
        for (String durability : List.of("sync", "interval:200")) {
            new VisibleWrites(store, words, durability, out).run();
        }
    }

    private double queries(Connection connection, HybridStore store, List<TextRequest> words)
            throws Exception {
        float[][] vectors = store.embeddings.queries();
        Latencies table = new Latencies(out);
        table.heading("Embedded JDBC, prepared, new parameters each time");
        try (PreparedStatement byWords = connection.prepareStatement(WORDS);
                PreparedStatement byVectors = connection.prepareStatement(VECTORS);
                PreparedStatement unseen =
                        connection.prepareStatement(HYBRID.formatted("NOT SEEN"));
                PreparedStatement filtered =
                        connection.prepareStatement(
                                HYBRID.formatted("NOT SEEN AND topic IN (?, ?)"))) {
            table.measure(
                    "two words, top 20",
                    number -> {
                        byWords.setString(1, words.get(number % QUERIES).text());
                        return read(byWords);
                    });
            table.measure(
                    "a vector, top 20",
                    number -> {
                        byVectors.setObject(1, vectors[number % vectors.length]);
                        return read(byVectors);
                    });
            double hybrid =
                    table.measure(
                            "both fused, two signals, NOT SEEN, 2 posts a creator, top 20",
                            number -> {
                                set(unseen, 1, number, words, vectors);
                                return read(unseen);
                            });
            table.measure(
                    "the same in 2 topics of 63",
                    number -> {
                        filtered.setString(1, topic(store, number));
                        filtered.setString(2, topic(store, 7 * number + 1));
                        set(filtered, 3, number, words, vectors);
                        return read(filtered);
                    });
            table.close();
            return hybrid;
        }
    }

    private static String topic(HybridStore store, int number) {
        return store.posts.get((int) (number * 7_919L % store.posts.size())).topic();
    }

    /** Another reader, another vector and other words for each number, in other combinations. */
    private static void set(
            PreparedStatement statement,
            int first,
            int number,
            List<TextRequest> words,
            float[][] vectors)
            throws SQLException {
        statement.setLong(first, 1 + number % 5_000);
        statement.setString(first + 1, words.get(number % QUERIES).text());
        statement.setObject(first + 2, vectors[number * 7 % vectors.length]);
    }

    private static double read(PreparedStatement statement) throws SQLException {
        double sum = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                sum += rows.getLong(1) % 7 + rows.getString(2).length() + rows.getDouble(3);
            }
        }
        return sum;
    }

    private void recall(Connection connection, HybridStore store) throws SQLException {
        ExactIndex exact = new ExactIndex(Metric.COSINE, Embeddings.DIMENSION);
        Map<Long, Integer> ordinals = new HashMap<>();
        for (int i = 0; i < store.posts.size(); i++) {
            exact.put(i, store.embeddings.vectors()[i]);
            ordinals.put(store.posts.get(i).id(), i);
        }
        int found = 0;
        int all = 0;
        try (PreparedStatement nearest = connection.prepareStatement(NEAREST_TEN)) {
            for (float[] query : store.embeddings.queries()) {
                Nearest truth = exact.search(query, K, null, 1);
                nearest.setObject(1, query);
                try (ResultSet rows = nearest.executeQuery()) {
                    while (rows.next()) {
                        int ordinal = ordinals.get(rows.getLong(1));
                        for (int i = 0; i < K; i++) {
                            found += truth.ordinal(i) == ordinal ? 1 : 0;
                        }
                    }
                }
                all += K;
            }
        }
        out.printf(Locale.ROOT, "recall@10 of NEAR through SQL: %.4f%n", (double) found / all);
    }

    private void compare(HybridStore store, List<TextRequest> words, double hybrid)
            throws Exception {
        float[][] vectors = store.embeddings.queries();
        try (LuceneText text = new LuceneText(directory.resolve("lucene-text"), 2, 1);
                LuceneVectors graph = new LuceneVectors(directory.resolve("lucene-vectors"))) {
            text.build(store.texts());
            graph.build(store.embeddings.vectors());
            Latencies table = new Latencies(out);
            table.heading("Lucene used directly: ordinals and scores, no titles");
            double lucene =
                    table.measure(
                            "best 1,000 by words and 100 nearest, fused by RRF, top 20",
                            number -> {
                                ScoreDoc[] byWords =
                                        text.top(words.get(number % QUERIES), FUSED).scoreDocs;
                                int[] byVector =
                                        graph.search(
                                                vectors[number * 7 % vectors.length],
                                                NEAREST,
                                                null,
                                                NEAREST);
                                return fuse(byWords, byVector);
                            });
            out.printf(
                    Locale.ROOT,
                    "our statement takes %.2f times Lucene's two searches and their fusion%n",
                    hybrid / lucene);
            table.close();
        }
    }

    /** The sum of the best 20 fused scores. */
    private static double fuse(ScoreDoc[] byWords, int[] byVector) {
        Map<Integer, Double> scores = new HashMap<>();
        for (int i = 0; i < byWords.length; i++) {
            scores.merge(byWords[i].doc, 1.0 / (61 + i), Double::sum);
        }
        for (int i = 0; i < byVector.length; i++) {
            scores.merge(byVector[i], 1.0 / (61 + i), Double::sum);
        }
        return scores.values().stream()
                .sorted(java.util.Comparator.reverseOrder())
                .limit(20)
                .mapToDouble(score -> score)
                .sum();
    }
}
