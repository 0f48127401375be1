package io.tidaldb.shell.console;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** Names that the catalog knows, read when first asked for and again after the catalog changed. */
final class Names {
    private final Connection connection;
    private Map<String, String> known;

    Names(Connection connection) {
        this.connection = connection;
    }

    /** Every table, signal, relationship and column, with a word that says what it is. */
    Map<String, String> all() {
        if (known == null) {
            Map<String, String> names = new TreeMap<>();
            try {
                read(names);
            } catch (SQLException e) {
                // Completion is a convenience: without names it still knows the keywords.
                names.clear();
            }
            known = names;
        }
        return known;
    }

    /** The catalog may have changed. */
    void forget() {
        known = null;
    }

    private void read(Map<String, String> names) throws SQLException {
        try (ResultSet columns = connection.getMetaData().getColumns(null, null, null, null)) {
            while (columns.next()) {
                names.putIfAbsent(columns.getString("COLUMN_NAME"), "column");
            }
        }
        try (ResultSet tables = connection.getMetaData().getTables(null, null, null, null)) {
            while (tables.next()) {
                names.put(tables.getString("TABLE_NAME"), tables.getString("TABLE_TYPE"));
            }
        }
    }
}
