package io.tidaldb.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidaldb.laws.Conditions.Condition;
import io.tidaldb.session.Cancellation;
import io.tidaldb.testing.Home;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A condition keeps the rows for which it is TRUE when it is evaluated row by row in three values,
 * whatever the columns that it reads are kept in: in a plain SELECT, a COUNT, a ranked SELECT, a
 * CASE; after any puts, updates and deletes, and after the database is opened again.
 */
class FilterLawsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final int KEYS = 2_600;
    private Map<Long, Object[]> rows;
    private Random random;
    private Conditions conditions;
    private Database db;

    @Property(tries = 3, shrinking = ShrinkingMode.OFF)
    void conditionsKeepTheRowsForWhichTheyAreTrue(@ForAll long seed) throws IOException {
        try (Home home = Home.create("filters")) {
            // All tries share one instance.
            rows = new TreeMap<>();
            random = new Random(seed);
            conditions = new Conditions(random, NOW);
            check(home);
        }
    }

    private void check(Home home) {
        db = Database.at(home.path(), NOW);
        try {
            db.run(Conditions.TABLE);
            put(KEYS * 3 / 2);
            change();
            compare(12);
            db.reopen(NOW);
            compare(6);
            put(400);
            change();
            compare(6);
        } finally {
            db.close();
        }
    }

    private void put(int count) {
        List<List<Object>> batch = new ArrayList<>();
        Map<Long, Object[]> put = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            put.put((long) random.nextInt(KEYS), conditions.row());
        }
        put.forEach(
                (id, row) -> {
                    List<Object> values = new ArrayList<>(List.of(id));
                    values.addAll(Arrays.asList(row));
                    batch.add(values);
                });
        db.prepare("UPSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .updateBatch(batch, new Cancellation());
        rows.putAll(put);
    }

    /** Updates and deletes by conditions. */
    private void change() {
        for (int i = 0; i < 6; i++) {
            int column = random.nextInt(Conditions.COLUMNS.size());
            Object value = conditions.row()[column];
            Condition condition = Conditions.both(conditions.condition(1), conditions.keys());
            db.run(
                    "UPDATE posts SET "
                            + Conditions.COLUMNS.get(column)
                            + " = ? WHERE "
                            + condition.sql(),
                    value);
            rows.values().stream().filter(condition::keeps).forEach(row -> row[column] = value);
        }
        for (int i = 0; i < 3; i++) {
            Condition condition =
                    Conditions.both(
                            Conditions.both(conditions.condition(1), conditions.keys()),
                            conditions.keys());
            db.run("DELETE FROM posts WHERE " + condition.sql());
            rows.values().removeIf(condition::keeps);
        }
    }

    private void compare(int count) {
        assertEquals(List.copyOf(rows.keySet()), ids("SELECT id FROM posts ORDER BY id"));
        for (int i = 0; i < count; i++) {
            Condition condition = conditions.condition(3);
            List<Object> expected =
                    rows.entrySet().stream()
                            .filter(e -> condition.keeps(e.getValue()))
                            .<Object>map(Map.Entry::getKey)
                            .toList();
            String where = " FROM posts WHERE " + condition.sql();
            assertEquals(expected, ids("SELECT id" + where + " ORDER BY id"), condition.sql());
            assertEquals(
                    List.of((long) expected.size()),
                    ids("SELECT COUNT(*)" + where),
                    condition.sql());
            if (i % 2 == 0) {
                List<Object> ranked = ids("SELECT id" + where + " RANK BY -id");
                assertEquals(expected, ranked, condition.sql());
                continue;
            }
            int limit = 1 + random.nextInt(20);
            List<Object> first =
                    ids(
                            "SELECT id FROM posts RANK BY CASE WHEN "
                                    + condition.sql()
                                    + " THEN 10000 ELSE 0 END - id LIMIT "
                                    + limit);
            assertEquals(
                    rows.keySet().stream()
                            .sorted(
                                    (a, b) ->
                                            expected.contains(a) == expected.contains(b)
                                                    ? Long.compare(a, b)
                                                    : expected.contains(a) ? -1 : 1)
                            .limit(limit)
                            .toList(),
                    first,
                    condition.sql());
        }
    }

    private List<Object> ids(String sql) {
        return db.run(sql).stream().map(List::getFirst).toList();
    }
}
