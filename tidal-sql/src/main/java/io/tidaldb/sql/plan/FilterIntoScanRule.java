package io.tidaldb.sql.plan;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.rel.logical.LogicalFilter;

/** Lets a scan of a stored table test the condition that stands above it. */
final class FilterIntoScanRule extends RelOptRule {
    static final FilterIntoScanRule INSTANCE = new FilterIntoScanRule();

    private FilterIntoScanRule() {
        super(
                operand(LogicalFilter.class, operand(RelationScan.class, none())),
                "FilterIntoScanRule");
    }

    @Override
    public boolean matches(RelOptRuleCall call) {
        LogicalFilter filter = call.rel(0);
        RelationScan scan = call.rel(1);
        return scan.isEntity() && RexFinder.isRowLocal(filter.getCondition());
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        LogicalFilter filter = call.rel(0);
        RelationScan scan = call.rel(1);
        call.transformTo(scan.filter(filter.getCondition()));
    }
}
