package io.tidaldb.sql.relation;

import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.sql.parse.TidalParser;
import io.tidaldb.table.Table;

import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.ColumnStrategy;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.sql2rel.InitializerContext;
import org.apache.calcite.sql2rel.InitializerExpressionFactory;
import org.apache.calcite.sql2rel.NullInitializerExpressionFactory;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;

/** An item, user, creator or plain table. */
public final class EntityRelation extends StoredRelation implements TemporalRelation {
    /** The column of ordinals that a relation has when it is the target of a modification. */
    public static final String ORDINAL_COLUMN = "$ordinal";

    private final TableDefinition definition;
    private final Table table;

    /**
     * @param withOrdinal whether a column of ordinals follows the table's own columns
     */
    EntityRelation(TableDefinition definition, Table table, boolean withOrdinal) {
        super(
                RelationCatalog.USER_SCHEMA,
                definition.name(),
                definition.kind() == TableKind.PLAIN ? "TABLE" : definition.kind() + " TABLE",
                columns(definition, withOrdinal),
                definition.primaryKey().stream()
                        .map(i -> definition.columns().get(i).name())
                        .toList());
        this.definition = definition;
        this.table = table;
    }

    private static List<RelationColumn> columns(TableDefinition definition, boolean withOrdinal) {
        List<RelationColumn> columns = new ArrayList<>();
        for (ColumnDefinition column : definition.columns()) {
            columns.add(new RelationColumn(column.name(), column.type(), column.nullable()));
        }
        if (withOrdinal) {
            columns.add(
                    RelationColumn.required(ORDINAL_COLUMN, DataType.of(DataType.Kind.INTEGER)));
        }
        return columns;
    }

    public TableDefinition definition() {
        return definition;
    }

    public Table table() {
        return table;
    }

    @Override
    public Statistic getStatistic() {
        ImmutableBitSet key = ImmutableBitSet.of(definition.primaryKey());
        return Statistics.of(table.liveCount(), key.isEmpty() ? List.of() : List.of(key));
    }

    @Override
    public <C> C unwrap(Class<C> type) {
        if (type.isAssignableFrom(InitializerExpressionFactory.class)) {
            return type.cast(new Defaults());
        }
        return super.unwrap(type);
    }

    /** The values of columns that an INSERT leaves out. */
    private final class Defaults extends NullInitializerExpressionFactory {
        @Override
        public ColumnStrategy generationStrategy(RelOptTable relation, int column) {
            if (column == EntityRelation.this.definition.columns().size()) {
                return ColumnStrategy.NOT_NULLABLE;
            }
            ColumnDefinition definition = EntityRelation.this.definition.columns().get(column);
            if (definition.defaultSql() != null) {
                return ColumnStrategy.DEFAULT;
            }
            return definition.nullable() ? ColumnStrategy.NULLABLE : ColumnStrategy.NOT_NULLABLE;
        }

        @Override
        public RexNode newColumnDefaultValue(
                RelOptTable relation, int column, InitializerContext context) {
            String sql = definition.columns().get(column).defaultSql();
            if (sql == null) {
                return super.newColumnDefaultValue(relation, column, context);
            }
            RelDataTypeFactory factory = relation.getRelOptSchema().getTypeFactory();
            RexNode value =
                    context.convertExpression(
                            context.validateExpression(
                                    factory.builder().build(), TidalParser.parseExpression(sql)));
            return ((org.apache.calcite.sql2rel.SqlRexContext) context)
                    .getRexBuilder()
                    .ensureType(
                            relation.getRowType().getFieldList().get(column).getType(),
                            value,
                            true);
        }
    }
}
