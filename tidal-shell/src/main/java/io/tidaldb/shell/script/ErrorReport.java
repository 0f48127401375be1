package io.tidaldb.shell.script;

import io.tidaldb.shell.terminal.Style;
import io.tidaldb.shell.terminal.TerminalText;

import java.io.PrintStream;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A failed statement as a person reads it: the SQLState, the place in the script, what is wrong,
 * and the line to blame with a caret under the place.
 *
 * @param state five characters
 * @param message without the position
 * @param line line in the script, from 1; 0 if unknown
 * @param column column in that line, from 1
 * @param source that line; null if unknown
 */
public record ErrorReport(String state, String message, int line, int column, String source) {
    /** How the engine ends a message whose fault lies in the statement's text. */
    private static final Pattern POSITION =
            Pattern.compile("\\s*\\(line (\\d{1,9}), column (\\d{1,9})\\)\\s*$");

    private static final int MAX_SOURCE = 100;

    /** Reads the error of a statement, and moves its position to where that stands in a script. */
    public static ErrorReport of(SQLException error, SqlText statement) {
        String state = error.getSQLState() == null ? "XX000" : error.getSQLState();
        String message = error.getMessage() == null ? error.toString() : error.getMessage();
        Matcher position = POSITION.matcher(message);
        if (!position.find()) {
            return new ErrorReport(state, message, 0, 0, null);
        }
        int line = Integer.parseInt(position.group(1));
        int column = Integer.parseInt(position.group(2));
        String[] lines = statement.sql().split("\r?\n", -1);
        String source = line >= 1 && line <= lines.length ? lines[line - 1] : null;
        if (line == 1) {
            // The text before the statement in its first line is not at hand; blanks stand for it.
            source = source == null ? null : " ".repeat(statement.column() - 1) + source;
            column += statement.column() - 1;
        }
        return new ErrorReport(
                state,
                message.substring(0, position.start()),
                statement.line() + line - 1,
                column,
                source);
    }

    /** Prints it on a few lines. */
    public void print(PrintStream err, Style style) {
        String place = line == 0 ? "" : " at line " + line + ", column " + column;
        err.println(
                style.red("ERROR " + TerminalText.visible(state) + place)
                        + ": "
                        + TerminalText.visibleLines(message));
        if (source != null && column >= 1 && column <= source.length() + 1) {
            int from = Math.min(column - 1, indent(source));
            if (column - 1 - from > MAX_SOURCE) {
                from = column - 1 - MAX_SOURCE / 2;
            }
            int to = Math.min(source.length(), from + MAX_SOURCE);
            String shown = source.substring(from, to).replace('\t', ' ');
            String before =
                    TerminalText.visible(source.substring(from, column - 1).replace('\t', ' '));
            err.println("  " + TerminalText.visible(shown));
            err.println("  " + " ".repeat(TerminalText.width(before)) + style.red("^"));
        }
        err.flush();
    }

    private static int indent(String line) {
        int i = 0;
        while (i < line.length() && Character.isWhitespace(line.charAt(i))) {
            i++;
        }
        return i;
    }
}
