package io.tidaldb.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.laws.Model.Event;
import io.tidaldb.laws.Model.Item;
import io.tidaldb.testing.Home;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * After any operations, in any order, with the clock stepping on and the directory opened anew, the
 * database answers as {@link Model} does.
 */
class ModelLawsTest {
    private static final long START = 1_700_000_123_456L;
    private static final int ITEMS = 30;
    private static final int CREATORS = 6;
    private static final int USERS = 3;
    private static final int OPERATIONS = 120;
    private static final double TOLERANCE = 1e-9;

    @Property(tries = 8, shrinking = ShrinkingMode.OFF)
    void answersAsTheModelDoes(@ForAll long seed) throws IOException {
        try (Home home = Home.create("model");
                Database db = Database.at(home.path(), START)) {
            new Run(db, new Random(seed)).run();
        }
    }

    /** One sequence of operations. */
    private static final class Run {
        private final Database db;
        private final Random random;
        private final Model model = new Model();
        private long now = START;

        Run(Database db, Random random) {
            this.db = db;
            this.random = random;
        }

        void run() {
            define();
            for (int i = 1; i <= OPERATIONS; i++) {
                step();
                if (i % 20 == 0) {
                    check();
                }
            }
        }

        private void define() {
            db.run("CREATE CREATOR TABLE authors (id BIGINT PRIMARY KEY)");
            db.run("CREATE USER TABLE readers (id BIGINT PRIMARY KEY)");
            db.run(
                    "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, creator BIGINT REFERENCES"
                            + " authors, topic VARCHAR, quality DOUBLE, n INTEGER)");
            db.run(
                    "CREATE SIGNAL likes ON posts BY readers DECAY HALF LIFE INTERVAL '2' HOUR,"
                            + " INTERVAL '3' DAY WINDOWS (HOUR, DAY, WEEK, MONTH)");
            db.run("CREATE SIGNAL views ON posts BY readers PERMANENT MARKS SEEN");
            db.run("CREATE SIGNAL hides ON posts BY readers PERMANENT EXCLUDES");
            db.run("CREATE RELATIONSHIP follows FROM readers TO authors");
            db.run("CREATE RELATIONSHIP blocks FROM readers TO authors EXCLUDES");
            for (long id = 1; id <= CREATORS; id++) {
                db.run("INSERT INTO authors VALUES (?)", id);
            }
            for (long id = 1; id <= USERS; id++) {
                db.run("INSERT INTO readers VALUES (?)", id);
            }
            for (int i = 0; i < ITEMS / 2; i++) {
                upsert();
            }
        }

        private void step() {
            switch (random.nextInt(14)) {
                case 0 -> insert();
                case 1 -> upsert();
                case 2 -> update();
                case 3 -> deleteItem();
                case 4, 5, 6, 7 -> like();
                case 8 -> personal("views", model.seen);
                case 9 -> personal("hides", model.hidden);
                case 10 -> edge("follows", model.follows);
                case 11 -> edge("blocks", model.blocks);
                case 12 -> refused();
                default -> moveClock();
            }
        }

        private Item newItem(long id) {
            return new Item(
                    id,
                    random.nextInt(5) == 0 ? null : 1L + random.nextInt(CREATORS),
                    random.nextInt(6) == 0 ? null : "t" + random.nextInt(4),
                    random.nextInt(6) == 0 ? null : random.nextInt(40) / 4.0 - 3,
                    random.nextInt(6) == 0 ? null : random.nextInt(20) - 5);
        }

        private long anyId() {
            return 1L + random.nextInt(ITEMS);
        }

        private void insert() {
            Item item = newItem(anyId());
            String sql = "INSERT INTO posts VALUES (?, ?, ?, ?, ?)";
            if (model.items.containsKey(item.id())) {
                refused(ErrorCode.DUPLICATE_KEY, sql, values(item));
            } else {
                db.run(sql, values(item));
                model.items.put(item.id(), item);
            }
        }

        private void upsert() {
            Item item = newItem(anyId());
            db.run("UPSERT INTO posts VALUES (?, ?, ?, ?, ?)", values(item));
            model.items.put(item.id(), item);
        }

        private static Object[] values(Item item) {
            return new Object[] {item.id(), item.creator(), item.topic(), item.quality(), item.n()};
        }

        private void update() {
            String topic = "t" + random.nextInt(4);
            long changed =
                    db.update(
                            "UPDATE posts SET n = n + 1, quality = 1 - quality WHERE topic = ?",
                            topic);
            List<Item> hit =
                    model.items.values().stream().filter(i -> topic.equals(i.topic())).toList();
            assertEquals(hit.size(), changed);
            for (Item i : hit) {
                model.items.put(
                        i.id(),
                        new Item(
                                i.id(),
                                i.creator(),
                                topic,
                                i.quality() == null ? null : 1 - i.quality(),
                                i.n() == null ? null : i.n() + 1));
            }
        }

