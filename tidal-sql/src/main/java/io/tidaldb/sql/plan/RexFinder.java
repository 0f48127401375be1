package io.tidaldb.sql.plan;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;

import java.util.function.Predicate;

/** Looks for a node of some kind in an expression. */
final class RexFinder {
    private final Predicate<RexNode> wanted;

    RexFinder(Predicate<RexNode> wanted) {
        this.wanted = wanted;
    }

    boolean findIn(RexNode node) {
        if (wanted.test(node)) {
            return true;
        }
        return switch (node) {
            case RexSubQuery query -> query.getOperands().stream().anyMatch(this::findIn);
            case RexCall call -> call.getOperands().stream().anyMatch(this::findIn);
            case RexFieldAccess access -> findIn(access.getReferenceExpr());
            default -> false;
        };
    }

    /** Whether a node depends on more than its row and the statement. */
    static boolean isCorrelated(RexNode node) {
        return node instanceof RexSubQuery
                || node instanceof RexCorrelVariable
                || node instanceof RexOver;
    }

    /** Whether an expression can be computed from a row of its table alone. */
    static boolean isRowLocal(RexNode node) {
        return !new RexFinder(RexFinder::isCorrelated).findIn(node);
    }
}
