package io.tidaldb.sql.relation;

import io.tidaldb.schema.DataType;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code information_schema.indexes}. */
final class IndexView {
    private static final DataType TEXT = DataType.of(DataType.Kind.VARCHAR);
    private static final DataType TRUTH = DataType.of(DataType.Kind.BOOLEAN);

    private IndexView() {}

    static SystemView of(Schema schema) {
        return new SystemView(
                "indexes",
                List.of(
                        RelationColumn.required("index_name", TEXT),
                        RelationColumn.required("table_name", TEXT),
                        RelationColumn.required("index_type", TEXT),
                        RelationColumn.required("columns", TEXT),
                        RelationColumn.optional("metric", TEXT),
                        RelationColumn.optional("quantized", TRUTH),
                        RelationColumn.optional("analyzer", TEXT)),
                () -> schema.indexes().stream().map(index -> row(index, schema)).toList());
    }

    private static Object[] row(IndexDefinition index, Schema schema) {
        TableDefinition table = schema.tableById(index.table()).orElseThrow();
        return switch (index) {
            case TextIndexDefinition text ->
                    new Object[] {
                        text.name(),
                        table.name(),
                        "TEXT",
                        text.columns().stream()
                                .map(column -> boosted(column, table))
                                .collect(Collectors.joining(", ")),
                        null,
                        null,
                        text.analyzer()
                    };
            case VectorIndexDefinition vector ->
                    new Object[] {
                        vector.name(),
                        table.name(),
                        "VECTOR",
                        table.columns().get(vector.column()).name(),
                        vector.metric().name().toLowerCase(Locale.ROOT),
                        vector.quantized(),
                        null
                    };
        };
    }

    private static String boosted(TextIndexDefinition.Column column, TableDefinition table) {
        String name = table.columns().get(column.column()).name();
        return column.boost() == TextIndexDefinition.DEFAULT_BOOST
                ? name
                : name + " BOOST " + column.boostText();
    }
}
