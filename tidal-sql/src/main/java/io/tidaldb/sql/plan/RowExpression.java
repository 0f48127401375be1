package io.tidaldb.sql.plan;

import io.tidaldb.sql.runtime.StatementContext;

/** A compiled scalar expression over one row. */
interface RowExpression {
    /**
     * @param row the row in Calcite's representation; not used by an expression without columns
     * @return the value in Calcite's representation, or null
     */
    Object evaluate(StatementContext context, Object[] row);
}
