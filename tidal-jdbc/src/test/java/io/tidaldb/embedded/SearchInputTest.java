package io.tidaldb.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Searches for what is too long, too deep or no number, through the driver. */
@Timeout(60)
final class SearchInputTest {
    private static final String MATCH = "SELECT id FROM posts RANK BY TEXT_SCORE() MATCH ? LIMIT 9";
    private static final String NEAR = "SELECT id FROM posts RANK BY VECTOR_SCORE() NEAR ? LIMIT 9";
    private static final int MEGABYTE = 1 << 20;

    private Connection connection;

    @BeforeEach
    void makePosts() throws SQLException {
        connection = DriverManager.getConnection("jdbc:tidal:mem:searchinput");
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, title VARCHAR,"
                            + " meaning VECTOR(2))");
            statement.execute("CREATE TEXT INDEX ON posts (title)");
            statement.execute("CREATE VECTOR INDEX ON posts (meaning)");
            statement.execute(
                    "INSERT INTO posts VALUES (1, 'star charts', ARRAY[1, 0]),"
                            + " (2, 'rye bread', ARRAY[0, 1])");
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    /** What was found, and then the warnings. */
    private List<String> find(String sql, Object value) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, value);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            if (statement.getWarnings() != null) {
                found.add(statement.getWarnings().getMessage());
            }
        }
        return found;
    }

    private SQLException fails(String sql, Object value) {
        return assertThrows(SQLException.class, () -> find(sql, value));
    }

    @Test
    void longTextsAreCutWithAWarning() throws SQLException {
        String cut = "only the first 64 words and 8192 characters of MATCH's text are looked for";
        assertEquals(List.of("1", cut), find(MATCH, "star ".repeat(MEGABYTE / 5)), "the same word");
        assertEquals(List.of(cut), find(MATCH, "x".repeat(MEGABYTE)), "one word");
        assertEquals(
                List.of("1", cut),
                find(MATCH + " OFFSET 0", "star" + " ".repeat(MEGABYTE) + "bread"),
                "blanks");
        assertEquals(
                List.of("1", cut), find(MATCH, "star" + "\0\uD800\uFFFF".repeat(MEGABYTE / 4)));
    }

    @Test
    void deepNestingIsRead() throws SQLException {
        int deep = 4_000;
        assertEquals(
                List.of("1"),
                find(MATCH, "(".repeat(deep) + "star" + ")".repeat(deep)).subList(0, 1));
        assertTrue(find(MATCH, "NOT ".repeat(2_000) + "star").size() <= 1);
        assertEquals("1", find(MATCH, "star" + " AND (star".repeat(700)).getFirst());
        assertEquals("1", find(MATCH, "\"star".repeat(1_000)).getFirst());
        assertTrue(find(MATCH, "title:".repeat(1_000)).size() <= 1);
    }

    @Test
    void aStatementOfAMegabyteIsRefused() {
        SQLException refused =
                assertThrows(
                        SQLException.class,
                        () -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.execute(
                                        MATCH.replace("?", "'" + "x ".repeat(MEGABYTE) + "'"));
                            }
                        });
        assertEquals("54000", refused.getSQLState());
    }

    @Test
    void vectorsMustBeFiniteAndFit() throws SQLException {
        assertEquals(List.of("1", "2"), find(NEAR, new float[] {1, 0}));
        for (float wrong : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, Float.MAX_VALUE}) {
            assertEquals("22023", fails(NEAR, new float[] {1, wrong}).getSQLState());
        }
        assertEquals("22023", fails(NEAR, new float[] {0, 0}).getSQLState());
        assertEquals("22026", fails(NEAR, new float[0]).getSQLState());
        assertEquals("22026", fails(NEAR, new float[100_000]).getSQLState());
        assertEquals(List.of("1", "2"), find(NEAR, "[1, 0]"), "as JSON");
        assertEquals("42804", fails(NEAR, "[1, 0").getSQLState());
        assertEquals(
                List.of("NEAR was given NULL, or an item without a vector: nothing is near"),
                find(NEAR, null));
    }

    @Test
    void anythingCanBeTyped() throws SQLException {
        String suggest = "SELECT suggestion FROM SUGGEST(posts, ?)";
        assertEquals(List.of("star"), find(suggest, "st"));
        for (String typed :
                List.of(
                        "x".repeat(MEGABYTE),
                        "st ".repeat(MEGABYTE / 4) + "st",
                        "(\"+-*".repeat(50),
                        "\0",
                        "\uD800",
                        "%")) {
            assertEquals(Collections.emptyList(), find(suggest, typed));
            String whole = "SELECT suggestion FROM SUGGEST(posts, ?, whole => TRUE)";
            assertEquals(Collections.emptyList(), find(whole, typed));
        }
    }
}
