package io.tidaldb.text;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.apache.lucene.analysis.Analyzer;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;

/**
 * What a text index holds of a row.
 *
 * @param columns 1 to {@value #MAX_COLUMNS}, in the order in which texts are given
 * @param analyzer how a text becomes words, one of {@link #analyzers()}
 */
public record TextIndexDefinition(List<Column> columns, String analyzer) {
    /** Every word of a query is looked up in every column, so their number is bounded. */
    public static final int MAX_COLUMNS = 8;

    /** The greatest boost. */
    public static final float MAX_BOOST = 1000;

    /**
     * @param name as queries spell it; letter case does not matter there
     * @param boost what a match in this column counts for, above 0 and at most {@link #MAX_BOOST}
     * @param completed whether its words and whole texts can be completed while typing
     */
    public record Column(String name, float boost, boolean completed) {
        public Column {
            if (name.isBlank()) {
                throw invalid("A column of a text index has no name");
            }
            if (!(boost > 0 && boost <= MAX_BOOST)) {
                throw invalid(
                        "The boost of "
                                + name
                                + " is "
                                + boost
                                + "; it must be above 0 and at most "
                                + MAX_BOOST);
            }
        }
    }

    /** Fails with {@link ErrorCode#INVALID_DEFINITION} on what cannot be. */
    public TextIndexDefinition {
        columns = List.copyOf(columns);
        if (columns.isEmpty() || columns.size() > MAX_COLUMNS) {
            throw invalid(
                    "A text index has 1 to " + MAX_COLUMNS + " columns, not " + columns.size());
        }
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
                throw invalid("The column " + column.name() + " is twice in a text index");
            }
        }
        Analyzers.named(analyzer);
    }

    /** The known analyzers: {@code standard} and languages. */
    public static SortedSet<String> analyzers() {
        return Analyzers.names();
    }

    /** The place of a column, or -1 where there is none of that name. */
    public int indexOf(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    Analyzer wordAnalyzer() {
        return Analyzers.named(analyzer);
    }

    private static TidalException invalid(String message) {
        return new TidalException(ErrorCode.INVALID_DEFINITION, message);
    }
}
