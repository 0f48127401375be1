package io.tidaldb.sql.plan;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.sql.runtime.StatementContext;

/** The values of LIMIT, OFFSET and MAX. */
final class RowCounts {
    private RowCounts() {}

    /**
     * A count of rows, cut to the largest int.
     *
     * @param clause named in errors
     * @param expression null for a clause that is absent
     * @param absent its value then
     */
    static int check(
            String clause, RowExpression expression, StatementContext context, int absent) {
        if (expression == null) {
            return absent;
        }
        Object value = expression.evaluate(context, null);
        if (!(value instanceof Number number)) {
            throw new TidalException(
                    ErrorCode.INVALID_VALUE, clause + " is NULL; give a whole number");
        }
        if (number.longValue() < 0) {
            throw new TidalException(
                    ErrorCode.INVALID_VALUE,
                    clause + " is " + number + "; give a whole number that is not negative");
        }
        return (int) Math.min(number.longValue(), Integer.MAX_VALUE);
    }
}
