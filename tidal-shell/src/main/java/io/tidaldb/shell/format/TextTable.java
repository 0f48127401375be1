package io.tidaldb.shell.format;

import io.tidaldb.shell.terminal.StandardStreams;

import java.util.List;
import java.util.Set;

/** Tables of the command's own making, in the form of results. */
public final class TextTable {
    private TextTable() {}

    /**
     * Prints a table on standard output.
     *
     * @param right indexes of the columns that hold numbers
     */
    public static void print(
            StandardStreams streams, List<String> header, Set<Integer> right, List<String[]> rows) {
        boolean[] alignment = new boolean[header.size()];
        right.forEach(column -> alignment[column] = true);
        new TableWriter(
                        streams.out(),
                        streams.unicode() ? Border.UNICODE : Border.ASCII,
                        streams.outStyle(),
                        streams::outWidth)
                .write(header.toArray(String[]::new), alignment, rows);
    }
}
