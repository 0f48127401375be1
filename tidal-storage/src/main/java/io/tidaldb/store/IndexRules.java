package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.AnalyzerNames;
import io.tidaldb.schema.DataType.Kind;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** What must hold between an index, its table and the table's other indexes. */
final class IndexRules {
    private IndexRules() {}

    /**
     * @throws TidalException INVALID_DEFINITION
     */
    static void check(IndexDefinition index, TableDefinition table, Schema schema) {
        switch (index) {
            case TextIndexDefinition text -> {
                checkText(text, table);
                checkOnly(
                        text, table.name(), schema, other -> other instanceof TextIndexDefinition);
            }
            case VectorIndexDefinition vector -> {
                checkColumn(vector, vector.column(), Kind.VECTOR, table);
                checkOnly(
                        vector,
                        table.name() + "." + table.columns().get(vector.column()).name(),
                        schema,
                        other ->
                                other instanceof VectorIndexDefinition v
                                        && v.column() == vector.column());
            }
        }
    }

    private static void checkText(TextIndexDefinition text, TableDefinition table) {
        if (text.columns().isEmpty() || text.columns().size() > TextIndexDefinition.MAX_COLUMNS) {
            throw invalid(
                    "index "
                            + text.name()
                            + " has "
                            + text.columns().size()
                            + " columns; a text index has 1 to "
                            + TextIndexDefinition.MAX_COLUMNS);
        }
        Set<Integer> columns = new HashSet<>();
        for (TextIndexDefinition.Column column : text.columns()) {
            checkColumn(text, column.column(), Kind.VARCHAR, table);
            String name = table.columns().get(column.column()).name();
            if (!columns.add(column.column())) {
                throw invalid("index " + text.name() + " has column " + name + " twice");
            }
            if (!TextIndexDefinition.isBoost(column.boost())) {
                throw invalid(
                        "index "
                                + text.name()
                                + " gives column "
                                + name
                                + " a boost of "
                                + column.boost()
                                + "; one is more than 0 and at most "
                                + TextIndexDefinition.MAX_BOOST);
            }
        }
        if (!AnalyzerNames.ALL.contains(text.analyzer())) {
            throw invalid("index " + text.name() + " has an unknown analyzer, " + text.analyzer());
        }
    }

    private static void checkColumn(
            IndexDefinition index, int column, Kind kind, TableDefinition table) {
        boolean fits =
                column >= 0
                        && column < table.columns().size()
                        && table.columns().get(column).type().kind() == kind;
        if (!fits) {
            throw invalid(
                    "index "
                            + index.name()
                            + " is on something that is no "
                            + kind
                            + " column of "
                            + table.name());
        }
    }

    private static void checkOnly(
            IndexDefinition index, String where, Schema schema, Predicate<IndexDefinition> alike) {
        for (IndexDefinition other : schema.indexesOf(index.table())) {
            if (other.id() != index.id() && alike.test(other)) {
                throw invalid(
                        "indexes "
                                + other.name()
                                + " and "
                                + index.name()
                                + " are both on "
                                + where);
            }
        }
    }

    private static TidalException invalid(String message) {
        return new TidalException(ErrorCode.INVALID_DEFINITION, message);
    }
}
