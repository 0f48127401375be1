package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserUtil;
import org.apache.calcite.sql.type.SqlTypeName;

/** Lengths of time as SQL writes them. */
public final class IntervalText {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private IntervalText() {}

    /** A whole number of the largest unit that fits: {@code INTERVAL '7' DAY}. */
    public static String of(long millis) {
        if (millis % DAY == 0) {
            return interval(millis / DAY, "DAY");
        }
        if (millis % HOUR == 0) {
            return interval(millis / HOUR, "HOUR");
        }
        if (millis % MINUTE == 0) {
            return interval(millis / MINUTE, "MINUTE");
        }
        return millis % 1000 == 0
                ? interval(millis / 1000, "SECOND")
                : "INTERVAL '" + millis / 1000.0 + "' SECOND";
    }

    private static String interval(long count, String unit) {
        // Two digits are the default precision; longer counts must say theirs.
        int digits = Long.toString(count).length();
        return "INTERVAL '" + count + "' " + unit + (digits > 2 ? "(" + digits + ")" : "");
    }

    /**
     * The length of a positive interval literal of days to seconds, in milliseconds.
     *
     * @throws io.tidaldb.error.TidalException {@link ErrorCode#INVALID_STATEMENT} if the node is
     *     anything else
     */
    public static long millis(SqlNode node) {
        if (node instanceof SqlIntervalLiteral literal) {
            SqlIntervalLiteral.IntervalValue value =
                    literal.getValueAs(SqlIntervalLiteral.IntervalValue.class);
            SqlIntervalQualifier qualifier = value.getIntervalQualifier();
            if (SqlTypeName.DAY_INTERVAL_TYPES.contains(qualifier.typeName())) {
                long millis =
                        value.getSign()
                                * SqlParserUtil.intervalToMillis(
                                        value.getIntervalLiteral(), qualifier);
                if (millis > 0) {
                    return millis;
                }
            }
        }
        throw Positions.error(
                ErrorCode.INVALID_STATEMENT,
                node,
                "write a positive length of time such as INTERVAL '1' HOUR or INTERVAL '7' DAY");
    }
}
