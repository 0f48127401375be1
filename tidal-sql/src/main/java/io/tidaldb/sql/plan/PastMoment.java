package io.tidaldb.sql.plan;

import io.tidaldb.sql.runtime.StatementContext;

import org.apache.calcite.rex.RexNode;

/** The moment of FOR SYSTEM_TIME AS OF, or none, which stands for now. */
record PastMoment(RowExpression expression) {
    /**
     * @param node an expression without columns, or null
     */
    static PastMoment of(RexNode node, RowExpressions constants) {
        return new PastMoment(node == null ? null : constants.compile(node));
    }

    /**
     * The moment; {@link Long#MAX_VALUE} where there is none.
     *
     * @throws io.tidaldb.error.TidalException INVALID_TIMESTAMP if the store cannot answer for it
     */
    long orNow(StatementContext context) {
        return expression == null
                ? Long.MAX_VALUE
                : context.requireMoment((Long) expression.evaluate(context, null));
    }

    /** Throws as {@link #orNow} does. */
    void check(StatementContext context) {
        orNow(context);
    }
}
