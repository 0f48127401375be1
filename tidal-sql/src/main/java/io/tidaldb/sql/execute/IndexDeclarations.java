package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.AnalyzerNames;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType.Kind;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;
import io.tidaldb.sql.ast.SqlBoostedColumn;
import io.tidaldb.sql.ast.SqlCreateIndex;
import io.tidaldb.sql.ast.SqlCreateTextIndex;
import io.tidaldb.sql.ast.SqlCreateVectorIndex;
import io.tidaldb.sql.ast.SqlRebuildIndex;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Makes an index's definition of its declaration. */
final class IndexDeclarations {
    private IndexDeclarations() {}

    /**
     * The schema with the index; the schema itself where IF NOT EXISTS finds an index of its name,
     * or, without a name, the text index of its table or the vector index of its column.
     */
    static Schema create(SqlCreateIndex create, Schema schema) {
        String name = create.name().map(Definitions::simple).orElse(null);
        if (name != null && schema.index(name).isPresent()) {
            if (create.ifNotExists()) {
                return schema;
            }
            throw Positions.error(
                    ErrorCode.DUPLICATE_OBJECT,
                    create.name().get(),
                    "there already is an index " + schema.index(name).get().name());
        }
        TableDefinition table = rankable(create.table(), schema);
        return switch (create) {
            case SqlCreateTextIndex text -> text(text, name, table, schema);
            case SqlCreateVectorIndex vector -> vector(vector, name, table, schema);
        };
    }

