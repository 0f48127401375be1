package io.tidaldb.sql.plan;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.core.Snapshot;

/** Lets a scan read its relation as of the moment of FOR SYSTEM_TIME that stands above it. */
final class SnapshotIntoScanRule extends RelRule<OperatorRule> {
    static final RelOptRule INSTANCE =
            OperatorRule.of(
                            "SnapshotIntoScanRule",
                            snapshot ->
                                    snapshot.operand(Snapshot.class)
                                            .oneInput(
                                                    scan ->
                                                            scan.operand(RelationScan.class)
                                                                    .noInputs()),
                            SnapshotIntoScanRule::new)
                    .toRule();

    private SnapshotIntoScanRule(OperatorRule config) {
        super(config);
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        Snapshot snapshot = call.rel(0);
        RelationScan scan = call.rel(1);
        call.transformTo(scan.asOf(snapshot.getPeriod()));
    }
}
