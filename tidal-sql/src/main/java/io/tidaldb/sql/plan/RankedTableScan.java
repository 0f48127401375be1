package io.tidaldb.sql.plan;

import io.tidaldb.schema.Schema;

import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.plan.RelOptCluster;
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

/**
 * A ranked SELECT over one stored table, whole: filter, score, top rows, diversity and select list
 * in one operator that runs on the ranking engine.
 */
final class RankedTableScan extends AbstractRelNode implements EnumerableRel {
    private final RelOptTable table;
    private final RankedSelect select;

    RankedTableScan(
            RelOptCluster cluster, RelDataType rowType, RelOptTable table, RankedSelect select) {
        super(cluster, cluster.traitSetOf(EnumerableConvention.INSTANCE));
        this.rowType = rowType;
        this.table = table;
        this.select = select;
    }

    @Override
    public RelOptTable getTable() {
        return table;
    }

    RankedSelect select() {
        return select;
    }

    /** What runs it. */
    RowSource rows() {
        return new RankedRows(
                select,
                getCluster().getRexBuilder(),
                getCluster().getPlanner().getContext().unwrapOrThrow(Schema.class));
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return this;
    }

    @Override
    public double estimateRowCount(RelMetadataQuery metadata) {
        return select.fetch() == null ? table.getRowCount() : Math.min(table.getRowCount(), 100);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return planner.getCostFactory()
                .makeCost(estimateRowCount(metadata), table.getRowCount() / 10 + 1, 0);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        super.explainTerms(writer)
                .item("table", table.getQualifiedName())
                .itemIf("as of", select.moment(), select.moment() != null)
                .itemIf(
                        "retrieve",
                        select.retrieved() == null ? null : CandidateSources.describe(select),
                        select.retrieved() != null)
                .itemIf("filter", select.condition(), select.condition() != null)
                .item("score", select.score())
                .item("columns", select.outputs());
        for (int i = 0; i < select.caps().size(); i++) {
            writer.item(
                    "diversify" + i,
                    select.operator().capNames().get(i)
                            + " max "
                            + select.capMaximum(i)
                            + (select.operator().isStrict() ? " strict" : ""));
        }
        return writer.itemIf("offset", select.offset(), select.offset() != null)
                .itemIf("limit", select.fetch(), select.fetch() != null);
    }

    @Override
    public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
        return OperatorRows.implement(implementor, this, rows());
    }
}
