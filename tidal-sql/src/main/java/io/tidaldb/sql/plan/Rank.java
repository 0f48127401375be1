package io.tidaldb.sql.plan;

import io.tidaldb.sql.function.RankedOperator;

import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

import java.util.List;

/**
 * Ranks the rows of any input, as of a join: computes the score, puts the rows in its order,
 * applies caps and LIMIT, and computes the select list.
 */
final class Rank extends SingleRel implements EnumerableRel {
    private final RexCall ranked;
    private final RankColumns columns;

    Rank(
            RelOptCluster cluster,
            RelTraitSet traits,
            RelNode input,
            RelDataType rowType,
            RexCall ranked,
            RankColumns columns) {
        super(cluster, traits, input);
        this.rowType = rowType;
        this.ranked = ranked;
        this.columns = columns;
    }

    RankColumns columns() {
        return columns;
    }

    RexCall ranked() {
        return ranked;
    }

    RankedOperator operator() {
        return (RankedOperator) ranked.getOperator();
    }

    /** An operand of the RANKED call, or null for a negative index. */
    RexNode operand(int index) {
        return index < 0 ? null : ranked.getOperands().get(index);
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new Rank(getCluster(), traits, inputs.getFirst(), rowType, ranked, columns);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        RankedOperator operator = operator();
        super.explainTerms(writer)
                .item("score", columns.score())
                .item("columns", columns.outputs());
        for (int i = 0; i < operator.capNames().size(); i++) {
            writer.item(
                    "diversify" + i,
                    operator.capNames().get(i)
                            + " max "
                            + operand(operator.capOperand(i))
                            + (operator.isStrict() ? " strict" : ""));
        }
        RexNode offset = operand(operator.offsetOperand());
        RexNode fetch = operand(operator.fetchOperand());
        return writer.itemIf("offset", offset, offset != null)
                .itemIf("limit", fetch, fetch != null);
    }

    @Override
    public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
        BlockBuilder builder = new BlockBuilder();
        Result input = implementor.visitChild(this, 0, (EnumerableRel) getInput(), Prefer.ARRAY);
        Expression rows = builder.append("ranked", input.block, false);
        Expression sorter = implementor.stash(RankedSort.of(this), RankedSort.class);
        Expression ranked =
                Expressions.call(
                        sorter,
                        Types.lookupMethod(
                                RankedSort.class, "rows", DataContext.class, Enumerable.class),
                        implementor.getRootExpression(),
                        rows);
        return OperatorRows.result(implementor, this, builder, ranked);
    }

    /** In the convention that generated code runs in. */
    Rank enumerable(RelNode input) {
        return new Rank(
                getCluster(),
                getTraitSet().replace(EnumerableConvention.INSTANCE),
                input,
                rowType,
                ranked,
                columns);
    }
}
