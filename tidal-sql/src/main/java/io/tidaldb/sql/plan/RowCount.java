package io.tidaldb.sql.plan;

import io.tidaldb.sql.relation.EntityRelation;

import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

import java.util.List;

/** COUNT(*) of a stored table's rows that satisfy a condition: bits are counted, no row is made. */
final class RowCount extends AbstractRelNode implements EnumerableRel {
    private final RelationScan scan;

    RowCount(RelationScan scan, RelDataType rowType) {
        super(scan.getCluster(), scan.getCluster().traitSetOf(EnumerableConvention.INSTANCE));
        this.scan = scan;
        this.rowType = rowType;
    }

    @Override
    public RelOptTable getTable() {
        return scan.getTable();
    }

    /** What counts them. */
    RowSource rows() {
        TableFilter filter = new TableFilter(scan, (EntityRelation) scan.relation());
        return context -> Linq4j.singletonEnumerable(new Object[] {filter.count(context)});
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return this;
    }

    @Override
    public double estimateRowCount(RelMetadataQuery metadata) {
        return 1;
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return planner.getCostFactory().makeCost(1, scan.getTable().getRowCount() / 100 + 1, 0);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return scan.explainCondition(
                super.explainTerms(writer).item("table", scan.getTable().getQualifiedName()));
    }

    @Override
    public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
        return OperatorRows.implement(implementor, this, rows());
    }
}