    /** The index that a rebuild names. */
    static IndexDefinition rebuilt(SqlRebuildIndex rebuild, Schema schema) {
        TableDefinition table = Names.table(rebuild.table(), schema);
        IndexDefinition index = Names.index(rebuild.index(), schema);
        if (index.table() != table.id()) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    rebuild.index(),
                    "index "
                            + index.name()
                            + " is on "
                            + schema.tableById(index.table()).orElseThrow().name()
                            + ", not on "
                            + table.name());
        }
        return index;
    }

    private static TableDefinition rankable(SqlIdentifier name, Schema schema) {
        TableDefinition table = Names.table(name, schema);
        if (table.kind() == TableKind.PLAIN) {
            throw refused(
                    name,
                    "an index is on an item, user or creator table, and "
                            + table.name()
                            + " is a plain table");
        }
        return table;
    }

    private static Schema text(
            SqlCreateTextIndex create, String name, TableDefinition table, Schema schema) {
        if (create.columns().size() > TextIndexDefinition.MAX_COLUMNS) {
            throw Positions.error(
                    ErrorCode.LIMIT_EXCEEDED,
                    create.columns().get(TextIndexDefinition.MAX_COLUMNS),
                    "a text index has at most " + TextIndexDefinition.MAX_COLUMNS + " columns");
        }
        List<TextIndexDefinition.Column> columns = new ArrayList<>();
        Set<Integer> known = new HashSet<>();
        for (SqlBoostedColumn declared : create.columns()) {
            int column = column(declared.column(), Kind.VARCHAR, "a text index", table);
            if (!known.add(column)) {
                throw refused(
                        declared,
                        "column "
                                + table.columns().get(column).name()
                                + " stands here a second time; keep one of them");
            }
            float boost =
                    declared.boost()
                            .map(IndexDeclarations::boost)
                            .orElse(TextIndexDefinition.DEFAULT_BOOST);
            columns.add(new TextIndexDefinition.Column(column, boost));
        }
        String analyzer =
                create.analyzer().map(IndexDeclarations::analyzer).orElse(AnalyzerNames.STANDARD);
        Optional<IndexDefinition> other =
                schema.indexesOf(table.id()).stream()
                        .filter(TextIndexDefinition.class::isInstance)
                        .findFirst();
        if (other.isPresent()) {
            return known(create, create.table(), other.get(), "table " + table.name(), schema);
        }
        List<Integer> indexed = columns.stream().map(TextIndexDefinition.Column::column).toList();
        return schema.with(
                new TextIndexDefinition(
                        schema.nextId(),
                        name == null ? IndexNames.of(table, indexed, "text", schema) : name,
                        table.id(),
                        columns,
                        analyzer));
    }

    private static Schema vector(
            SqlCreateVectorIndex create, String name, TableDefinition table, Schema schema) {
        int column = column(create.column(), Kind.VECTOR, "a vector index", table);
        VectorMetric metric =
                create.metric().map(IndexDeclarations::metric).orElse(VectorMetric.COSINE);
        Optional<IndexDefinition> other =
                schema.indexesOf(table.id()).stream()
                        .filter(i -> i instanceof VectorIndexDefinition v && v.column() == column)
                        .findFirst();
        if (other.isPresent()) {
            String where = "column " + table.columns().get(column).name();
            return known(create, create.column(), other.get(), where, schema);
        }
        return schema.with(
                new VectorIndexDefinition(
                        schema.nextId(),
                        name == null
                                ? IndexNames.of(table, List.of(column), "vector", schema)
                                : name,
                        table.id(),
                        column,
                        metric,
                        create.isQuantized()));
    }

    /** Where there is an index that leaves no room for another. */
    private static Schema known(
            SqlCreateIndex create, SqlNode at, IndexDefinition other, String where, Schema schema) {
        if (create.ifNotExists() && create.name().isEmpty()) {
            return schema;
        }
        throw Positions.error(
                ErrorCode.DUPLICATE_OBJECT,
                at,
                where
                        + " already has the "
                        + (other instanceof TextIndexDefinition ? "text" : "vector")
                        + " index "
                        + other.name()
                        + "; drop that first");
    }

    private static int column(SqlIdentifier name, Kind kind, String index, TableDefinition table) {
        int column = table.columnIndex(name.getSimple());
        if (column < 0) {
            List<String> fitting =
                    table.columns().stream()
                            .filter(c -> c.type().kind() == kind)
                            .map(ColumnDefinition::name)
                            .toList();
            throw Positions.error(
                    ErrorCode.UNKNOWN_COLUMN,
                    name,
                    "there is no column "
                            + name
                            + " in "
                            + table.name()
                            + "."
                            + NearestNames.suggest(name.getSimple(), fitting));
        }
        ColumnDefinition definition = table.columns().get(column);
        if (definition.type().kind() != kind) {
            throw refused(
                    name,
                    index
                            + " reads "
                            + kind
                            + " columns, and "
                            + definition.name()
                            + " is "
                            + definition.type());
        }
        return column;
    }

    private static float boost(SqlNumericLiteral literal) {
        float boost = literal.getValueAs(BigDecimal.class).floatValue();
        if (!TextIndexDefinition.isBoost(boost)) {
            throw refused(
                    literal,
                    "a BOOST is more than 0 and at most "
                            + (int) TextIndexDefinition.MAX_BOOST
                            + ", not "
                            + literal.toValue());
        }
        return boost;
    }

    private static String analyzer(SqlIdentifier name) {
        return AnalyzerNames.find(name.getSimple())
                .orElseThrow(
                        () ->
                                refused(
                                        name,
                                        "there is no analyzer "
                                                + name
                                                + "."
                                                + NearestNames.suggest(
                                                        name.getSimple(), AnalyzerNames.ALL)));
    }

    private static VectorMetric metric(SqlIdentifier name) {
        for (VectorMetric metric : VectorMetric.values()) {
            if (metric.name().equalsIgnoreCase(name.getSimple())) {
                return metric;
            }
        }
        List<String> names =
                Arrays.stream(VectorMetric.values())
                        .map(metric -> metric.name().toLowerCase(Locale.ROOT))
                        .toList();
        throw refused(
                name,
                "there is no metric " + name + "." + NearestNames.suggest(name.getSimple(), names));
    }

    private static TidalException refused(SqlNode at, String why) {
        return Positions.error(ErrorCode.INVALID_DEFINITION, at, why);
    }
}
