package io.tidaldb.sql.plan;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** Whether a statement asks how near rows are. */
final class VectorScores {
    private static final RexFinder CALLS =
            new RexFinder(
                    node ->
                            node instanceof RexCall call
                                    && call.getOperator().getName().endsWith("VECTOR_SCORE"));

    private VectorScores() {}

    static boolean areAskedFor(RankedSelect select) {
        RexNode ofFound = select.condition().ofFound();
        return CALLS.findIn(select.score())
                || ofFound != null && CALLS.findIn(ofFound)
                || select.outputs().stream().anyMatch(CALLS::findIn)
                || select.caps().stream().anyMatch(CALLS::findIn);
    }
}
