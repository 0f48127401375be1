package io.tidaldb.shell.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Collectors;

/** Puts a catalogue and its engagement into a database, as any JDBC program would. */
final class DemoLoader {
    private static final int BATCH = 10_000;

    private final Connection connection;
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final Calendar utc = Calendar.getInstance(TimeZone.getTimeZone("UTC"), Locale.ROOT);

    DemoLoader(Connection connection) {
        this.connection = connection;
    }

    /** Sets the parameters of a row. */
    private interface Binding<T> {
        void bind(PreparedStatement statement, T row) throws SQLException;
    }

    /** Loads everything; how many rows went where, in order. */
    Map<String, Integer> load(Catalogue catalogue, Engagement engagement) throws SQLException {
        insert(
                "authors",
                "id, name",
                catalogue.authors(),
                (statement, author) -> {
                    statement.setString(1, author.id());
                    statement.setString(2, author.name());
                });
        insert(
                "readers",
                "id, region, language",
                catalogue.readers(),
                (statement, reader) -> {
                    statement.setLong(1, reader.id());
                    statement.setString(2, reader.region());
                    statement.setString(3, reader.language());
                });
        insert(
                "posts",
                "id, title, topic, creator, created_at",
                catalogue.posts(),
                (statement, post) -> {
                    statement.setLong(1, post.id());
                    statement.setString(2, post.title());
                    statement.setString(3, catalogue.topics().get(post.topic()));
                    statement.setString(4, catalogue.authors().get(post.author()).id());
                    statement.setTimestamp(5, new Timestamp(post.createdAt()), utc);
                });
        Map<String, List<Engagement.Event>> bySignal =
                engagement.events().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Engagement.Event::signal,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        for (Map.Entry<String, List<Engagement.Event>> signal : bySignal.entrySet()) {
            insert(
                    signal.getKey(),
                    "item_id, user_id, at",
                    signal.getValue(),
                    (statement, event) -> {
                        statement.setLong(1, event.post());
                        statement.setLong(2, event.reader());
                        statement.setTimestamp(3, new Timestamp(event.at()), utc);
                    });
        }
        edges("follows", engagement.follows());
        edges("blocks", engagement.blocks());
        return counts;
    }

    private void edges(String relationship, List<Engagement.Edge> edges) throws SQLException {
        insert(
                relationship,
                "user_id, creator_id, at",
                edges,
                (statement, edge) -> {
                    statement.setLong(1, edge.reader());
                    statement.setString(2, edge.author());
                    statement.setTimestamp(3, new Timestamp(edge.at()), utc);
                });
    }

    private <T> void insert(String table, String columns, List<T> rows, Binding<T> binding)
            throws SQLException {
        String marks = columns.replaceAll("[a-z_]+", "?");
        String sql = "INSERT INTO " + table + " (" + columns + ") VALUES (" + marks + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int from = 0; from < rows.size(); from += BATCH) {
                for (T row : rows.subList(from, Math.min(rows.size(), from + BATCH))) {
                    binding.bind(statement, row);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
        counts.put(table, rows.size());
    }
}
