package io.tidaldb.sql.plan;

import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.Predicate;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

import java.util.Optional;

/** Where the rows are whose expressions an {@link ExpressionCompiler} translates. */
interface ExpressionSource {
    /** A column of the row. */
    Expression column(RexInputRef ref);

    /** A number that a signal or the clock gives; empty to compute the call row by row. */
    Optional<Expression> measure(RexCall call, ExpressionCompiler compiler);

    /** A condition of CASE. */
    Predicate condition(RexNode node);

    /** What the engine has no tree for. */
    Expression rowByRow(RexNode node);
}
