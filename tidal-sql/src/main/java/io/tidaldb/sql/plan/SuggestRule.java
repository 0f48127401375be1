package io.tidaldb.sql.plan;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.sql.function.SuggestOperator;
import io.tidaldb.sql.relation.EntityRelation;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalTableFunctionScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

import java.util.List;

/** Turns the SUGGESTED table function into an operator of ours. */
final class SuggestRule extends RelRule<OperatorRule> {
    static final RelOptRule INSTANCE =
            OperatorRule.of(
                            "SuggestRule",
                            scan -> scan.operand(LogicalTableFunctionScan.class).anyInputs(),
                            SuggestRule::new)
                    .toRule();

    private SuggestRule(OperatorRule config) {
        super(config);
    }

    @Override
    public boolean matches(RelOptRuleCall call) {
        LogicalTableFunctionScan scan = call.rel(0);
        return scan.getCall() instanceof RexCall function
                && function.getOperator() instanceof SuggestOperator;
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        LogicalTableFunctionScan function = call.rel(0);
        RexCall suggested = (RexCall) function.getCall();
        Project project = (Project) function.getInput(0).stripped();
        RelNode input = project.getInput().stripped();
        RexNode condition = null;
        if (input instanceof Filter filter) {
            condition = filter.getCondition();
            input = filter.getInput().stripped();
        }
        RexNode popularity = project.getProjects().get(1);
        List<RexNode> operands = suggested.getOperands().subList(1, suggested.getOperands().size());
        boolean local =
                RexFinder.isRowLocal(popularity)
                        && (condition == null || RexFinder.isRowLocal(condition))
                        && operands.stream().allMatch(Operands::isRowIndependent);
        if (!local || !(input instanceof TableScan scan)) {
            throw new TidalException(
                    ErrorCode.FEATURE_NOT_SUPPORTED,
                    "SUGGEST takes no sub-queries, window functions and columns of other tables");
        }
        EntityRelation relation = scan.getTable().unwrapOrThrow(EntityRelation.class);
        call.transformTo(
                new SuggestScan(
                        function.getCluster(),
                        function.getRowType(),
                        scan.getTable(),
                        new Suggestions(
                                relation,
                                scan.getTable().getRowType(),
                                (SuggestOperator) suggested.getOperator(),
                                suggested.getOperands(),
                                condition,
                                popularity)));
    }
}
