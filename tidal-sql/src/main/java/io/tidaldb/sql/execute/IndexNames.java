package io.tidaldb.sql.execute;

import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.sql.parse.TidalParser;

import java.util.List;

/** Names for indexes that were declared without one, as {@code posts_title_body_text}. */
final class IndexNames {
    private IndexNames() {}

    /**
     * A name that no index has.
     *
     * @param columns indexes into the table's columns
     * @param type what the name ends with, before a number that tells it from others
     */
    static String of(TableDefinition table, List<Integer> columns, String type, Schema schema) {
        StringBuilder stem = new StringBuilder(table.name());
        columns.forEach(column -> stem.append('_').append(table.columns().get(column).name()));
        String name = fitting(stem, "_" + type);
        for (int i = 2; schema.index(name).isPresent(); i++) {
            name = fitting(stem, "_" + type + "_" + i);
        }
        return name;
    }

    private static String fitting(CharSequence stem, String end) {
        int length = Math.min(stem.length(), TidalParser.MAX_IDENTIFIER_LENGTH - end.length());
        boolean split =
                length < stem.length() && Character.isHighSurrogate(stem.charAt(length - 1));
        return stem.subSequence(0, split ? length - 1 : length) + end;
    }
}