        private void deleteItem() {
            long id = anyId();
            long deleted = db.update("DELETE FROM posts WHERE id = ?", id);
            assertEquals(model.items.containsKey(id) ? 1 : 0, deleted);
            model.deleteItem(id);
        }

        /** A batch of events: late, of the near future, negative, with ids that came before. */
        private void like() {
            List<Long> known = List.copyOf(model.items.keySet());
            if (known.isEmpty()) {
                return;
            }
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                Long id = random.nextInt(3) == 0 ? (long) random.nextInt(25) : null;
                Event event =
                        new Event(
                                known.get(random.nextInt(known.size())),
                                1L + random.nextInt(USERS),
                                random.nextInt(40) / 8.0 - 1,
                                now - age());
                db.run(
                        "INSERT INTO likes (event_id, item_id, user_id, weight, at) VALUES (?, ?,"
                                + " ?, ?, ?)",
                        id,
                        event.item(),
                        event.user(),
                        event.weight(),
                        java.time.Instant.ofEpochMilli(event.at()));
                if (id == null || model.eventIds.add(id)) {
                    model.likes.add(event);
                    model.logged++;
                }
            }
        }

        private long age() {
            return switch (random.nextInt(6)) {
                case 0 -> 0;
                case 1 -> -random.nextInt(250_000);
                case 2 -> random.nextInt((int) Model.HOUR + 60_000);
                case 3 -> random.nextInt((int) Model.DAY + 3_600_000);
                case 4 -> random.nextLong(8 * Model.DAY);
                default -> random.nextLong(40 * Model.DAY);
            };
        }

        private void personal(String signal, java.util.Set<List<Long>> set) {
            List<Long> known = List.copyOf(model.items.keySet());
            if (!known.isEmpty()) {
                long item = known.get(random.nextInt(known.size()));
                long user = 1L + random.nextInt(USERS);
                db.run("INSERT INTO " + signal + " (item_id, user_id) VALUES (?, ?)", item, user);
                set.add(List.of(user, item));
            }
        }

        private void edge(String relationship, java.util.Set<List<Long>> set) {
            long user = 1L + random.nextInt(USERS);
            long creator = 1L + random.nextInt(CREATORS);
            if (set.remove(List.of(user, creator))) {
                db.run(
                        "DELETE FROM " + relationship + " WHERE user_id = ? AND creator_id = ?",
                        user,
                        creator);
            } else {
                db.run(
                        "INSERT INTO " + relationship + " (user_id, creator_id) VALUES (?, ?)",
                        user,
                        creator);
                set.add(List.of(user, creator));
            }
        }

        /** Statements with something good before what is wrong; nothing of them may stay. */
        private void refused() {
            Object good = model.items.isEmpty() ? 1L : model.items.keySet().iterator().next();
            refused(
                    ErrorCode.UNKNOWN_ENTITY,
                    "INSERT INTO likes (item_id, user_id) VALUES (?, 1), (999, 1)",
                    good);
            refused(
                    ErrorCode.INVALID_TIMESTAMP,
                    "INSERT INTO likes (item_id, user_id, at) VALUES (?, 1, CURRENT_TIMESTAMP +"
                            + " INTERVAL '1' DAY)",
                    good);
            refused(ErrorCode.DUPLICATE_KEY, "INSERT INTO posts (id) VALUES (5000), (5000)");
        }

        private void refused(ErrorCode code, String sql, Object... parameters) {
            TidalException e = assertThrows(TidalException.class, () -> db.run(sql, parameters));
            assertTrue(e.code() == code || e.code() == ErrorCode.UNKNOWN_ENTITY, e::getMessage);
        }

        private void moveClock() {
            now +=
                    switch (random.nextInt(4)) {
                        case 0 -> 1 + random.nextInt(120_000);
                        case 1 -> random.nextInt(3 * (int) Model.HOUR);
                        case 2 -> random.nextLong(2 * Model.DAY);
                        default -> random.nextInt(10) == 0 ? 400 * Model.DAY : Model.HOUR;
                    };
            db.reopen(now);
        }

        private void check() {
            checkRows();
            checkSignals();
            checkAggregates();
            checkRanking();
            checkUsersRanking();
        }

        private void checkRows() {
            List<List<Object>> rows = db.run("SELECT id, creator, topic, quality, n FROM posts");
            Map<Object, List<Object>> byKey = new TreeMap<>();
            rows.forEach(row -> byKey.put(row.get(0), row));
            Map<Object, List<Object>> expected = new TreeMap<>();
            model.items
                    .values()
                    .forEach(i -> expected.put(i.id(), java.util.Arrays.asList(values(i))));
            assertEquals(expected, byKey);
            assertEquals(expected.size(), rows.size());
            assertEquals(List.of(List.of(model.logged)), db.run("SELECT COUNT(*) FROM likes"));
        }

