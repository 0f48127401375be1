package io.tidaldb.shell.load;

import java.util.List;

/**
 * What an import is told.
 *
 * @param file the CSV file, or {@code -} for standard input
 * @param table where every row goes; null if a column decides
 * @param tableFrom the CSV column that decides; null if every row goes to one table
 * @param tableMap that column's values and their tables, as {@code value=table}
 * @param skipUnmapped whether rows with other values are left out instead of refused
 * @param maps the {@code --map} options
 * @param ignoreExtra whether CSV columns without a table column are left out instead of refused
 * @param upsert whether a row replaces the one with its key
 * @param emptyText whether an empty field of a text column is an empty text instead of NULL
 * @param batch rows of one atomic batch, 1 to 1,000,000
 */
public record ImportOptions(
        String file,
        String table,
        String tableFrom,
        List<String> tableMap,
        boolean skipUnmapped,
        List<String> maps,
        boolean ignoreExtra,
        boolean upsert,
        boolean emptyText,
        int batch) {
    /** Limit of {@link #batch}. */
    public static final int MAX_BATCH = 1_000_000;

    public ImportOptions {
        tableMap = List.copyOf(tableMap);
        maps = List.copyOf(maps);
    }
}
