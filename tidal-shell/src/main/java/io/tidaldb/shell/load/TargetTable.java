package io.tidaldb.shell.load;

import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A table, signal or relationship that rows go into.
 *
 * @param name as declared
 * @param columns in order
 */
record TargetTable(String name, List<Column> columns) {
    private static final String SYSTEM_SCHEMA = "information_schema";

    /**
     * A column.
     *
     * @param name as declared
     * @param typeName its type as SQL writes it
     * @param type how its values are read
     */
    record Column(String name, String typeName, FieldType type) {}

    /** Looks tables up by name without regard to case. */
    static List<TargetTable> find(Connection connection, List<String> names) throws SQLException {
        Map<String, List<Column>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, String> declared = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try (ResultSet columns = connection.getMetaData().getColumns(null, null, null, null)) {
            while (columns.next()) {
                if (SYSTEM_SCHEMA.equalsIgnoreCase(columns.getString("TABLE_SCHEM"))) {
                    continue;
                }
                String table = columns.getString("TABLE_NAME");
                String typeName = columns.getString("TYPE_NAME");
                declared.put(table, table);
                all.computeIfAbsent(table, t -> new ArrayList<>())
                        .add(
                                new Column(
                                        columns.getString("COLUMN_NAME"),
                                        typeName,
                                        FieldType.of(columns.getInt("DATA_TYPE"), typeName)));
            }
        }
        List<TargetTable> found = new ArrayList<>();
        for (String name : names) {
            if (!all.containsKey(name)) {
                throw new ExitException(
                        ExitStatus.FAILED,
                        "there is no table, signal or relationship "
                                + name
                                + "."
                                + (all.isEmpty()
                                        ? " The database is empty; create it first."
                                        : " There is "
                                                + String.join(
                                                        ", ", new TreeSet<>(declared.values()))
                                                + "."));
            }
            found.add(new TargetTable(declared.get(name), List.copyOf(all.get(name))));
        }
        return found;
    }

    /** A column by its name without regard to case. */
    Optional<Column> column(String columnName) {
        return columns.stream().filter(c -> c.name().equalsIgnoreCase(columnName)).findFirst();
    }
}
