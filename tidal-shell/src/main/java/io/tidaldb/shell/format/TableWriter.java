package io.tidaldb.shell.format;

import io.tidaldb.shell.terminal.Style;
import io.tidaldb.shell.terminal.TerminalText;

import java.io.PrintStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Aligned columns in a frame. The widths come from the first rows, {@value #MEASURED_ROWS} at most,
 * so that a result of any length streams; a later, wider value is printed whole, or cut where the
 * lines must fit a terminal.
 */
public final class TableWriter implements ResultWriter {
    private static final int MEASURED_ROWS = 1_000;
    private static final int NARROWEST = 8;

    private final PrintStream out;
    private final Border border;
    private final Style style;
    private final IntSupplier lineWidth;

    TableWriter(PrintStream out, Border border, Style style, IntSupplier lineWidth) {
        this.out = out;
        this.border = border;
        this.style = style;
        this.lineWidth = lineWidth;
    }

    @Override
    public long write(ResultSet result) throws SQLException {
        ResultColumns columns = new ResultColumns(result);
        if (columns.count() == 1 && !columns.isNumber(0)) {
            return writeLines(result, columns);
        }
        List<String[]> first = new ArrayList<>();
        boolean more = result.next();
        while (more && first.size() < MEASURED_ROWS) {
            first.add(row(columns));
            more = result.next();
        }
        String[] header = new String[columns.count()];
        boolean[] right = new boolean[header.length];
        for (int i = 0; i < header.length; i++) {
            header[i] = TerminalText.visible(columns.label(i));
            right[i] = columns.isNumber(i);
        }
        Layout layout = layout(header, right, first);
        layout.head(header);
        long rows = first.size();
        for (String[] row : first) {
            layout.row(row);
        }
        while (more) {
            layout.row(row(columns));
            if (++rows % MEASURED_ROWS == 0) {
                OutputClosedException.check(out);
            }
            more = result.next();
        }
        layout.foot();
        return rows;
    }

    /** Plans and definitions come as one column of text, whose lines must stay lines. */
    private long writeLines(ResultSet result, ResultColumns columns) throws SQLException {
        List<String[]> lines = new ArrayList<>();
        long rows = 0;
        boolean more = result.next();
        for (; more && rows < MEASURED_ROWS; more = result.next(), rows++) {
            lines.addAll(lines(columns));
        }
        String[] header = {TerminalText.visible(columns.label(0))};
        Layout layout = layout(header, new boolean[1], lines);
        layout.head(header);
        lines.forEach(layout::row);
        for (; more; more = result.next(), rows++) {
            lines(columns).forEach(layout::row);
            if (rows % MEASURED_ROWS == 0) {
                OutputClosedException.check(out);
            }
        }
        layout.foot();
        return rows;
    }

    private static List<String[]> lines(ResultColumns columns) throws SQLException {
        String[] lines = ValueText.readable(columns.value(0)).stripTrailing().split("\\R", -1);
        List<String[]> rows = new ArrayList<>(lines.length);
        for (String line : lines) {
            rows.add(new String[] {TerminalText.visible(line)});
        }
        return rows;
    }

    /** Prints rows that are not a JDBC result; null cells stay empty. */
    void write(String[] header, boolean[] right, List<String[]> rows) {
        List<String[]> visible = new ArrayList<>(rows.size());
        for (String[] row : rows) {
            String[] safe = new String[row.length];
            for (int i = 0; i < row.length; i++) {
                safe[i] = row[i] == null ? "" : TerminalText.visible(row[i]);
            }
            visible.add(safe);
        }
        Layout layout = layout(header, right, visible);
        layout.head(header);
        visible.forEach(layout::row);
        layout.foot();
    }

    private static String[] row(ResultColumns columns) throws SQLException {
        String[] row = new String[columns.count()];
        for (int i = 0; i < row.length; i++) {
            row[i] = TerminalText.visible(ValueText.readable(columns.value(i)));
        }
        return row;
    }

    private Layout layout(String[] header, boolean[] right, List<String[]> rows) {
        int[] widths = new int[header.length];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(1, TerminalText.width(header[i]));
            for (String[] row : rows) {
                widths[i] = Math.max(widths[i], TerminalText.width(row[i]));
            }
        }
        int limit = lineWidth.getAsInt();
        boolean cuts = limit != Integer.MAX_VALUE;
        if (cuts) {
            narrow(widths, limit);
        }
        return new Layout(widths, right, cuts);
    }

    /** Takes columns from the widest until a line fits or every column is at its narrowest. */
    static void narrow(int[] widths, int limit) {
        long total = 1;
        for (int width : widths) {
            total += width + 3L;
        }
        while (total > limit) {
            int widest = 0;
            int second = NARROWEST;
            for (int i = 1; i < widths.length; i++) {
                if (widths[i] > widths[widest]) {
                    widest = i;
                }
            }
            for (int i = 0; i < widths.length; i++) {
                if (i != widest) {
                    second = Math.max(second, Math.min(widths[i], widths[widest] - 1));
                }
            }
            if (widths[widest] <= NARROWEST) {
                return;
            }
            long less = Math.max(1, Math.min(total - limit, widths[widest] - second));
            widths[widest] -= (int) less;
            total -= less;
        }
    }

    private final class Layout {
        private final int[] widths;
        private final boolean[] right;
        private final boolean cuts;

        Layout(int[] widths, boolean[] right, boolean cuts) {
            this.widths = widths;
            this.right = right;
            this.cuts = cuts;
        }

        void head(String[] header) {
            out.println(border.line(border.top(), widths));
            StringBuilder line = new StringBuilder(border.vertical());
            for (int i = 0; i < widths.length; i++) {
                line.append(' ').append(style.bold(cell(header[i], i))).append(' ');
                line.append(border.vertical());
            }
            out.println(line);
            out.println(border.line(border.middle(), widths));
        }

        void row(String[] row) {
            StringBuilder line = new StringBuilder(border.vertical());
            for (int i = 0; i < widths.length; i++) {
                line.append(' ').append(cell(row[i], i)).append(' ').append(border.vertical());
            }
            out.println(line);
        }

        void foot() {
            out.println(border.line(border.bottom(), widths));
            OutputClosedException.check(out);
        }

        private String cell(String text, int column) {
            int width = widths[column];
            String fitting = cuts ? TerminalText.cut(text, width, border.ellipsis()) : text;
            return right[column]
                    ? TerminalText.padLeft(fitting, width)
                    : TerminalText.padRight(fitting, width);
        }
    }
}
