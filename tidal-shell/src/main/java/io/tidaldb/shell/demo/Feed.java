package io.tidaldb.shell.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A feed as the demo's statements return it.
 *
 * @param entries the best first
 * @param millis how long the statement took
 */
record Feed(List<Entry> entries, double millis) {
    record Entry(long id, String title, String creator, String topic, double score) {}

    static Feed of(Connection connection, String sql) throws SQLException {
        long start = System.nanoTime();
        List<Entry> entries = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                entries.add(
                        new Entry(
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getDouble(5)));
            }
        }
        return new Feed(entries, (System.nanoTime() - start) / 1e6);
    }

    /** The place of a post, from 1; 0 if it is not there. */
    int place(long id) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).id() == id) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Puts ids and creators of the rows in place of {@code {id3}} and {@code {creator3}}. */
    String fill(String sql) {
        String filled = sql;
        for (int i = entries.size(); i >= 1; i--) {
            Entry entry = entries.get(i - 1);
            filled =
                    filled.replace("{id" + i + "}", Long.toString(entry.id()))
                            .replace("{creator" + i + "}", entry.creator().replace("'", "''"));
        }
        return filled;
    }
}
