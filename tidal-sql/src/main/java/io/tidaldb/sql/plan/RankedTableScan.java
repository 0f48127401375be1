package io.tidaldb.sql.plan;

import io.tidaldb.sql.function.RankedOperator;
import java.util.List;
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
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/**
 * A ranked SELECT over one stored table, whole: filter, score, top rows, diversity and select list
 * in one operator that runs on the ranking engine.
 */
final class RankedTableScan extends AbstractRelNode implements EnumerableRel {
    private final RelOptTable table;
    private final RexNode condition;
    private final List<RexNode> outputs;
    private final RexNode score;
    private final List<RexNode> caps;
    private final RexCall ranked;

    /**
     * @param condition over the table's columns, or null
     * @param outputs the select list over the table's columns, in which RANK_SCORE() stands for the
     *     score
     * @param score the score over the table's columns
     * @param caps the columns of DIVERSIFY BY
     * @param ranked the RANKED call, with LIMIT, OFFSET and the caps' maxima as operands
     */
    RankedTableScan(
            RelOptCluster cluster,
            RelDataType rowType,
            RelOptTable table,
            RexNode condition,
            List<RexNode> outputs,
            RexNode score,
            List<RexNode> caps,
            RexCall ranked) {
        super(cluster, cluster.traitSetOf(EnumerableConvention.INSTANCE));
        this.rowType = rowType;
        this.table = table;
        this.condition = condition;
        this.outputs = List.copyOf(outputs);
        this.score = score;
        this.caps = List.copyOf(caps);
        this.ranked = ranked;
    }

    @Override
    public RelOptTable getTable() {
        return table;
    }

    RexNode condition() {
        return condition;
    }

    List<RexNode> outputs() {
        return outputs;
    }

    RexNode score() {
        return score;
    }

    List<RexNode> caps() {
        return caps;
    }

    RankedOperator operator() {
        return (RankedOperator) ranked.getOperator();
    }

    /** OFFSET, or null. */
    RexNode offset() {
        return operand(operator().offsetOperand());
    }

    /** LIMIT, or null. */
    RexNode fetch() {
        return operand(operator().fetchOperand());
    }

    RexNode capMaximum(int cap) {
        return operand(operator().capOperand(cap));
    }

    private RexNode operand(int index) {
        return index < 0 ? null : ranked.getOperands().get(index);
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return this;
    }

    @Override
    public double estimateRowCount(RelMetadataQuery metadata) {
        return fetch() == null ? table.getRowCount() : Math.min(table.getRowCount(), 100);
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
                .itemIf("filter", condition, condition != null)
                .item("score", score)
                .item("columns", outputs);
        for (int i = 0; i < caps.size(); i++) {
            writer.item(
                    "diversify" + i,
                    operator().capNames().get(i)
                            + " max "
                            + capMaximum(i)
                            + (operator().isStrict() ? " strict" : ""));
        }
        return writer.itemIf("offset", offset(), offset() != null)
                .itemIf("limit", fetch(), fetch() != null);
    }

    @Override
    public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
        return OperatorRows.implement(implementor, this, new RankedRows(this));
    }
}
