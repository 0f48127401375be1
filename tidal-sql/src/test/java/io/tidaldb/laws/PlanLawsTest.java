package io.tidaldb.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * However a ranked statement is written and whatever runs it, its result is the same: with literals
 * or parameters, by itself or in a sub-query, over a table's columns or over the rows of a join.
 * And DIVERSIFY … STRICT is what QUALIFY gives.
 */
class PlanLawsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final int ROWS = 60;
    private static Database db;

    @BeforeContainer
    static void open() {
        db = Database.inMemory(NOW);
        db.run(
                "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, creator INTEGER, topic VARCHAR,"
                        + " quality DOUBLE, n INTEGER, price DECIMAL(8, 2), at_ TIMESTAMP, tags"
                        + " VARCHAR ARRAY)");
        db.run("CREATE TABLE one (x INTEGER)");
        db.run("INSERT INTO one VALUES (1)");
        db.run(
                "CREATE SIGNAL likes ON posts DECAY HALF LIFE INTERVAL '1' DAY WINDOWS (HOUR,"
                        + " DAY)");
        Random random = new Random(7);
        for (long id = 1; id <= ROWS; id++) {
            db.run(
                    "INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                    id,
                    random.nextInt(6) == 0 ? null : random.nextInt(8),
                    random.nextInt(6) == 0 ? null : "t" + random.nextInt(3),
                    random.nextInt(5) == 0 ? null : random.nextInt(20) / 2.0 - 2,
                    random.nextInt(5) == 0 ? null : random.nextInt(9) - 3,
                    random.nextInt(5) == 0
                            ? null
                            : new java.math.BigDecimal(random.nextInt(1000)).movePointLeft(2),
                    random.nextInt(5) == 0 ? null : new java.sql.Timestamp(NOW - id * 3_600_000L));
            for (int i = 0; i < random.nextInt(3); i++) {
                db.run(
                        "INSERT INTO likes (item_id, weight, at) VALUES (?, ?, ?)",
                        id,
                        random.nextInt(8) - 2.0,
                        java.time.Instant.ofEpochMilli(NOW - random.nextInt(90_000_000)));
            }
        }
    }

    @AfterContainer
    static void close() {
        db.close();
    }

    /** A score, a condition and caps, with their numbers apart. */
    private static final class Query {
        private final Random random;
        private final List<Object> values = new ArrayList<>();
        private final String score;
        private final String condition;
        private final String diversity;
        private final int limit;
        private final int offset;

        Query(Random random) {
            this.random = random;
            // The key keeps apart what rounding could put in either order.
            this.score = sum(1 + random.nextInt(3)) + " + id * 0.0009765625";
            this.condition = condition();
            this.diversity =
                    switch (random.nextInt(4)) {
                        case 0 -> " DIVERSIFY BY creator MAX " + number(1 + random.nextInt(3));
                        case 1 ->
                                " DIVERSIFY BY topic MAX "
                                        + number(1 + random.nextInt(9))
                                        + " STRICT";
                        case 2 ->
                                " DIVERSIFY BY creator MAX "
                                        + number(1 + random.nextInt(3))
                                        + ", topic MAX "
                                        + number(1 + random.nextInt(9));
                        default -> "";
                    };
            this.limit = random.nextInt(4) == 0 ? 1_000 : random.nextInt(ROWS);
            this.offset = random.nextInt(3) == 0 ? random.nextInt(5) : 0;
        }

        /** A hole in the text, for a literal or a parameter. */
        private String number(Object value) {
            values.add(value);
            return "{" + (values.size() - 1) + "}";
        }

        private String sum(int terms) {
            StringBuilder sum = new StringBuilder(term());
            for (int i = 1; i < terms; i++) {
                sum.append(random.nextBoolean() ? " + " : " - ").append(term());
            }
            return sum.toString();
        }

        private String term() {
            return switch (random.nextInt(20)) {
                case 0 -> "quality";
                case 1 -> "n";
                case 2 -> "price";
                case 3 -> "quality * " + number(random.nextInt(9) / 4.0 - 1);
                case 4 -> "n / " + number(random.nextInt(4));
                case 5 -> "quality / n";
                case 6 -> "LN(quality)";
                case 7 -> "SQRT(quality) * n";
                case 8 -> "DECAY(likes)";
                case 9 -> "VELOCITY(likes, INTERVAL '1' DAY) * 24";
                case 10 -> "CASE WHEN topic = 't1' THEN n ELSE quality + n END";
                case 11 -> "COALESCE(n, " + number(random.nextInt(5)) + ")";
                case 12 -> "LEAST(quality, n)";
                case 13 -> "GREATEST(quality, " + number(random.nextInt(4) / 2.0) + ")";
                case 14 -> "NULLIF(n, " + number(random.nextInt(3)) + ")";
                case 15 -> "FRESHNESS(at_, INTERVAL '6' HOUR) * 2";
                case 16 -> "LOG10(AGE(at_) + 1)";
                case 17 -> "(quality + " + sum(2) + ") * " + number(random.nextInt(5) / 2.0);
                case 18 -> "ABS(-n) + POWER(quality, 2)";
                default -> "MOD(n, " + number(1 + random.nextInt(3)) + ")";
            };
        }

        private String condition() {
            return switch (random.nextInt(9)) {
                case 0 -> "n > " + number(random.nextInt(5) - 2);
                case 1 -> "quality <= " + number(random.nextInt(8) / 2.0) + " OR topic IS NULL";
                case 2 -> "topic IN ('t0', 't2') AND NOT n = " + number(1);
                case 3 -> "DECAY(likes) > " + number(0.5);
                case 4 -> "price BETWEEN " + number(1) + " AND " + number(7);
                case 5 -> "quality + n > " + number(1.5);
                case 6 -> "topic LIKE 't%' AND MOD(id, 2) = " + number(0);
                default -> "TRUE";
            };
        }

        /** The values in place. */
        String literal(String text) {
            String sql = text;
            for (int i = 0; i < values.size(); i++) {
                Object value = values.get(i);
                String shown = value instanceof Double d && d < 0 ? "(" + d + "E0)" : value + "";
                if (value instanceof Double d && d >= 0) {
                    shown = d + "E0";
                }
                if (value instanceof Integer n && n < 0) {
                    shown = "(" + n + ")";
                }
                sql = sql.replace("{" + i + "}", shown);
            }
            return sql;
        }

        /**
         * A question mark for each value; fills the list with what to bind, in the text's order.
         */
        String parametrized(String text, List<Object> bound) {
            StringBuilder sql = new StringBuilder();
            int at = 0;
            for (int hole = text.indexOf('{'); hole >= 0; hole = text.indexOf('{', at)) {
                int end = text.indexOf('}', hole);
                sql.append(text, at, hole).append('?');
                bound.add(values.get(Integer.parseInt(text, hole + 1, end, 10)));
                at = end + 1;
            }
            return sql.append(text.substring(at)).toString();
        }

        String ranked(String columns, String from, String diversity, String limits) {
            return "SELECT "
                    + columns
                    + " FROM "
                    + from
                    + " WHERE "
                    + condition
                    + " RANK BY "
                    + score
                    + diversity
                    + limits;
        }

        String limits() {
            return " LIMIT " + limit + (offset == 0 ? "" : " OFFSET " + offset);
        }
    }

    @Property(tries = 120, shrinking = ShrinkingMode.OFF)
    void everyWayOfWritingItGivesTheSame(@ForAll long seed) {
        Query query = new Query(new Random(seed));
        String columns = "id, RANK_SCORE() AS s, RANK_SCORE() * 2 + id AS twice";
        String ranked = query.ranked(columns, "posts", query.diversity, query.limits());
        String literal = query.literal(ranked);
        List<List<Object>> expected = db.run(literal);
        List<String> warnings = db.warnings();

        assertEquals(expected, db.run(literal), literal);
        List<Object> bound = new ArrayList<>();
        String parametrized = query.parametrized(ranked, bound);
        assertEquals(expected, db.run(parametrized, bound.toArray()), parametrized);
        assertEquals(warnings, db.warnings(), parametrized);

        String inner = "SELECT id, s, twice FROM (" + literal + ") AS t WHERE id > 0";
        same(expected, db.run(inner), inner);

        String joined =
                query.literal(
                        query.ranked(
                                columns,
                                "posts JOIN one ON TRUE",
                                query.diversity,
                                query.limits()));
        same(expected, db.run(joined), joined);
        // Which rows are scored is a matter of the plan, and so is how many have a missing term.
        assertEquals(relaxations(warnings), relaxations(db.warnings()), joined);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void strictDiversityIsQualify(@ForAll long seed) {
        Random random = new Random(seed);
        Query query = new Query(random);
        int max = 1 + random.nextInt(4);
        String column = random.nextBoolean() ? "creator" : "topic";
        String strict =
                query.literal(
                        query.ranked(
                                "id, RANK_SCORE() AS s",
                                "posts",
                                " DIVERSIFY BY " + column + " MAX " + max + " STRICT",
                                query.limits()));
        String all =
                query.literal(
                        query.ranked("id, " + column + ", RANK_SCORE() AS s", "posts", "", ""));
        String qualified =
                "SELECT id, s FROM ("
                        + all
                        + ") AS t QUALIFY "
                        + column
                        + " IS NULL OR ROW_NUMBER() OVER (PARTITION BY "
                        + column
                        + " ORDER BY s DESC, id) <= "
                        + max
                        + " ORDER BY s DESC, id"
                        + query.limits();
        assertEquals(db.run(qualified), db.run(strict), strict);
    }

    private static List<String> relaxations(List<String> warnings) {
        return warnings.stream().filter(w -> w.startsWith("DIVERSIFY")).toList();
    }

    private static void same(
            List<List<Object>> expected, List<List<Object>> actual, String statement) {
        assertEquals(expected.size(), actual.size(), statement);
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).get(0), actual.get(i).get(0), statement);
            for (int c = 1; c < expected.get(i).size(); c++) {
                double score = (Double) expected.get(i).get(c);
                assertEquals(
                        score,
                        (Double) actual.get(i).get(c),
                        1e-9 * Math.max(1, Math.abs(score)),
                        statement);
            }
        }
    }
}
