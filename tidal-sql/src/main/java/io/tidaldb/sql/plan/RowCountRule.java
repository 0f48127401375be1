package io.tidaldb.sql.plan;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.sql.SqlKind;

/** Turns COUNT(*) over a scan of a stored table into a {@link RowCount}. */
final class RowCountRule extends RelRule<OperatorRule> {
    static final RelOptRule OF_SCAN =
            OperatorRule.of(
                            "RowCountRule",
                            count ->
                                    count.operand(LogicalAggregate.class)
                                            .oneInput(
                                                    scan ->
                                                            scan.operand(RelationScan.class)
                                                                    .noInputs()),
                            RowCountRule::new)
                    .toRule();

    static final RelOptRule OF_PROJECT =
            OperatorRule.of(
                            "RowCountRule(Project)",
                            count ->
                                    count.operand(LogicalAggregate.class)
                                            .oneInput(
                                                    project ->
                                                            project.operand(LogicalProject.class)
                                                                    .oneInput(
                                                                            scan ->
                                                                                    scan.operand(
                                                                                                    RelationScan
                                                                                                            .class)
                                                                                            .noInputs())),
                            RowCountRule::new)
                    .toRule();

    private RowCountRule(OperatorRule config) {
        super(config);
    }

    @Override
    public boolean matches(RelOptRuleCall call) {
        LogicalAggregate aggregate = call.rel(0);
        RelationScan scan = call.rel(call.rels.length - 1);
        return scan.isEntity()
                && aggregate.getGroupCount() == 0
                && aggregate.getAggCallList().size() == 1
                && countsRows(aggregate.getAggCallList().getFirst());
    }

    private static boolean countsRows(AggregateCall call) {
        return call.getAggregation().getKind() == SqlKind.COUNT
                && call.getArgList().isEmpty()
                && !call.isDistinct()
                && !call.hasFilter();
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        LogicalAggregate aggregate = call.rel(0);
        RelationScan scan = call.rel(call.rels.length - 1);
        call.transformTo(new RowCount(scan, aggregate.getRowType()));
    }
}
