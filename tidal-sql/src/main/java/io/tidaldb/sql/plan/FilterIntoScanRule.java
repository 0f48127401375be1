package io.tidaldb.sql.plan;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.logical.LogicalFilter;

/** Lets a scan of a stored table, or of events, test the condition that stands above it. */
final class FilterIntoScanRule extends RelRule<OperatorRule> {
    static final RelOptRule INSTANCE =
            OperatorRule.of(
                            "FilterIntoScanRule",
                            filter ->
                                    filter.operand(LogicalFilter.class)
                                            .oneInput(
                                                    scan ->
                                                            scan.operand(RelationScan.class)
                                                                    .noInputs()),
                            FilterIntoScanRule::new)
                    .toRule();

    private FilterIntoScanRule(OperatorRule config) {
        super(config);
    }

    @Override
    public boolean matches(RelOptRuleCall call) {
        LogicalFilter filter = call.rel(0);
        RelationScan scan = call.rel(1);
        return scan.testsConditions() && RexFinder.isRowLocal(filter.getCondition());
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        LogicalFilter filter = call.rel(0);
        RelationScan scan = call.rel(1);
        call.transformTo(scan.filter(filter.getCondition()));
    }
}
