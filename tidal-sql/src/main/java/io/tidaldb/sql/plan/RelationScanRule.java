package io.tidaldb.sql.plan;

import io.tidaldb.sql.relation.StoredRelation;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.logical.LogicalTableScan;

/** Turns a scan of one of our relations into a {@link RelationScan}. */
final class RelationScanRule extends RelRule<OperatorRule> {
    static final RelOptRule INSTANCE =
            OperatorRule.of(
                            "RelationScanRule",
                            scan -> scan.operand(LogicalTableScan.class).noInputs(),
                            RelationScanRule::new)
                    .toRule();

    private RelationScanRule(OperatorRule config) {
        super(config);
    }

    @Override
    public boolean matches(RelOptRuleCall call) {
        LogicalTableScan scan = call.rel(0);
        return scan.getTable().unwrap(StoredRelation.class) != null;
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        LogicalTableScan scan = call.rel(0);
        call.transformTo(RelationScan.of(scan));
    }
}
