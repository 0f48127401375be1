package io.tidaldb.schema;

import java.math.BigDecimal;
import java.util.List;

/**
 * An index of the words of one or more columns. A table has at most one.
 *
 * @param id unique for the life of the store, across all kinds of object
 * @param name as written in the declaration, or made of the names of table and columns
 * @param table id of the table whose rows it finds
 * @param columns what it reads, in declaration order, 1 to {@link #MAX_COLUMNS} and each column
 *     once
 * @param analyzer one of {@link AnalyzerNames#ALL}: how text becomes words
 */
public record TextIndexDefinition(
        int id, String name, int table, List<Column> columns, String analyzer)
        implements IndexDefinition {
    /** The boost of a column for which none is declared. */
    public static final float DEFAULT_BOOST = 1;

    public static final float MAX_BOOST = 100;

    /** Every word of a query is looked up in every column, so their number is bounded. */
    public static final int MAX_COLUMNS = 8;

    public TextIndexDefinition {
        columns = List.copyOf(columns);
    }

    /**
     * A column that is read.
     *
     * @param column index of a VARCHAR column of the table
     * @param boost by how much its part of the score is multiplied; more than 0 and at most {@link
     *     #MAX_BOOST}
     */
    public record Column(int column, float boost) {
        /** The boost as it is written in SQL: digits without an exponent. */
        public String boostText() {
            return new BigDecimal(Float.toString(boost)).stripTrailingZeros().toPlainString();
        }
    }

    /** Whether it is one that a column can have. */
    public static boolean isBoost(float boost) {
        return boost > 0 && boost <= MAX_BOOST;
    }
}
