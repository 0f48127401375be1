package io.tidaldb.sql.plan;

import org.apache.calcite.plan.RelOptAbstractTable;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;

/**
 * A table as a scan of some of its columns shows it to the planner: whose keys are counted in the
 * scan's columns, since otherwise the first column of any scan would be taken for the primary key.
 */
final class ScannedColumns extends RelOptAbstractTable {
    private final RelOptTable table;
    private final List<Integer> projection;

    ScannedColumns(RelOptTable table, List<Integer> projection, RelDataType rowType) {
        super(table.getRelOptSchema(), table.getQualifiedName().getLast(), rowType);
        this.table = table;
        this.projection = projection;
    }

    @Override
    public List<String> getQualifiedName() {
        return table.getQualifiedName();
    }

    @Override
    public double getRowCount() {
        return table.getRowCount();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return table.unwrap(type);
    }

    @Override
    public boolean isKey(ImmutableBitSet columns) {
        return table.isKey(ImmutableBitSet.of(columns.toList().stream().map(projection::get).toList()));
    }

    @Override
    public List<ImmutableBitSet> getKeys() {
        List<ImmutableBitSet> keys = new ArrayList<>();
        for (ImmutableBitSet key : table.getKeys()) {
            if (projection.containsAll(key.toList())) {
                keys.add(ImmutableBitSet.of(key.toList().stream().map(projection::indexOf).toList()));
            }
        }
        return keys;
    }
}
