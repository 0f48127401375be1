package io.tidaldb.sql.plan;

import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.RelOptTableImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;

/**
 * Some columns of a table, as a table of its own. Calcite asks a scan's table which columns are
 * keys and counts in the scan's columns; asking the whole table, it would take another column for a
 * key.
 */
final class ProjectedColumns extends AbstractTable {
    private final RelOptTable source;
    private final List<Integer> projection;

    private ProjectedColumns(RelOptTable source, List<Integer> projection) {
        this.source = source;
        this.projection = projection;
    }

    static RelOptTable of(RelOptTable source, List<Integer> projection) {
        ProjectedColumns columns = new ProjectedColumns(source, projection);
        return RelOptTableImpl.create(
                source.getRelOptSchema(),
                columns.getRowType(source.getRelOptSchema().getTypeFactory()),
                source.getQualifiedName(),
                columns,
                type -> {
                    throw new UnsupportedOperationException("scans hold their relation");
                });
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
        List<RelDataTypeField> fields = source.getRowType().getFieldList();
        RelDataTypeFactory.Builder builder = factory.builder();
        projection.forEach(i -> builder.add(fields.get(i)));
        return builder.uniquify().build();
    }

    /** Keys whose columns are all there. */
    @Override
    public Statistic getStatistic() {
        List<ImmutableBitSet> keys = new ArrayList<>();
        List<ImmutableBitSet> sourceKeys = source.getKeys();
        for (ImmutableBitSet key : sourceKeys == null ? List.<ImmutableBitSet>of() : sourceKeys) {
            if (projection.containsAll(key.asList())) {
                keys.add(
                        ImmutableBitSet.of(
                                key.asList().stream().map(projection::indexOf).toList()));
            }
        }
        return Statistics.of(source.getRowCount(), keys);
    }

    @Override
    public <C> C unwrap(Class<C> type) {
        return type.isInstance(this) ? type.cast(this) : source.unwrap(type);
    }
}