        private void checkSignals() {
            List<List<Object>> rows =
                    db.run(
                            "SELECT id, DECAY(likes), DECAY(likes, INTERVAL '3' DAY),"
                                    + " COUNT_OVER(likes, INTERVAL '1' HOUR), COUNT_OVER(likes,"
                                    + " INTERVAL '1' DAY), COUNT_OVER(likes, INTERVAL '7' DAY),"
                                    + " VELOCITY(likes, INTERVAL '30' DAY), COUNT_OVER(likes) FROM"
                                    + " posts");
            for (List<Object> row : rows) {
                long id = (Long) row.get(0);
                near(model.decayed(id, 2 * Model.HOUR, now), row.get(1));
                near(model.decayed(id, 3 * Model.DAY, now), row.get(2));
                assertEquals(model.windowSum(id, 60, 60_000, now), row.get(3));
                assertEquals(model.windowSum(id, 24, Model.HOUR, now), row.get(4));
                assertEquals(model.windowSum(id, 168, Model.HOUR, now), row.get(5));
                near(model.windowSum(id, 30, Model.DAY, now) / 720, row.get(6));
                assertEquals(model.count(id), row.get(7));
            }
        }

        private void checkAggregates() {
            Map<Object, Object> sums = new TreeMap<>();
            model.items.values().stream()
                    .filter(i -> i.topic() != null)
                    .collect(Collectors.groupingBy(Item::topic))
                    .forEach(
                            (topic, items) ->
                                    sums.put(
                                            topic,
                                            items.stream()
                                                    .map(Item::quality)
                                                    .filter(Objects::nonNull)
                                                    .reduce(Double::sum)
                                                    .orElse(null)));
            assertEquals(
                    sums,
                    Database.map(
                            db.run(
                                    "SELECT topic, SUM(quality) FROM posts WHERE topic IS NOT NULL"
                                            + " GROUP BY topic")));
        }

        private void checkRanking() {
            int limit = 1 + random.nextInt(12);
            int offset = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
            Map<Long, Double> scores = new HashMap<>();
            for (Item i : model.items.values()) {
                scores.put(
                        i.id(),
                        model.windowSum(i.id(), 168, Model.HOUR, now) * 0.5
                                + (i.quality() == null ? 0 : i.quality())
                                + (i.n() == null ? 0 : i.n() * 2.0));
            }
            List<Item> candidates =
                    model.items.values().stream().filter(i -> i.n() == null || i.n() > -3).toList();
            List<Item> expected = Model.ranked(candidates, scores);
            List<List<Object>> rows =
                    db.run(
                            "SELECT id, RANK_SCORE() FROM posts WHERE n IS NULL OR n > -3 RANK BY"
                                    + " COUNT_OVER(likes, INTERVAL '7' DAY) * 0.5 + quality + n *"
                                    + " 2 LIMIT ? OFFSET ?",
                            limit,
                            offset);
            assertEquals(
                    expected.stream()
                            .skip(offset)
                            .limit(limit)
                            .map(i -> List.<Object>of(i.id(), scores.get(i.id())))
                            .toList(),
                    rows);
        }

        private void checkUsersRanking() {
            long user = 1L + random.nextInt(USERS);
            int max = 1 + random.nextInt(3);
            int limit = 1 + random.nextInt(15);
            boolean strict = random.nextBoolean();
            boolean unseen = random.nextBoolean();
            Map<Long, Double> scores = new HashMap<>();
            List<Item> candidates = new ArrayList<>();
            for (Item i : model.items.values()) {
                scores.put(i.id(), model.count(i.id()) + (model.isFollowed(user, i) ? 10.0 : 0.0));
                if (!model.isExcluded(user, i)
                        && !(unseen && model.seen.contains(List.of(user, i.id())))) {
                    candidates.add(i);
                }
            }
            List<Item> expected =
                    Model.capped(Model.ranked(candidates, scores), max, strict, limit);
            List<List<Object>> rows =
                    db.run(
                            "SELECT id, SEEN, FOLLOWED, MARKED(views) FROM posts "
                                    + (unseen
                                            ? random.nextBoolean()
                                                    ? "WHERE NOT SEEN "
                                                    : "WHERE NOT MARKED(views) "
                                            : "")
                                    + "RANK BY COUNT_OVER(likes) + CASE WHEN FOLLOWED THEN 10 ELSE"
                                    + " 0 END FOR USER ? DIVERSIFY BY creator MAX ? "
                                    + (strict ? "STRICT " : "")
                                    + "LIMIT ?",
                            user,
                            max,
                            limit);
            assertEquals(
                    expected.stream()
                            .map(
                                    i ->
                                            List.<Object>of(
                                                    i.id(),
                                                    model.seen.contains(List.of(user, i.id())),
                                                    model.isFollowed(user, i),
                                                    model.seen.contains(List.of(user, i.id()))))
                            .toList(),
                    rows);
        }

        private static void near(double expected, Object actual) {
            double value = (Double) actual;
            // Weights of both signs cancel, so the tolerance is that of their magnitude.
            assertEquals(expected, value, TOLERANCE * Math.max(1, Math.abs(expected)));
        }
    }
}
