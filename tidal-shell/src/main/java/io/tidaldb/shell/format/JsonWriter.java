package io.tidaldb.shell.format;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One array of objects per result (RFC 8259), an object a line. Numbers are numbers with all their
 * digits, NaN and infinities, which JSON lacks, are null; control characters are escaped.
 */
public final class JsonWriter implements ResultWriter {
    private static final int ROWS_PER_CHECK = 1_000;

    private final PrintStream out;

    JsonWriter(PrintStream out) {
        this.out = out;
    }

    @Override
    public long write(ResultSet result) throws SQLException {
        ResultColumns columns = new ResultColumns(result);
        String[] names = names(columns);
        long rows = 0;
        StringBuilder line = new StringBuilder("[");
        while (result.next()) {
            line.append(rows == 0 ? "\n" : ",\n").append('{');
            for (int i = 0; i < names.length; i++) {
                line.append(i == 0 ? "" : ",").append(names[i]).append(':');
                value(line, columns.value(i));
            }
            out.append(line.append('}'));
            line.setLength(0);
            if (++rows % ROWS_PER_CHECK == 0) {
                OutputClosedException.check(out);
            }
        }
        out.append(line.append(rows == 0 ? "]\n" : "\n]\n"));
        OutputClosedException.check(out);
        return rows;
    }

    /** Quoted labels; a label that comes again is numbered, since objects lose repeated names. */
    private static String[] names(ResultColumns columns) {
        String[] names = new String[columns.count()];
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < names.length; i++) {
            String label = columns.label(i);
            String name = label;
            for (int n = 2; !taken.add(name); n++) {
                name = label + "_" + n;
            }
            StringBuilder quoted = new StringBuilder();
            string(quoted, name);
            names[i] = quoted.toString();
        }
        return names;
    }

    private static void value(StringBuilder to, Object value) {
        switch (value) {
            case null -> to.append("null");
            case Boolean bool -> to.append(bool);
            case Double number -> to.append(Double.isFinite(number) ? number.toString() : "null");
            case Float number -> to.append(Float.isFinite(number) ? number.toString() : "null");
            case BigDecimal number -> to.append(number);
            case Number number -> to.append(number);
            case List<?> list -> {
                to.append('[');
                String separator = "";
                for (Object each : list) {
                    to.append(separator);
                    value(to, each);
                    separator = ",";
                }
                to.append(']');
            }
            default -> string(to, ValueText.exact(value));
        }
    }

    static void string(StringBuilder to, String text) {
        to.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> to.append("\\\"");
                case '\\' -> to.append("\\\\");
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                default -> {
                    boolean lone =
                            Character.isSurrogate(c)
                                    && !(Character.isHighSurrogate(c)
                                            && i + 1 < text.length()
                                            && Character.isLowSurrogate(text.charAt(i + 1)));
                    boolean low =
                            Character.isLowSurrogate(c)
                                    && i > 0
                                    && Character.isHighSurrogate(text.charAt(i - 1));
                    if (c < ' '
                            || c >= 0x7f && c <= 0x9f
                            || c == 0x2028
                            || c == 0x2029
                            || lone && !low) {
                        to.append(String.format("\\u%04x", (int) c));
                    } else {
                        to.append(c);
                    }
                }
            }
        }
        to.append('"');
    }
}
