package io.tidaldb.laws;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Random rows, and random conditions on them with what they are for a row. */
final class Conditions {
    static final String TABLE =
            "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, topic VARCHAR, ok BOOLEAN, n INTEGER,"
                    + " price DECIMAL(8, 2), quality DOUBLE, day_ DATE, at_ TIMESTAMP, tags VARCHAR"
                    + " ARRAY, numbers BIGINT ARRAY, story VARCHAR)";

    /** The columns but for the key, in their order. */
    static final List<String> COLUMNS =
            List.of(
                    "topic", "ok", "n", "price", "quality", "day_", "at_", "tags", "numbers",
                    "story");

    private static final long DAY = 86_400_000L;

    /** A condition as SQL, and what it is for a row: TRUE, FALSE or null for UNKNOWN. */
    record Condition(String sql, Function<Object[], Boolean> test) {
        boolean keeps(Object[] row) {
            return Boolean.TRUE.equals(test.apply(row));
        }
    }

    private final Random random;
    private final long now;

    Conditions(Random random, long now) {
        this.random = random;
        this.now = now;
    }

    /** A story is sometimes too long for a column in memory. */
    Object[] row() {
        return new Object[] {
            maybe("t" + (random.nextInt(3) == 0 ? random.nextInt(300) : random.nextInt(5))),
            maybe(random.nextBoolean()),
            maybe(random.nextInt(9) - 3),
            maybe(BigDecimal.valueOf(random.nextInt(500), 2)),
            maybe(random.nextInt(20) / 4.0 - 1),
            maybe(LocalDate.ofEpochDay(19_000 + random.nextInt(30))),
            maybe(moment(random.nextInt(40))),
            maybe(some(() -> "t" + random.nextInt(6))),
            maybe(some(() -> (long) random.nextInt(9) - 3)),
            maybe("t" + random.nextInt(4) + (random.nextInt(200) == 0 ? "x".repeat(300) : ""))
        };
    }

    private Object maybe(Object value) {
        return random.nextInt(7) == 0 ? null : value;
    }

    private LocalDateTime moment(int days) {
        return LocalDateTime.ofEpochSecond((now - days * DAY) / 1000, 0, ZoneOffset.UTC);
    }

    private List<Object> some(Supplier<Object> one) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(one.get());
        }
        return list;
    }

    Condition condition(int depth) {
        if (depth > 0 && random.nextInt(4) > 0) {
            return switch (random.nextInt(5)) {
                case 0, 1 -> both(condition(depth - 1), condition(depth - 1));
                case 2, 3 -> either(condition(depth - 1), condition(depth - 1));
                default -> not(condition(depth - 1));
            };
        }
        int column = random.nextInt(COLUMNS.size());
        String name = COLUMNS.get(column);
        if (random.nextInt(8) == 0) {
            boolean wanted = random.nextBoolean();
            return new Condition(
                    name + (wanted ? " IS NULL" : " IS NOT NULL"),
                    row -> row[column] == null == wanted);
        }
        return switch (name) {
            case "tags", "numbers" -> contains(column);
            case "ok" ->
                    random.nextBoolean()
                            ? new Condition("ok", row -> (Boolean) row[column])
                            : compare(column, "=", random.nextBoolean());
            case "topic", "story" ->
                    switch (random.nextInt(4)) {
                        case 0 -> in(column);
                        case 1 -> compare(column, operator(), present(column));
                        case 2 ->
                                new Condition(
                                        name + " LIKE '%2'",
                                        row ->
                                                row[column] == null
                                                        ? null
                                                        : (Boolean)
                                                                ((String) row[column])
                                                                        .endsWith("2"));
                        default -> compare(column, "=", present(column));
                    };
            default ->
                    random.nextInt(3) == 0
                            ? in(column)
                            : compare(column, operator(), present(column));
        };
    }

    private String operator() {
        return List.of("=", "<>", "<", "<=", ">", ">=").get(random.nextInt(6));
    }

    /** A value such as the column has, not null. */
    private Object present(int column) {
        while (true) {
            Object value = row()[column];
            if (value != null) {
                return value;
            }
        }
    }

    /** About half of the rows. */
    Condition keys() {
        return compare(2, random.nextBoolean() ? "<" : ">", random.nextInt(9) - 3);
    }

    private static Condition compare(int column, String operator, Object value) {
        return new Condition(
                COLUMNS.get(column) + " " + operator + " " + literal(value),
                row -> row[column] == null ? null : (Boolean) holds(operator, row[column], value));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static boolean holds(String operator, Object left, Object right) {
        int order = ((Comparable) left).compareTo(right);
        return switch (operator) {
            case "=" -> order == 0;
            case "<>" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private Condition in(int column) {
        List<Object> values = new ArrayList<>();
        for (int i = 1 + random.nextInt(random.nextInt(5) == 0 ? 30 : 4); i > 0; i--) {
            values.add(present(column));
        }
        boolean negated = random.nextInt(3) == 0;
        return new Condition(
                COLUMNS.get(column) + (negated ? " NOT IN " : " IN ") + list(values),
                row ->
                        row[column] == null
                                ? null
                                : (Boolean)
                                        (values.stream().anyMatch(v -> holds("=", row[column], v))
                                                != negated));
    }

    private Condition contains(int column) {
        List<Object> wanted = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        while (wanted.size() < count) {
            wanted.addAll((List<?>) present(column));
        }
        wanted.subList(count, wanted.size()).clear();
        boolean negated = random.nextInt(3) == 0;
        boolean all = random.nextInt(3) == 0;
        String quantified =
                count == 1 ? literal(wanted.getFirst()) : (all ? "ALL " : "ANY ") + list(wanted);
        return new Condition(
                COLUMNS.get(column) + (negated ? " NOT CONTAINS " : " CONTAINS ") + quantified,
                row -> {
                    if (row[column] == null) {
                        return null;
                    }
                    List<?> elements = (List<?>) row[column];
                    boolean found =
                            all
                                    ? elements.containsAll(wanted)
                                    : wanted.stream().anyMatch(elements::contains);
                    return found != negated;
                });
    }

    private static String list(List<Object> values) {
        return values.stream().map(Conditions::literal).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String literal(Object value) {
        return switch (value) {
            case String text -> "'" + text + "'";
            case LocalDate date -> "DATE '" + date + "'";
            case LocalDateTime moment -> "TIMESTAMP '" + moment.toString().replace('T', ' ') + "'";
            default -> String.valueOf(value);
        };
    }

    static Condition both(Condition left, Condition right) {
        return new Condition(
                "(" + left.sql + " AND " + right.sql + ")",
                row -> {
                    Boolean a = left.test.apply(row);
                    Boolean b = right.test.apply(row);
                    return Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b)
                            ? Boolean.FALSE
                            : a == null || b == null ? null : Boolean.TRUE;
                });
    }

    private static Condition either(Condition left, Condition right) {
        return not(both(not(left), not(right)), "(" + left.sql + " OR " + right.sql + ")");
    }

    private static Condition not(Condition condition) {
        return not(condition, "NOT (" + condition.sql + ")");
    }

    private static Condition not(Condition condition, String sql) {
        return new Condition(
                sql,
                row -> {
                    Boolean value = condition.test.apply(row);
                    return value == null ? null : (Boolean) !value;
                });
    }
}
