package io.tidaldb.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.acceptance.RealPosts.Post;
import io.tidaldb.acceptance.RealPosts.Span;
import io.tidaldb.shell.command.Command;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * 62,719 real posts, 5,000 readers and 1,000,000 events go in through {@code import}, and the
 * database's answers are compared with {@link RealPosts}: first by the process that loaded them,
 * then after closing and opening the directory again. Alone it runs with
 *
 * <pre>
 * mvn -pl tidal-shell -am test -Dtest=RealPostsTest -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * It needs the files in {@code ../shared/data/reddit} beside the repository, or where the system
 * property or environment variable {@code TIDAL_REDDIT} says, and is skipped without them.
 */
@ParameterizedClass
@EnumSource(RealPostsTest.Opening.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealPostsTest {
    /** Since when the database is open. */
    enum Opening {
        LOADED,
        REOPENED
    }

    private static final long DAY = 86_400_000;
    private static final List<String> SIGNALS =
            List.of("view", "like", "skip", "share", "comment", "hide");

    private static final String SCHEMA =
            """
            CREATE CREATOR TABLE authors (domain VARCHAR PRIMARY KEY);
            CREATE USER TABLE readers (id BIGINT PRIMARY KEY, region VARCHAR, language VARCHAR);
            CREATE ITEM TABLE posts (
              id BIGINT PRIMARY KEY, title VARCHAR NOT NULL, body VARCHAR,
              creator VARCHAR REFERENCES authors, topic VARCHAR, created_at TIMESTAMP NOT NULL,
              ups INTEGER, downs INTEGER, comment_total INTEGER);
            CREATE SIGNAL views ON posts BY readers
              DECAY HALF LIFE INTERVAL '7' DAY WINDOWS (HOUR, DAY, WEEK) MARKS SEEN;
            CREATE SIGNAL likes ON posts BY readers
              DECAY HALF LIFE INTERVAL '30' DAY WINDOWS (HOUR, DAY, WEEK);
            CREATE SIGNAL skips ON posts BY readers
              DECAY HALF LIFE INTERVAL '1' DAY WINDOWS (DAY, WEEK);
            CREATE SIGNAL shares ON posts BY readers
              DECAY HALF LIFE INTERVAL '14' DAY WINDOWS (HOUR, DAY, WEEK);
            CREATE SIGNAL comments ON posts BY readers
              DECAY HALF LIFE INTERVAL '14' DAY WINDOWS (HOUR, DAY, WEEK);
            CREATE SIGNAL hides ON posts BY readers PERMANENT EXCLUDES;
            CREATE RANKING PROFILE trending ON posts AS
              SCORE 0.5 * VELOCITY(shares, INTERVAL '1' HOUR)
                  + 0.3 * VELOCITY(views, INTERVAL '1' HOUR)
                  + 0.2 * DECAY(likes);
            """;

    @TemporaryHome private static Path directory;
    private static RealPosts real;
    private static Map<Long, Double> trending;
    private static Connection connection;

    @Parameter private Opening opening;

    @BeforeAll
    static void load() throws IOException {
        Path files = RealPosts.find().orElse(null);
        if (files == null) {
            String message =
                    "the real posts are absent, so their acceptance test is skipped; name their"
                            + " directory with "
                            + RealPosts.PROPERTY;
            System.err.println(message);
            Assumptions.abort(message);
        }
        real = RealPosts.read(files);
        trending = new HashMap<>();
        real.windowed("share", Span.HOUR_OF_MINUTES)
                .forEach((id, sum) -> trending.merge(id, 0.5 * sum, Double::sum));
        real.windowed("view", Span.HOUR_OF_MINUTES)
                .forEach((id, sum) -> trending.merge(id, 0.3 * sum, Double::sum));
        real.decayed("like", 30 * DAY)
                .forEach((id, sum) -> trending.merge(id, 0.2 * sum, Double::sum));

        tidal("-e", SCHEMA);
        tidal("import", "--table", "authors", "--upsert", "--ignore-extra", path("posts.csv.gz"));
        tidal(
                "import",
                "--table",
                "posts",
                "--map",
                "topic=subreddit",
                "--map",
                "creator=domain",
                "--map",
                "created_at=created_utc:epoch_s",
                "--map",
                "comment_total=comments",
                path("posts.csv.gz"));
        tidal("import", "--table", "readers", "--ignore-extra", path("users.csv.gz"));
        tidal(
                "import",
                "--table-from",
                "signal",
                "--table-map",
                SIGNALS.stream().map(s -> s + "=" + s + "s").collect(Collectors.joining(",")),
                "--map",
                "item_id=post_id",
                "--map",
                "at=ts_ms:epoch_ms",
                path("events.csv.gz"));
    }

    /** Runs the command in this process, as the launcher would in its own. */
    private static void tidal(String... args) {
        List<String> line = new ArrayList<>(List.of(args));
        int options = args[0].equals("import") ? 1 : 0;
        line.addAll(options, List.of("--data", directory.toString(), "--clock", "log"));
        Command command = Command.run(line.toArray(String[]::new));
        assertEquals(0, command.status(), command.err());
    }

    private static String path(String file) {
        return real.file(file).toString();
    }

    @BeforeParameterizedClassInvocation
    static void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:tidal:" + directory + ";clock=log");
    }

    @AfterParameterizedClassInvocation
    static void close() throws SQLException {
        connection.close();
    }

    @AfterAll
    static void forget() {
        real = null;
        trending = null;
    }

    private static Map<Long, Double> numbers(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Map<Long, Double> numbers = new HashMap<>();
            while (rows.next()) {
                numbers.put(rows.getLong(1), rows.getDouble(2));
                assertFalse(rows.wasNull(), sql);
            }
            return numbers;
        }
    }

    private static List<Long> ids(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<Long> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
            return ids;
        }
    }

    private static double trending(Post post) {
        return trending.getOrDefault(post.id(), 0.0);
    }

    private static void assertOrder(ExpectedFeed expected, String sql) throws SQLException {
        assertTrue(expected.isSharp(), "the files decide the order");
        assertEquals(expected.ids(), ids(sql), sql);
    }

    /** The topic with the fewest creators that has at least so many posts. */
    private static String crowdedTopic(int posts) {
        Map<String, List<Post>> topics =
                real.posts().stream().collect(Collectors.groupingBy(Post::topic));
        return topics.entrySet().stream()
                .filter(topic -> topic.getValue().size() >= posts)
                .min(
                        (a, b) ->
                                Long.compare(
                                        a.getValue().stream().map(Post::creator).distinct().count(),
                                        b.getValue().stream()
                                                .map(Post::creator)
                                                .distinct()
                                                .count()))
                .orElseThrow()
                .getKey();
    }

    @Test
    void everyRowIsThere() throws SQLException {
        List<String> tables = new ArrayList<>(List.of("posts", "authors"));
        List<Long> counts = new ArrayList<>();
        counts.add((long) real.posts().size());
        counts.add(real.posts().stream().map(Post::creator).distinct().count());
        for (String signal : SIGNALS) {
            tables.add(signal + "s");
            counts.add(real.events().stream().filter(e -> e.signal().equals(signal)).count());
        }
        for (int i = 0; i < tables.size(); i++) {
            // Of what is counted here, a later test adds one hide.
            long added = opening == Opening.REOPENED && tables.get(i).equals("hides") ? 1 : 0;
            assertEquals(
                    List.of(counts.get(i) + added),
                    ids("SELECT COUNT(*) FROM " + tables.get(i)),
                    tables.get(i));
        }
    }

    @Test
    void nowIsTheNewestEvent() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT MAX(at) FROM views")) {
            assertTrue(rows.next());
            assertEquals(
                    real.events().stream()
                            .filter(e -> e.signal().equals("view"))
                            .mapToLong(RealPosts.Event::at)
                            .max()
                            .orElseThrow(),
                    rows.getTimestamp(
                                    1,
                                    java.util.Calendar.getInstance(
                                            java.util.TimeZone.getTimeZone("UTC")))
                            .getTime());
        }
        // The age of the youngest post, in hours, tells what the database takes for now.
        Post youngest = real.posts().getLast();
        Map<Long, Double> ages =
                numbers("SELECT id, AGE(created_at) FROM posts WHERE id = " + youngest.id());
        assertEquals((real.now() - youngest.createdAt()) / 3.6e6, ages.get(youngest.id()), 1e-9);
    }

    @Test
    void decayedLikesAreTheSumOfTheirDecayedWeights() throws SQLException {
        assertDecayed("like", "DECAY(likes)", 30 * DAY);
    }

    @Test
    void decayFollowsTheHalfLifeOfItsSignal() throws SQLException {
        assertAll(
                () -> assertDecayed("view", "DECAY(views)", 7 * DAY),
                () -> assertDecayed("skip", "DECAY(skips)", DAY),
                () -> assertDecayed("share", "DECAY(shares)", 14 * DAY));
    }

    private static void assertDecayed(String signal, String call, long halfLife)
            throws SQLException {
        Map<Long, Double> expected = real.decayed(signal, halfLife);
        Map<Long, Double> actual = numbers("SELECT id, " + call + " FROM posts");
        assertEquals(real.posts().size(), actual.size());
        actual.forEach(
                (id, value) -> {
                    double sum = expected.getOrDefault(id, 0.0);
                    assertEquals(sum, value, 1e-6 * sum, () -> call + " of post " + id);
                });
    }

    @Test
    void velocitiesAreWindowSumsPerHour() throws SQLException {
        for (String signal : List.of("view", "like", "share", "comment")) {
            for (Span span : List.of(Span.HOUR_OF_MINUTES, Span.DAY_OF_HOURS)) {
                Map<Long, Double> expected = real.windowed(signal, span);
                assertFalse(expected.isEmpty(), "something happened");
                expected.replaceAll((id, sum) -> sum / span.hours());
                assertExactly(expected, "VELOCITY(" + signal + "s, " + span.sql + ")");
            }
        }
    }

    @Test
    void weeksAreCounted() throws SQLException {
        for (String signal : List.of("view", "like", "skip", "share", "comment")) {
            assertExactly(
                    real.windowed(signal, Span.WEEK_OF_HOURS),
                    "COUNT_OVER(" + signal + "s, " + Span.WEEK_OF_HOURS.sql + ")");
        }
    }

    private static void assertExactly(Map<Long, Double> expected, String call) throws SQLException {
        Map<Long, Double> actual = numbers("SELECT id, " + call + " FROM posts");
        assertEquals(real.posts().size(), actual.size());
        actual.forEach(
                (id, value) ->
                        assertEquals(
                                expected.getOrDefault(id, 0.0),
                                value,
                                () -> call + " of post " + id));
    }

    @Test
    void trendingOrder() throws SQLException {
        ExpectedFeed expected =
                ExpectedFeed.of(real.posts(), post -> true, RealPostsTest::trending).first(100);
        assertOrder(expected, "SELECT id FROM posts RANK USING trending LIMIT 100");
        Map<Long, Double> scores =
                numbers("SELECT id, RANK_SCORE() FROM posts RANK USING trending LIMIT 100");
        for (ExpectedFeed.Row row : expected.rows()) {
            assertEquals(row.score(), scores.get(row.post().id()), 1e-6 * row.score());
        }
    }

    @Test
    void tiesGoToTheSmallerKey() throws SQLException {
        Map<Long, Double> views = real.windowed("view", Span.HOUR_OF_MINUTES);
        ExpectedFeed all =
                ExpectedFeed.of(
                        real.posts(), post -> true, post -> views.getOrDefault(post.id(), 0.0));
        int viewed = views.size();
        assertTrue(all.rows().get(viewed / 2).score() == all.rows().get(viewed / 2 + 1).score());
        assertOrder(
                all.first(viewed + 200),
                "SELECT id FROM posts RANK BY VELOCITY(views, INTERVAL '1' HOUR) LIMIT "
                        + (viewed + 200));
    }

    @Test
    void trendingOrderWithinTopics() throws SQLException {
        Set<String> topics = Set.of("science", "programming");
        assertOrder(
                ExpectedFeed.of(
                                real.posts(),
                                post -> topics.contains(post.topic()),
                                RealPostsTest::trending)
                        .first(100),
                "SELECT id FROM posts WHERE topic IN ('science', 'programming')"
                        + " RANK USING trending LIMIT 100");
    }

    @Test
    void atMostTwoPostsOfACreator() throws SQLException {
        ExpectedFeed all = ExpectedFeed.of(real.posts(), post -> true, RealPostsTest::trending);
        ExpectedFeed capped = all.capped(2).first(100);
        assertFalse(capped.ids().equals(all.first(100).ids()), "the cap matters");
        String sql =
                "SELECT id FROM posts RANK USING trending DIVERSIFY BY creator MAX 2%s LIMIT 100";
        assertOrder(capped, sql.formatted(" STRICT"));
        // Enough creators have posts, so that nothing needs relaxing.
        assertOrder(capped, sql.formatted(""));
    }

    @Test
    void aCapThatCannotFillTheFeedIsRelaxedUnlessStrict() throws SQLException {
        String topic = crowdedTopic(500);
        ExpectedFeed all =
                ExpectedFeed.of(
                        real.posts(), post -> post.topic().equals(topic), RealPostsTest::trending);
        int strictly = all.capped(2).rows().size();
        int limit = strictly + 50;
        assertTrue(limit < all.rows().size(), "there is something to fill up with");
        String sql =
                "SELECT id FROM posts WHERE topic = '%s' RANK USING trending"
                        + " DIVERSIFY BY creator MAX 2%s LIMIT %d";
        assertOrder(all.capped(2), sql.formatted(topic, " STRICT", limit));
        assertOrder(all.capped(2, limit), sql.formatted(topic, "", limit));

        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.formatted(topic, "", limit))) {
            while (rows.next()) {
                rows.getLong(1);
            }
            SQLWarning warning = statement.getWarnings();
            assertNotNull(warning, "the relaxation is told");
            assertTrue(warning.getMessage().contains("creator"), warning.getMessage());
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.formatted(topic, " STRICT", limit))) {
            while (rows.next()) {
                rows.getLong(1);
            }
            assertNull(statement.getWarnings());
        }
    }

    @Test
    void nothingThatTheReaderHasSeen() throws SQLException {
        long reader = real.busiestReader("view");
        Set<Long> gone = new HashSet<>(real.touched("view", reader));
        gone.addAll(real.touched("hide", reader));
        ExpectedFeed all = ExpectedFeed.of(real.posts(), post -> true, RealPostsTest::trending);
        assertTrue(all.first(100).ids().stream().anyMatch(gone::contains), "something is gone");
        assertOrder(
                ExpectedFeed.of(
                                real.posts(),
                                post -> !gone.contains(post.id()),
                                RealPostsTest::trending)
                        .first(100),
                "SELECT id FROM posts WHERE NOT SEEN RANK USING trending FOR USER "
                        + reader
                        + " LIMIT 100");
    }

    @Test
    void nothingThatTheReaderHasHidden() throws SQLException {
        long reader = real.busiestReader("hide");
        Set<Long> hidden = real.touched("hide", reader);
        int limit = 2_000;
        ExpectedFeed all = ExpectedFeed.of(real.posts(), post -> true, RealPostsTest::trending);
        assertTrue(all.first(limit).ids().stream().anyMatch(hidden::contains), "something is gone");
        assertOrder(
                ExpectedFeed.of(
                                real.posts(),
                                post -> !hidden.contains(post.id()),
                                RealPostsTest::trending)
                        .first(limit),
                "SELECT id FROM posts RANK USING trending FOR USER " + reader + " LIMIT " + limit);
    }

    @Test
    void parametersGiveWhatLiteralsGive() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT id FROM posts WHERE topic = ? RANK BY"
                                + " ? * VELOCITY(shares, INTERVAL '1' HOUR)"
                                + " + ? * VELOCITY(views, INTERVAL '1' HOUR) + ? * DECAY(likes)"
                                + " LIMIT ?")) {
            for (String topic : List.of("science", "programming", "chess")) {
                statement.setString(1, topic);
                statement.setDouble(2, 0.5);
                statement.setDouble(3, 0.3);
                statement.setDouble(4, 0.2);
                statement.setInt(5, 50);
                List<Long> ids = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        ids.add(rows.getLong(1));
                    }
                }
                assertEquals(
                        ExpectedFeed.of(
                                        real.posts(),
                                        post -> post.topic().equals(topic),
                                        RealPostsTest::trending)
                                .first(50)
                                .ids(),
                        ids,
                        topic);
            }
        }
    }

    @Test
    void plainOrderByGivesTheRankedOrder() throws SQLException {
        ExpectedFeed all = ExpectedFeed.of(real.posts(), post -> true, RealPostsTest::trending);
        String sql =
                "SELECT id FROM posts ORDER BY 0.5 * VELOCITY(shares, INTERVAL '1' HOUR)"
                        + " + 0.3 * VELOCITY(views, INTERVAL '1' HOUR) + 0.2 * DECAY(likes) DESC,"
                        + " id";
        assertEquals(all.ids(), ids(sql));
        assertEquals(all.ids().subList(10, 40), ids(sql + " LIMIT 30 OFFSET 10"));
    }

    @Test
    void plainSqlOverTheSameTables() throws SQLException {
        Map<String, Long> expected =
                real.posts().stream()
                        .collect(Collectors.groupingBy(Post::topic, Collectors.counting()));
        Map<String, Long> actual = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT topic, COUNT(*) FROM posts GROUP BY topic")) {
            while (rows.next()) {
                actual.put(rows.getString(1), rows.getLong(2));
            }
        }
        assertEquals(expected, actual);

        // A join of raw events and posts comes to what the all-time columns hold.
        Map<Long, Double> joined =
                numbers(
                        "SELECT p.id, SUM(l.weight) FROM likes AS l JOIN posts AS p ON p.id ="
                                + " l.item_id WHERE p.topic = 'chess' GROUP BY p.id");
        Set<Long> chess =
                real.posts().stream()
                        .filter(post -> post.topic().equals("chess"))
                        .map(Post::id)
                        .collect(Collectors.toSet());
        Map<Long, Double> counted = new HashMap<>();
        real.events().stream()
                .filter(e -> e.signal().equals("like") && chess.contains(e.post()))
                .forEach(e -> counted.merge(e.post(), e.weight(), Double::sum));
        assertFalse(counted.isEmpty(), "chess is liked");
        assertEquals(counted, joined);
    }

    /** Last, since it changes the data. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aHiddenPostIsGoneAtOnceAndForGood() throws SQLException {
        long reader = 1_000_001;
        String feed = "SELECT id FROM posts RANK USING trending FOR USER %d LIMIT 20";
        List<Long> everybody =
                ExpectedFeed.of(real.posts(), post -> true, RealPostsTest::trending)
                        .first(21)
                        .ids();
        if (opening == Opening.LOADED) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO readers VALUES (" + reader + ", 'eu', 'en')");
                assertEquals(everybody.subList(0, 20), ids(feed.formatted(reader)));
                statement.executeUpdate(
                        "INSERT INTO hides (item_id, user_id) VALUES (%d, %d)"
                                .formatted(everybody.get(2), reader));
            }
        }
        List<Long> without = new ArrayList<>(everybody);
        without.remove(2);
        assertEquals(without, ids(feed.formatted(reader)));
    }
}
