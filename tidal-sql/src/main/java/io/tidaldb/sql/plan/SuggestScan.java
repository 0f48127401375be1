package io.tidaldb.sql.plan;

import io.tidaldb.schema.Schema;
import io.tidaldb.sql.function.SuggestOperator;

import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

import java.util.List;

/** SUGGEST: completions of what is being typed, from a text index. */
final class SuggestScan extends AbstractRelNode implements EnumerableRel {
    private static final double USUAL_SIZE = 10;

    private final RelOptTable table;
    private final Suggestions suggestions;

    SuggestScan(
            RelOptCluster cluster,
            RelDataType rowType,
            RelOptTable table,
            Suggestions suggestions) {
        super(cluster, cluster.traitSetOf(EnumerableConvention.INSTANCE));
        this.rowType = rowType;
        this.table = table;
        this.suggestions = suggestions;
    }

    @Override
    public RelOptTable getTable() {
        return table;
    }

    /** What runs it. */
    RowSource rows() {
        return new SuggestRows(
                suggestions,
                getCluster().getRexBuilder(),
                getCluster().getPlanner().getContext().unwrapOrThrow(Schema.class));
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return this;
    }

    @Override
    public double estimateRowCount(RelMetadataQuery metadata) {
        return USUAL_SIZE;
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer)
                .item("table", table.getQualifiedName())
                .item("index", suggestions.operator().index())
                .item("text", suggestions.operands().get(SuggestOperator.TYPED))
                .itemIf("filter", suggestions.condition(), suggestions.condition() != null)
                .item("popularity", suggestions.popularity())
                .item("whole", suggestions.operands().get(SuggestOperator.WHOLE))
                .item("fuzzy", suggestions.operands().get(SuggestOperator.FUZZY))
                .item("size", suggestions.operands().get(SuggestOperator.SIZE));
    }

    @Override
    public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
        return OperatorRows.implement(implementor, this, rows());
    }
}
