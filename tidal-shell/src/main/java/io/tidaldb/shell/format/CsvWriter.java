package io.tidaldb.shell.format;

import io.tidaldb.shell.terminal.TerminalText;

import java.io.PrintStream;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * RFC 4180: a header line, CRLF after each record, fields quoted where they need it. NULL is an
 * empty field; an empty text is a quoted empty field, and so is a NULL that is alone in its line.
 */
public final class CsvWriter implements ResultWriter {
    private static final int ROWS_PER_CHECK = 1_000;

    private final PrintStream out;
    private final boolean terminal;

    /**
     * @param terminal whether a terminal reads the output, which control characters must not reach
     */
    CsvWriter(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public long write(ResultSet result) throws SQLException {
        ResultColumns columns = new ResultColumns(result);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < columns.count(); i++) {
            field(line, i, columns.label(i));
        }
        end(line);
        // A line without anything would be no record at all.
        String absent = columns.count() == 1 ? "" : null;
        long rows = 0;
        while (result.next()) {
            for (int i = 0; i < columns.count(); i++) {
                Object value = columns.value(i);
                field(line, i, value == null ? absent : ValueText.exact(value));
            }
            end(line);
            if (++rows % ROWS_PER_CHECK == 0) {
                OutputClosedException.check(out);
            }
        }
        OutputClosedException.check(out);
        return rows;
    }

    private void field(StringBuilder line, int column, String text) {
        if (column > 0) {
            line.append(',');
        }
        if (text == null) {
            return;
        }
        String shown = terminal ? TerminalText.visible(text) : text;
        if (!needsQuotes(shown)) {
            line.append(shown);
            return;
        }
        line.append('"').append(shown.replace("\"", "\"\"")).append('"');
    }

    private static boolean needsQuotes(String text) {
        if (text.isEmpty()) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\r' || c == '\n') {
                return true;
            }
        }
        // Readers that trim fields and readers of byte order marks would change these.
        return text.charAt(0) <= ' '
                || text.charAt(text.length() - 1) <= ' '
                || text.charAt(0) == 0xfeff;
    }

    private void end(StringBuilder line) {
        out.append(line.append("\r\n"));
        line.setLength(0);
    }
}
