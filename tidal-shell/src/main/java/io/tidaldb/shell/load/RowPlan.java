package io.tidaldb.shell.load;

import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How records become rows of one table.
 *
 * @param table the table
 * @param fields a source per column that is written
 * @param upsert whether a row replaces the one with its key
 */
record RowPlan(TargetTable table, List<Field> fields, boolean upsert) {
    private static final int MAX_SHOWN = 60;

    /**
     * Where a column's value comes from.
     *
     * @param column the table's column
     * @param csvIndex the field of the record; -1 for a constant
     * @param type how the field's text is read
     * @param constant the value of every row, if it is one
     * @param emptyText whether an empty field is a text and not NULL
     */
    record Field(
            TargetTable.Column column,
            int csvIndex,
            FieldType type,
            Object constant,
            boolean emptyText) {}

    /** The statement that a batch is prepared from. */
    String sql() {
        return (upsert ? "UPSERT" : "INSERT")
                + " INTO "
                + quoted(table.name())
                + fields.stream()
                        .map(field -> quoted(field.column().name()))
                        .collect(Collectors.joining(", ", " (", ")"))
                + " VALUES"
                + fields.stream().map(field -> "?").collect(Collectors.joining(", ", " (", ")"));
    }

    /** Converts the current record. */
    Object[] row(CsvSource source) {
        Object[] row = new Object[fields.size()];
        for (int i = 0; i < row.length; i++) {
            Field field = fields.get(i);
            if (field.csvIndex() < 0) {
                row[i] = field.constant();
                continue;
            }
            String text = source.field(field.csvIndex());
            if (!text.isEmpty()) {
                row[i] = parse(source, field, text);
            } else if (field.emptyText() && field.type() == FieldType.TEXT) {
                row[i] = text;
            }
        }
        return row;
    }

    /** Sets a prepared statement's parameters. */
    void bind(ParameterBinder binder, Object[] row) throws SQLException {
        for (int i = 0; i < row.length; i++) {
            binder.bind(i + 1, row[i], fields.get(i).column().typeName());
        }
    }

    static Object parse(TargetTable.Column column, FieldType type, String text) {
        try {
            return type.parse(text);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
            throw new IllegalArgumentException(
                    "column "
                            + column.name()
                            + " ("
                            + column.typeName()
                            + "): '"
                            + shown
                            + "' is not "
                            + type.expectation(),
                    e);
        }
    }

    private static Object parse(CsvSource source, Field field, String text) {
        try {
            return parse(field.column(), field.type(), text);
        } catch (IllegalArgumentException e) {
            throw source.bad(
                    e.getMessage() + " (CSV column " + source.header().get(field.csvIndex()) + ")",
                    e);
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
