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
import org.apache.calcite.sql.SqlExplainLevel;

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
        double passing = table.getRowCount() * share();
        return Math.max(1, select.fetch() == null ? passing : Math.min(passing, 100));
    }

    /** For about which share of the rows the condition is TRUE. */
    private double share() {
        return select.condition().others() == null
                ? 1
                : new Selectivity(
                                new ScanCompiler(
                                        select.relation(),
                                        getCluster()
                                                .getPlanner()
                                                .getContext()
                                                .unwrapOrThrow(Schema.class),
                                        getCluster().getRexBuilder(),
                                        select.rowType()))
                        .of(select.condition().others());
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return planner.getCostFactory()
                .makeCost(estimateRowCount(metadata), table.getRowCount() / 10 + 1, 0);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        RetrievedCondition condition = select.condition();
        super.explainTerms(writer)
                .item("table", table.getQualifiedName())
                .itemIf("as of", select.moment(), select.moment() != null)
                .itemIf(
                        "retrieve",
                        condition.retrieved() == null ? null : RetrievalProgram.describe(condition),
                        condition.retrieved() != null)
                .itemIf("filter", condition.others(), condition.others() != null)
                .itemIf("filter found", condition.ofFound(), condition.ofFound() != null);
        if (condition.others() != null
                && writer.getDetailLevel() == SqlExplainLevel.EXPPLAN_ATTRIBUTES) {
            writer.item("rows", Math.round(table.getRowCount() * share()));
        }
        writer.item("score", select.score()).item("columns", select.outputs());
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
