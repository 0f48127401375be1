package io.tidaldb.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import org.apache.lucene.search.ScoreDoc;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How well {@code MATCH} orders the documents of a test collection with judgements, beside Lucene
 * used directly with the same analyzer: nDCG@10 as trec_eval computes it (Järvelin and Kekäläinen,
 * Cumulated gain-based evaluation of IR techniques, 2002). {@code TIDAL_BEIR} names a directory in
 * the format of BEIR (Thakur and others, 2021): corpus.jsonl, queries.jsonl and qrels/test.tsv.
 */
final class RelevanceBenchmark {
    private static final int K = 10;
    private static final String SCHEMA =
            """
            CREATE ITEM TABLE documents (id VARCHAR PRIMARY KEY, title VARCHAR, body VARCHAR);
            CREATE TEXT INDEX ON documents (title, body) ANALYZER english;
            """;
    private static final String SEARCH =
            "SELECT id FROM documents RANK BY TEXT_SCORE() MATCH ? LIMIT " + K;

    private final Path directory;
    private final PrintStream out;

    RelevanceBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    void run() throws Exception {
        String named = System.getProperty("TIDAL_BEIR", System.getenv("TIDAL_BEIR"));
        if (named == null) {
            out.println("TIDAL_BEIR names no test collection: nothing is measured");
            return;
        }
        Path collection = Path.of(named);
        Files.createDirectories(directory);
        Path store = directory.resolve("store");
        ImportBenchmark.tidal(store, "-e", SCHEMA);
        List<String[]> documents = read(collection.resolve("corpus.jsonl"), "_id", "title", "text");
        Map<String, String> queries = new HashMap<>();
        for (String[] query : read(collection.resolve("queries.jsonl"), "_id", "text")) {
            queries.put(query[0], query[1]);
        }
        Map<String, Map<String, Integer>> judged = judgements(collection.resolve("qrels/test.tsv"));
        try (Connection connection = DriverManager.getConnection("jdbc:tidal:" + store);
                LuceneText lucene = new LuceneText(directory.resolve("lucene"), 1, 1)) {
            insert(connection, documents);
            List<String> ids = documents.stream().map(document -> document[0]).toList();
            lucene.build(documents.stream().map(d -> new String[] {d[1], d[2]}).toList());
            queries.keySet().retainAll(judged.keySet());
            out.printf(
                    "data        %s: %,d documents, %,d queries%n",
                    collection.getFileName(), ids.size(), queries.size());
            out.printf("%n%-48s %10s%n", "Order", "nDCG@10");
            try (PreparedStatement search = connection.prepareStatement(SEARCH)) {
                print("MATCH, as it is typed", queries, judged, text -> found(search, text));
                print("MATCH, any of the words", queries, judged, text -> found(search, any(text)));
            }
            print("Lucene, any of the words", queries, judged, text -> found(lucene, ids, text));
        }
    }

    private static List<String[]> read(Path file, String... fields) throws IOException {
        List<String[]> rows = new ArrayList<>();
        ObjectReader json = new ObjectMapper().reader();
        for (String line : Files.readAllLines(file)) {
            JsonNode object = json.readTree(line);
            rows.add(Stream.of(fields).map(name -> text(object, name)).toArray(String[]::new));
        }
        return rows;
    }

    private static String text(JsonNode object, String name) {
        String text = object.path(name).asText("");
        return text.isEmpty() ? null : text;
    }

    private static void insert(Connection connection, List<String[]> documents)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO documents VALUES (?, ?, ?)")) {
            for (String[] document : documents) {
                for (int i = 0; i < document.length; i++) {
                    insert.setString(i + 1, document[i]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** How relevant documents are, by query. */
    private static Map<String, Map<String, Integer>> judgements(Path file) throws IOException {
        Map<String, Map<String, Integer>> judged = new HashMap<>();
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split("\t");
            judged.computeIfAbsent(fields[0], query -> new HashMap<>())
                    .put(fields[1], Integer.valueOf(fields[2]));
        }
        return judged;
    }

    /** Finds the best documents for a text. */
    private interface Search {
        List<String> find(String text) throws Exception;
    }

    private void print(
            String name,
            Map<String, String> queries,
            Map<String, Map<String, Integer>> judged,
            Search search)
            throws Exception {
        double sum = 0;
        for (Map.Entry<String, String> query : queries.entrySet()) {
            sum += gain(search.find(query.getValue()), judged.get(query.getKey()));
        }
        out.printf(Locale.ROOT, "%-48s %10.4f%n", name, sum / queries.size());
    }

    private static double gain(List<String> found, Map<String, Integer> judged) {
        double gain = 0;
        for (int i = 0; i < found.size(); i++) {
            gain += Math.max(0, judged.getOrDefault(found.get(i), 0)) / log(i);
        }
        List<Integer> best = judged.values().stream().sorted((a, b) -> b - a).limit(K).toList();
        double ideal = 0;
        for (int i = 0; i < best.size(); i++) {
            ideal += Math.max(0, best.get(i)) / log(i);
        }
        return ideal == 0 ? 0 : gain / ideal;
    }

    private static double log(int index) {
        return Math.log(index + 2.0) / Math.log(2);
    }

    private static List<String> found(PreparedStatement search, String text) throws SQLException {
        List<String> found = new ArrayList<>();
        search.setString(1, text);
        try (ResultSet rows = search.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    /** The words of a text with OR between them. */
    private static String any(String text) {
        return String.join(" OR ", text.strip().split("[^\\p{L}\\p{N}]+"));
    }

    private static List<String> found(LuceneText lucene, List<String> ids, String text)
            throws IOException {
        List<String> found = new ArrayList<>();
        for (ScoreDoc hit : lucene.topOfAny(text, K).scoreDocs) {
            found.add(ids.get(hit.doc));
        }
        return found;
    }
}
