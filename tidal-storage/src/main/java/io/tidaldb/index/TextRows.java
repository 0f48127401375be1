package io.tidaldb.index;

import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.table.Table;
import io.tidaldb.text.TextIndex;

import java.nio.file.Path;
import java.util.List;

/** The texts of one or more columns. */
public final class TextRows implements RowIndex {
    private final int[] columns;
    private final TextIndex texts;

    /** Where it is on disk; null for one in memory. */
    private final Path directory;

    TextRows(TextIndexDefinition definition, TextIndex texts, Path directory) {
        this.directory = directory;
        this.columns = columns(definition);
        this.texts = texts;
    }

    /** Which columns of the table the texts are, in the order of the text index. */
    static int[] columns(TextIndexDefinition definition) {
        return definition.columns().stream().mapToInt(TextIndexDefinition.Column::column).toArray();
    }

    int[] columns() {
        return columns;
    }

    /** What the text index is to be, in its own terms. */
    static io.tidaldb.text.TextIndexDefinition form(TextIndexDefinition definition, Table table) {
        List<io.tidaldb.text.TextIndexDefinition.Column> columns =
                definition.columns().stream()
                        .map(
                                column ->
                                        new io.tidaldb.text.TextIndexDefinition.Column(
                                                table.definition()
                                                        .columns()
                                                        .get(column.column())
                                                        .name(),
                                                column.boost(),
                                                true))
                        .toList();
        return new io.tidaldb.text.TextIndexDefinition(columns, definition.analyzer());
    }

    Path directory() {
        return directory;
    }

    /** What searches go to. */
    public TextIndex texts() {
        return texts;
    }

    @Override
    public void put(int ordinal, long bornAt, Object[] row) {
        texts.put(ordinal, bornAt, texts(row, columns));
    }

    /** What is written in some columns of a row. */
    static String[] texts(Object[] row, int[] columns) {
        String[] written = new String[columns.length];
        for (int i = 0; i < written.length; i++) {
            written[i] = (String) row[columns[i]];
        }
        return written;
    }

    @Override
    public void remove(int ordinal) {
        texts.remove(ordinal);
    }

    @Override
    public long size() {
        try (var view = texts.view()) {
            return view.rows();
        }
    }

    @Override
    public void close() {
        texts.close();
    }
}
