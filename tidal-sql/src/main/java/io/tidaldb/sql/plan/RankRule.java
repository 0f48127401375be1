package io.tidaldb.sql.plan;

import io.tidaldb.sql.function.RankedOperator;
import io.tidaldb.sql.relation.EntityRelation;

import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Snapshot;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalTableFunctionScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns the RANKED table function into an operator of ours: a {@link RankedTableScan} where its
 * query reads one stored table and every expression can be computed from a row of it, and a {@link
 * Rank} over the query otherwise.
 */
final class RankRule extends RelRule<OperatorRule> {
    static final RelOptRule INSTANCE =
            OperatorRule.of(
                            "RankRule",
                            scan -> scan.operand(LogicalTableFunctionScan.class).anyInputs(),
                            RankRule::new)
                    .toRule();

    private RankRule(OperatorRule config) {
        super(config);
    }

    @Override
    public boolean matches(RelOptRuleCall call) {
        LogicalTableFunctionScan scan = call.rel(0);
        return scan.getCall() instanceof RexCall function
                && function.getOperator() instanceof RankedOperator;
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        LogicalTableFunctionScan function = call.rel(0);
        RexCall ranked = (RexCall) function.getCall();
        RelNode query = function.getInput(0).stripped();
        RelNode fused = fuse(function, ranked, query);
        call.transformTo(fused != null ? fused : generic(function, ranked, query));
    }

    private static RelNode fuse(LogicalTableFunctionScan function, RexCall ranked, RelNode query) {
        if (!(query instanceof Project project)) {
            return null;
        }
        RelNode input = project.getInput().stripped();
        RexNode condition = null;
        if (input instanceof Filter filter) {
            condition = filter.getCondition();
            input = filter.getInput().stripped();
        }
        RexNode moment = null;
        if (input instanceof Snapshot snapshot) {
            moment = snapshot.getPeriod();
            input = snapshot.getInput().stripped();
        }
        if (!(input instanceof TableScan scan) || !isEntity(scan.getTable())) {
            return null;
        }
        boolean local =
                project.getProjects().stream().allMatch(RexFinder::isRowLocal)
                        && (condition == null || RexFinder.isRowLocal(condition));
        if (!local) {
            return null;
        }
        List<RexNode> conditions = RelOptUtil.conjunctions(condition);
        RexNode retrieved =
                conditions.stream().filter(RetrievalProgram::isRetrieved).findFirst().orElse(null);
        List<RexNode> sources = new ArrayList<>();
        if (retrieved != null) {
            conditions.remove(retrieved);
            sources.addAll(conditions.stream().filter(CandidateSources::isSource).toList());
            conditions.removeAll(sources);
            condition =
                    RexUtil.composeConjunction(
                            function.getCluster().getRexBuilder(), conditions, true);
        }
        RankedOperator operator = (RankedOperator) ranked.getOperator();
        List<RexNode> projects = project.getProjects();
        int visible = projects.size() - operator.hiddenColumns();
        RankedSelect select =
                new RankedSelect(
                        scan.getTable().unwrapOrThrow(EntityRelation.class),
                        scan.getTable().getRowType(),
                        moment,
                        (RexCall) retrieved,
                        sources,
                        condition,
                        projects.subList(0, visible),
                        projects.get(visible),
                        projects.subList(visible + 2, projects.size()),
                        ranked);
        return new RankedTableScan(
                function.getCluster(), function.getRowType(), scan.getTable(), select);
    }

    private static boolean isEntity(RelOptTable table) {
        return table.unwrap(EntityRelation.class) != null;
    }

    private static RelNode generic(
            LogicalTableFunctionScan function, RexCall ranked, RelNode query) {
        RankedOperator operator = (RankedOperator) ranked.getOperator();
        RankColumns.Split split = RankColumns.of((Project) query, operator.hiddenColumns());
        return new Rank(
                function.getCluster(),
                function.getCluster().traitSetOf(Convention.NONE),
                split.input(),
                function.getRowType(),
                ranked,
                split.columns());
    }
}
