package io.tidaldb.bench;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A store of posts with words, vectors and a million events, and what it was made of. */
final class HybridStore {
    private static final int BATCH = 1_000;

    /**
     * A post.
     *
     * @param body null if it has none
     */
    record Post(long id, String title, String body, String creator, String topic, Instant at) {}

    private final Path directory;
    private final DataFiles files;
    final List<Post> posts;
    final Embeddings embeddings;

    /** Reads the files. */
    HybridStore(Path directory, DataFiles files) throws IOException {
        this.directory = directory;
        this.files = files;
        this.posts = read(Path.of(files.file("posts.csv.gz")));
        this.embeddings = Embeddings.findOrGenerate(files);
    }

    String description() {
        return files.description() + ", " + embeddings.description();
    }

    /** Titles and bodies. */
    List<String[]> texts() {
        return posts.stream().map(post -> new String[] {post.title, post.body}).toList();
    }

    String url(String options) {
        return "jdbc:tidal:" + directory + ";clock=log" + options;
    }

    /** Makes the store: the schema of the import benchmark with vectors and both indexes. */
    void load() throws SQLException {
        String schema =
                ImportBenchmark.SCHEMA.replace(
                        "comment_total INTEGER)",
                        "comment_total INTEGER, meaning VECTOR(" + Embeddings.DIMENSION + "))");
        ImportBenchmark.tidal(directory, "-e", schema);
        try (Connection connection = DriverManager.getConnection(url(""))) {
            insertCreators(connection);
            insertPosts(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TEXT INDEX ON posts (title BOOST 2, body)");
                statement.execute("CREATE VECTOR INDEX ON posts (meaning) METRIC cosine");
            }
        }
        String users = files.file("users.csv.gz");
        ImportBenchmark.tidal(directory, "import", "--table", "readers", "--ignore-extra", users);
        ImportBenchmark.loadEvents(directory, files);
    }

    private void insertCreators(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO authors VALUES (?)")) {
            for (String creator : posts.stream().map(Post::creator).distinct().toList()) {
                insert.setString(1, creator);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void insertPosts(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (int i = 0; i < posts.size(); i++) {
                set(insert, posts.get(i), embeddings.vectors()[i]);
                insert.addBatch();
                if ((i + 1) % BATCH == 0 || i + 1 == posts.size()) {
                    insert.executeBatch();
                }
            }
        }
    }

    static final String INSERT =
            "INSERT INTO posts (id, title, body, creator, topic, created_at, meaning)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?)";

    /** Sets the parameters of {@link #INSERT}. */
    static void set(PreparedStatement insert, Post post, float[] vector) throws SQLException {
        insert.setLong(1, post.id);
        insert.setString(2, post.title);
        insert.setString(3, post.body);
        insert.setString(4, post.creator);
        insert.setString(5, post.topic);
        insert.setTimestamp(6, Timestamp.from(post.at));
        insert.setObject(7, vector);
    }

    private static List<Post> read(Path file) throws IOException {
        List<Post> posts = new ArrayList<>();
        try (Reader in =
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file), 1 << 16),
                                StandardCharsets.UTF_8);
                CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(in)) {
            for (NamedCsvRecord row : rows) {
                String body = row.getField("body");
                posts.add(
                        new Post(
                                Long.parseLong(row.getField("id")),
                                row.getField("title"),
                                body.isEmpty() ? null : body,
                                row.getField("domain"),
                                row.getField("subreddit"),
                                Instant.ofEpochSecond(
                                        Long.parseLong(row.getField("created_utc")))));
            }
        }
        return posts;
    }
}
