package io.tidaldb.shell.console;

import io.tidaldb.shell.format.TextTable;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.shell.terminal.TerminalText;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What {@code \d} shows: everything that can stand after FROM, or the columns of one of them. */
final class Description {
    private final Connection connection;
    private final StandardStreams streams;

    Description(Connection connection, StandardStreams streams) {
        this.connection = connection;
        this.streams = streams;
    }

    /**
     * Prints it.
     *
     * @param name a table, signal or relationship; empty for a list of all
     */
    void print(String name) throws SQLException {
        if (name.isEmpty()) {
            relations();
        } else {
            columns(name.replace("\"", ""));
        }
    }

    private void relations() throws SQLException {
        List<String[]> rows = new ArrayList<>();
        try (ResultSet tables = connection.getMetaData().getTables(null, null, null, null)) {
            while (tables.next()) {
                String kind = tables.getString("TABLE_TYPE");
                if (!kind.startsWith("SYSTEM")) {
                    rows.add(
                            new String[] {
                                tables.getString("TABLE_NAME"), kind.toLowerCase(Locale.ROOT)
                            });
                }
            }
        }
        if (rows.isEmpty()) {
            streams.out().println("Nothing yet. It begins with CREATE ITEM TABLE ...;");
            return;
        }
        TextTable.print(streams, List.of("name", "kind"), Set.of(), rows);
    }

    private void columns(String name) throws SQLException {
        Set<String> key = new HashSet<>();
        List<String[]> rows = new ArrayList<>();
        try (ResultSet columns = connection.getMetaData().getColumns(null, null, null, null)) {
            while (columns.next()) {
                String table = columns.getString("TABLE_NAME");
                if (!table.equalsIgnoreCase(name)) {
                    continue;
                }
                rows.add(
                        new String[] {
                            columns.getString("COLUMN_NAME"),
                            columns.getString("TYPE_NAME"),
                            "NO".equals(columns.getString("IS_NULLABLE")) ? "not null" : "",
                            table
                        });
            }
        }
        if (rows.isEmpty()) {
            streams.err().println("there is no " + TerminalText.visible(name) + "; \\d lists all");
            return;
        }
        try (ResultSet keys =
                connection.getMetaData().getPrimaryKeys(null, null, rows.getFirst()[3])) {
            while (keys.next()) {
                key.add(keys.getString("COLUMN_NAME"));
            }
        }
        List<String[]> described = new ArrayList<>();
        for (String[] row : rows) {
            String note = key.contains(row[0]) ? "primary key" : row[2];
            described.add(new String[] {row[0], row[1], note});
        }
        TextTable.print(streams, List.of("column", "type", ""), Set.of(), described);
    }
}
