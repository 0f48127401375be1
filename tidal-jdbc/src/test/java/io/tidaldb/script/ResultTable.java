package io.tidaldb.script;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A result as a script shows it: a column's numbers to the right, all else to the left, NULL as
 * {@code null}. Approximate numbers have nine significant digits, so that the last bits of a
 * logarithm do not matter.
 *
 * @param labels of the columns
 * @param numeric whether a column holds numbers
 * @param rows as text
 */
record ResultTable(List<String> labels, boolean[] numeric, List<List<String>> rows) {
    private static final MathContext SHOWN = new MathContext(9);

    static ResultTable of(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        int width = columns.getColumnCount();
        List<String> labels = new ArrayList<>();
        boolean[] numeric = new boolean[width];
        Arrays.fill(numeric, true);
        for (int i = 1; i <= width; i++) {
            labels.add(columns.getColumnLabel(i));
        }
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= width; i++) {
                Object value = result.getObject(i);
                numeric[i - 1] &= value == null || value instanceof Number;
                row.add(text(value));
            }
            rows.add(row);
        }
        return new ResultTable(labels, numeric, rows);
    }

    private static String text(Object value) throws SQLException {
        return switch (value) {
            case null -> "null";
            case Double d when Double.isFinite(d) -> rounded(new BigDecimal(d));
            case Float f when Float.isFinite(f) -> rounded(new BigDecimal(f.toString()));
            case Array array ->
                    Arrays.stream((Object[]) array.getArray())
                            .map(ResultTable::element)
                            .collect(Collectors.joining(", ", "[", "]"));
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            default -> value.toString();
        };
    }

    private static String element(Object value) {
        try {
            return text(value);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String rounded(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.round(SHOWN).stripTrailingZeros().toPlainString();
    }

    void print(PrintWriter out) {
        int[] widths = new int[labels.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] =
                    Math.max(
                            labels.get(i).length(),
                            rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0));
        }
        out.println(line(labels, widths));
        out.println(
                Arrays.stream(widths)
                        .mapToObj(w -> "-".repeat(w + 2))
                        .collect(Collectors.joining("+")));
        rows.forEach(row -> out.println(line(row, widths)));
        out.println("(" + rows.size() + (rows.size() == 1 ? " row)" : " rows)"));
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? " " : " | ");
            line.append(numeric[i] ? space + cells.get(i) : cells.get(i) + space);
        }
        return line.toString().stripTrailing();
    }
}
