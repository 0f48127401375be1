package io.tidaldb.sql.plan;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.List;

/** Lets a scan read only the columns that the projection above it keeps. */
final class ProjectIntoScanRule extends RelRule<OperatorRule> {
    static final RelOptRule INSTANCE =
            OperatorRule.of(
                            "ProjectIntoScanRule",
                            project ->
                                    project.operand(LogicalProject.class)
                                            .oneInput(
                                                    scan ->
                                                            scan.operand(RelationScan.class)
                                                                    .noInputs()),
                            ProjectIntoScanRule::new)
                    .toRule();

    private ProjectIntoScanRule(OperatorRule config) {
        super(config);
    }

    @Override
    public boolean matches(RelOptRuleCall call) {
        LogicalProject project = call.rel(0);
        return project.getProjects().stream().allMatch(RexInputRef.class::isInstance);
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        LogicalProject project = call.rel(0);
        RelationScan scan = call.rel(1);
        List<Integer> outputs = new ArrayList<>();
        for (RexNode node : project.getProjects()) {
            outputs.add(((RexInputRef) node).getIndex());
        }
        call.transformTo(scan.project(outputs));
    }
}
