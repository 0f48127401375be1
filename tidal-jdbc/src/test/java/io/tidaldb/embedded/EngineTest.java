package io.tidaldb.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.TidalDb;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.server.ServerOptions;
import io.tidaldb.server.TidalServer;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The driver over the real engine, by each of its URLs. */
@Timeout(60)
final class EngineTest {
    private static final String NOW = "2013-08-16T12:00:00Z";

    private static Connection memory() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:tidal:mem:" + UUID.randomUUID() + ";clock=fixed:" + NOW);
    }

    /** Writes a catalogue, ranks it, and reads it back; the same wherever the database is. */
    private static void exercise(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE USER TABLE readers (id BIGINT PRIMARY KEY, name VARCHAR)");
            assertEquals(
                    3,
                    statement.executeUpdate(
                            "INSERT INTO readers VALUES (0, 'Ada'), (1, 'Bo'), (2, NULL)"));
            statement.execute(
                    "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, title VARCHAR NOT NULL,"
                            + " price DECIMAL(12, 2), created_at TIMESTAMP, tags VARCHAR ARRAY,"
                            + " meaning VECTOR(3))");
            statement.execute(
                    "CREATE SIGNAL likes ON posts BY readers DECAY HALF LIFE INTERVAL '1' DAY"
                            + " WINDOWS (HOUR, DAY)");
        }
        LocalDateTime created = LocalDateTime.of(2013, 8, 16, 11, 30);
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO posts (id, title, price, created_at, tags, meaning)"
                                + " VALUES (?, ?, ?, ?, ?, ?)")) {
            for (long id = 1; id <= 2_000; id++) {
                insert.setLong(1, id);
                insert.setString(2, "Post " + id);
                insert.setBigDecimal(3, BigDecimal.valueOf(id, 2));
                insert.setObject(4, created);
                insert.setObject(5, List.of("a", "b" + id));
                insert.setObject(6, new float[] {id, 0.5f, -1});
                insert.addBatch();
            }
            assertEquals(2_000, insert.executeBatch().length);
        }
        try (PreparedStatement like =
                connection.prepareStatement(
                        "INSERT INTO likes (item_id, user_id, at) VALUES (?, ?, ?)")) {
            for (int i = 0; i < 3; i++) {
                like.setLong(1, 42);
                like.setLong(2, i);
                like.setObject(3, created);
                like.addBatch();
            }
            assertArrayEquals(new int[] {1, 1, 1}, like.executeBatch());
        }
        try (PreparedStatement ranked =
                connection.prepareStatement(
                        "SELECT id, title, price, created_at, tags, meaning FROM posts"
                                + " RANK BY COUNT_OVER(likes, INTERVAL '1' DAY) LIMIT 5")) {
            ResultSet rows = ranked.executeQuery();
            assertTrue(rows.next());
            assertEquals(42, rows.getLong(1));
            assertEquals("Post 42", rows.getString("title"));
            assertEquals(new BigDecimal("0.42"), rows.getBigDecimal(3));
            assertEquals(created, rows.getObject(4, LocalDateTime.class));
            assertEquals("2013-08-16 11:30:00", rows.getString(4));
            assertArrayEquals(new Object[] {"a", "b42"}, (Object[]) rows.getArray(5).getArray());
            assertArrayEquals(new float[] {42, 0.5f, -1}, rows.getObject(6, float[].class));
        }
        try (Statement statement = connection.createStatement();
                ResultSet all = statement.executeQuery("SELECT id FROM posts")) {
            int count = 0;
            while (all.next()) {
                count++;
            }
            assertEquals(2_000, count);
        }
        SQLException unknown =
                assertThrows(
                        SQLException.class,
                        () -> connection.prepareStatement("SELECT * FROM post"));
        assertEquals("42P01", unknown.getSQLState());
        assertTrue(unknown.getMessage().contains("posts"), unknown.getMessage());
        SQLException syntax =
                assertThrows(
                        SQLException.class,
                        () -> connection.createStatement().executeQuery("SELEC id FROM posts"));
        assertEquals("42601", syntax.getSQLState());
        try (ResultSet keys = connection.getMetaData().getPrimaryKeys(null, null, "POSTS")) {
            assertTrue(keys.next());
            assertEquals("id", keys.getString("COLUMN_NAME"));
        }
        try (ResultSet tables = connection.getMetaData().getTables(null, "tidal", "%", null)) {
            List<String> names = new ArrayList<>();
            while (tables.next()) {
                names.add(tables.getString("TABLE_TYPE") + " " + tables.getString("TABLE_NAME"));
            }
            assertEquals(List.of("ITEM TABLE posts", "SIGNAL likes", "USER TABLE readers"), names);
        }
    }

    @Test
    void inMemory() throws SQLException {
        try (Connection connection = memory()) {
            exercise(connection);
        }
    }

    @Test
    void throughAServer() throws SQLException {
        try (TidalDb database =
                        TidalDb.builder()
                                .ephemeral()
                                .clock(StoreClock.parse("fixed:" + NOW))
                                .open();
                TidalServer server =
                        TidalServer.start(database, ServerOptions.DEFAULT.withPort(0));
                Connection connection =
                        DriverManager.getConnection("jdbc:tidal://localhost:" + server.port())) {
            exercise(connection);
        }
    }

    @Test
    void aServerTellsItsHealth() throws Exception {
        TidalDb database = TidalDb.builder().ephemeral().open();
        try (TidalServer server = TidalServer.start(database, ServerOptions.DEFAULT.withPort(0))) {
            HttpResponse<String> health = get(server, "/healthz");
            assertEquals(200, health.statusCode());
            assertTrue(health.body().startsWith("{\"status\":\"ok\","), health.body());
            HttpResponse<String> metrics = get(server, "/metrics");
            assertEquals(200, metrics.statusCode());
            assertEquals(
                    "text/plain; version=0.0.4; charset=utf-8",
                    metrics.headers().firstValue("Content-Type").orElseThrow());
            assertTrue(metrics.body().contains("\ntidaldb_health_ok 1\n"), metrics.body());
            assertEquals(404, get(server, "/health").statusCode());
            database.close();
            assertEquals(503, get(server, "/healthz").statusCode());
        }
    }

    private static HttpResponse<String> get(TidalServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + server.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void settingsOfTheUrlOpenTheDatabase(@TemporaryHome Path directory) throws Exception {
        Path wal = directory.resolve("wal");
        Path cache = directory.resolve("cache");
        String url = "jdbc:tidal:" + directory.resolve("db") + ";walDir=" + wal;
        Properties properties = new Properties();
        properties.setProperty("cacheDir", cache.toString());
        properties.setProperty("durability", "interval:50");
        properties.setProperty("metrics", "0");
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE notes (id BIGINT PRIMARY KEY)");
            refused(url + ";durability=sync", "durability is sync: ");
            assertTrue(Files.exists(wal.resolve("tidal.owner")));
            assertTrue(Files.isDirectory(cache.resolve("history")));
        }
        try (Connection connection =
                        DriverManager.getConnection("jdbc:tidal:" + directory.resolve("db"));
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO notes VALUES (1)");
        }
        refused("jdbc:tidal:" + directory.resolve("db") + ";walDir=" + cache, "walDir is ");
        refused(url + ";durability=perhaps", "durability is 'perhaps': ");
        refused(url + ";metrics=nowhere", "metrics is 'nowhere': ");
        refused("jdbc:tidal:mem:x;walDir=" + wal, "walDir is ");
        refused("jdbc:tidal:mem:x;durability=sync", "durability is sync: ");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused(url + ";metrics=" + taken.getLocalPort(), "metrics is ");
        }
    }

    private static void refused(String url, String message) {
        SQLException e =
                assertThrows(SQLException.class, () -> DriverManager.getConnection(url).close());
        assertEquals("F0000", e.getSQLState(), e.getMessage());
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }

    @Test
    void inADirectoryAndAgain(@TemporaryHome Path directory) throws SQLException {
        String url = "jdbc:tidal:" + directory.resolve("db") + ";clock=fixed:" + NOW;
        try (Connection connection = DriverManager.getConnection(url)) {
            exercise(connection);
        }
        try (Connection again = DriverManager.getConnection(url);
                ResultSet rows =
                        again.createStatement().executeQuery("SELECT COUNT(*) FROM posts")) {
            assertTrue(rows.next());
            assertEquals(2_000, rows.getLong(1));
        }
    }

    @Test
    void aBadRowLeavesNothingOfItsBatch() throws SQLException {
        try (Connection connection = memory();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, title VARCHAR NOT NULL)");
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO posts (id, title) VALUES (?, ?)")) {
                insert.setLong(1, 1);
                insert.setString(2, "one");
                insert.addBatch();
                insert.setLong(1, 2);
                insert.setString(2, null);
                insert.addBatch();
                BatchUpdateException refused =
                        assertThrows(BatchUpdateException.class, insert::executeBatch);
                assertEquals("23502", refused.getSQLState(), refused.getMessage());
            }
            try (ResultSet rows = statement.executeQuery("SELECT id FROM posts")) {
                assertFalse(rows.next());
            }
        }
    }

    @Test
    void connectionsToOneMemoryDatabaseShareIt() throws Exception {
        String url = "jdbc:tidal:mem:" + UUID.randomUUID();
        try (Connection keeper = DriverManager.getConnection(url);
                Statement statement = keeper.createStatement()) {
            statement.execute("CREATE TABLE notes (id BIGINT PRIMARY KEY, author BIGINT)");
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int author = t;
                writers.add(CompletableFuture.runAsync(() -> write(url, author)));
            }
            for (CompletableFuture<Void> writer : writers) {
                writer.get();
            }
            try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM notes")) {
                rows.next();
                assertEquals(400, rows.getLong(1));
            }
        }
        try (Connection fresh = DriverManager.getConnection(url)) {
            assertThrows(SQLException.class, () -> fresh.prepareStatement("SELECT 1 FROM notes"));
        }
    }

    private static void write(String url, int author) {
        try (Connection own = DriverManager.getConnection(url);
                PreparedStatement insert =
                        own.prepareStatement("INSERT INTO notes (id, author) VALUES (?, ?)")) {
            for (int i = 0; i < 100; i++) {
                insert.setLong(1, author * 100 + i);
                insert.setLong(2, author);
                insert.executeUpdate();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSecondProcessIsRefused(@TemporaryHome Path directory) throws Exception {
        String url = "jdbc:tidal:" + directory.resolve("db");
        try (Connection first = DriverManager.getConnection(url)) {
            assertTrue(first.isValid(1));
            Process second =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--add-modules=jdk.incubator.vector",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    SecondProcess.class.getName(),
                                    url)
                            .redirectErrorStream(true)
                            .start();
            String output =
                    new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, second.waitFor(), output);
            assertTrue(output.contains("refused with 55006: "), output);
        }
    }

    /** Opens the URL and says how that went. */
    static final class SecondProcess {
        public static void main(String[] args) {
            try (Connection connection = DriverManager.getConnection(args[0])) {
                System.out.println("opened " + connection);
            } catch (SQLException e) {
                System.out.println("refused with " + e.getSQLState() + ": " + e.getMessage());
            }
        }
    }

    @Test
    void anUnknownClockIsRefused() {
        SQLException refused =
                assertThrows(
                        SQLException.class,
                        () -> DriverManager.getConnection("jdbc:tidal:mem:x;clock=sundial"));
        assertEquals("F0000", refused.getSQLState());
        assertTrue(refused.getMessage().contains("sundial"));
    }
}
