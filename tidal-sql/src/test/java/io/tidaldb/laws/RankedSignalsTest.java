package io.tidaldb.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Rankings by what signals add up to, of items and of their creators, against sums over the raw
 * events.
 */
class RankedSignalsTest {
    private static final long NOW = 1_767_270_630_123L;
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final long LIFETIME = 3 * DAY;

    /** Several blocks, in the last of which nothing happens. */
    private static final int POSTS = 5_000;

    private static final int BUSY_POSTS = 3_900;
    private static final int AUTHORS = 30;

    private record Event(int post, double weight, long at) {}

    /** A term of a score: how it is written, and what it is for the events of one row. */
    private record Term(String sql, ToDoubleFunction<List<Event>> value) {}

    private static final List<Term> TERMS =
            List.of(
                    new Term(
                            "DECAY(likes)", events -> sum(events, e -> Math.pow(2, -age(e) / DAY))),
                    new Term(
                            "DECAY(likes, INTERVAL '3' DAY)",
                            events -> sum(events, RankedSignalsTest::left)),
                    new Term("COUNT_OVER(likes)", events -> sum(events, e -> 1)),
                    new Term("VELOCITY(likes, INTERVAL '1' DAY)", events -> hours(events, 24) / 24),
                    new Term(
                            "VELOCITY(likes, INTERVAL '1' DAY, INTERVAL '7' DAY)",
                            events ->
                                    hours(events, 168) == 0
                                            ? 0
                                            : hours(events, 24) * 7 / hours(events, 168)));

    private static final List<List<Event>> OF_POSTS = new ArrayList<>();
    private static final List<List<Event>> OF_AUTHORS = new ArrayList<>();
    private static Database db;

    @BeforeContainer
    static void open() {
        db = Database.inMemory(NOW);
        db.run("CREATE CREATOR TABLE authors (id BIGINT PRIMARY KEY)");
        db.run(
                "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, creator BIGINT REFERENCES"
                        + " authors)");
        db.run(
                "CREATE SIGNAL likes ON posts DECAY HALF LIFE INTERVAL '1' DAY DECAY LINEAR"
                        + " INTERVAL '3' DAY WINDOWS (DAY, WEEK) ROLLS UP");
        Random random = new Random(5);
        insert("authors", IntStream.range(0, AUTHORS).mapToObj(id -> "(" + id + ")").toList());
        insert(
                "posts",
                IntStream.range(0, POSTS)
                        .mapToObj(id -> "(" + id + ", " + author(id) + ")")
                        .toList());
        IntStream.range(0, POSTS).forEach(post -> OF_POSTS.add(new ArrayList<>()));
        IntStream.range(0, AUTHORS).forEach(author -> OF_AUTHORS.add(new ArrayList<>()));
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            int post = (int) (BUSY_POSTS * Math.pow(random.nextDouble(), 3));
            double weight = random.nextInt(10) == 0 ? -1 : 1 + random.nextInt(3);
            long at = NOW - (long) (10 * DAY * Math.pow(random.nextDouble(), 2));
            Event event = new Event(post, weight, at);
            OF_POSTS.get(post).add(event);
            if (author(post) != null) {
                OF_AUTHORS.get(author(post)).add(event);
            }
            String time = Instant.ofEpochMilli(at).toString().replace('T', ' ').replace("Z", "");
            rows.add("(" + post + ", " + weight + ", TIMESTAMP '" + time + "')");
        }
        insert("likes (item_id, weight, at)", rows);
    }

    private static void insert(String into, List<String> rows) {
        for (int from = 0; from < rows.size(); from += 500) {
            List<String> some = rows.subList(from, Math.min(rows.size(), from + 500));
            db.run("INSERT INTO " + into + " VALUES " + String.join(", ", some));
        }
    }

    private static Integer author(int post) {
        return post % 9 == 8 ? null : post % 7 * 4 + post % 4;
    }

    @AfterContainer
    static void close() {
        db.close();
    }

    private static double sum(List<Event> events, ToDoubleFunction<Event> left) {
        return events.stream().mapToDouble(e -> e.weight * left.applyAsDouble(e)).sum();
    }

    private static double age(Event event) {
        return NOW - event.at;
    }

    private static double left(Event event) {
        double bucket = LIFETIME / 1024.0;
        return Math.max(0, 1 - (NOW - Math.floor(event.at / bucket) * bucket) / LIFETIME);
    }

    private static double hours(List<Event> events, int hours) {
        return sum(events, e -> NOW / HOUR - e.at / HOUR < hours ? 1 : 0);
    }

    @Property(tries = 40, shrinking = ShrinkingMode.OFF)
    void theBestComeFirst(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder score = new StringBuilder();
        List<ToDoubleFunction<List<Event>>> values = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            double factor = (random.nextInt(9) - 3) / 4.0;
            Term term = TERMS.get(random.nextInt(TERMS.size()));
            Term other = TERMS.get(random.nextInt(TERMS.size()));
            boolean isProduct = random.nextInt(3) == 0;
            score.append(i == 0 ? "" : " + ").append("(").append(factor).append(") * ");
            score.append(term.sql).append(isProduct ? " * " + other.sql : "");
            values.add(
                    events ->
                            factor
                                    * term.value.applyAsDouble(events)
                                    * (isProduct ? other.value.applyAsDouble(events) : 1));
        }
        boolean ofAuthors = random.nextBoolean();
        int limit = 1 + random.nextInt(30);
        String sql =
                "SELECT id, RANK_SCORE() AS score FROM "
                        + (ofAuthors ? "authors" : "posts")
                        + " RANK BY "
                        + score
                        + " LIMIT "
                        + limit;
        List<List<Event>> rows = ofAuthors ? OF_AUTHORS : OF_POSTS;
        double[] scores =
                rows.stream()
                        .mapToDouble(
                                events ->
                                        values.stream()
                                                .mapToDouble(v -> v.applyAsDouble(events))
                                                .sum())
                        .toArray();
        List<Double> best =
                IntStream.range(0, scores.length)
                        .mapToObj(row -> scores[row])
                        .sorted(Comparator.reverseOrder())
                        .limit(limit)
                        .toList();
        List<List<Object>> ranked = db.run(sql);
        assertEquals(best.size(), ranked.size(), sql);
        for (int i = 0; i < best.size(); i++) {
            double tolerance = 1e-9 * Math.max(1, Math.abs(best.get(i)));
            double got = (Double) ranked.get(i).get(1);
            assertEquals(best.get(i), got, tolerance, sql);
            int row = ((Long) ranked.get(i).get(0)).intValue();
            assertEquals(scores[row], got, tolerance, sql);
        }
    }
}
