package io.tidaldb.sql.parse;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TextPosition;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.Window;
import io.tidaldb.sql.ast.SqlCreateSignal;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.math.BigDecimal;
import java.util.List;

/**
 * Errors that the grammar's actions raise: what is well-formed word by word, yet makes no sense as
 * a clause. Public for the generated parser alone.
 */
public final class SyntaxErrors {
    private SyntaxErrors() {}

    public static TidalException at(SqlParserPos pos, String message) {
        return new TidalException(ErrorCode.SYNTAX_ERROR, message, position(pos));
    }

    public static void checkOnce(boolean first, String clause, SqlParserPos pos) {
        if (!first) {
            throw at(pos, clause + " stands here a second time; keep one of them");
        }
    }

    public static void checkNotBoth(boolean other, SqlParserPos pos) {
        if (other) {
            throw at(pos, "A signal is either PERMANENT or has a DECAY; keep one of them");
        }
    }

    public static void checkNewWindow(List<SqlNode> windows, Window window, SqlParserPos pos) {
        for (SqlNode node : windows) {
            if (((SqlLiteral) node).getValueAs(Window.class) == window) {
                throw at(pos, "The window " + window + " is listed twice; keep one of them");
            }
        }
    }

    public static void checkDimension(int dimension, SqlParserPos pos) {
        if (dimension < 1) {
            throw at(pos, "A VECTOR has at least 1 component, as in VECTOR(384)");
        }
    }

    /**
     * A duration must be a positive span whose length is the same at any time.
     *
     * @param what the thing that lasts, with its article
     */
    public static SqlLiteral checkDuration(String what, SqlLiteral interval) {
        if (SqlCreateSignal.millis((SqlIntervalLiteral) interval) <= 0) {
            throw at(
                    interval.getParserPosition(),
                    Character.toUpperCase(what.charAt(0))
                            + what.substring(1)
                            + " is a positive span in weeks, days, hours, minutes or seconds, as in"
                            + " INTERVAL '7' DAY");
        }
        return interval;
    }

    /** A literal cap must be a whole number of at least 1; a parameter is checked when bound. */
    public static void checkCap(SqlIdentifier column, SqlNode max) {
        if (max instanceof SqlNumericLiteral literal) {
            checkPositive(literal, "DIVERSIFY BY " + column + " MAX");
        }
    }

    /** The backup that was just made is always kept. */
    public static void checkKeep(SqlNode keep) {
        checkPositive((SqlNumericLiteral) keep, "KEEP");
    }

    private static void checkPositive(SqlNumericLiteral literal, String clause) {
        BigDecimal value = literal.getValueAs(BigDecimal.class);
        if (value.signum() <= 0
                || value.stripTrailingZeros().scale() > 0
                || value.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw at(
                    literal.getParserPosition(),
                    clause + " takes a whole number of at least 1, not " + literal.toValue());
        }
    }

    public static TidalException rankMissing(String clause, SqlParserPos pos) {
        return at(
                pos,
                clause
                        + " belongs to a ranked query; add RANK USING and a profile, or RANK BY and"
                        + " an expression, before LIMIT");
    }

    static TextPosition position(SqlParserPos pos) {
        return new TextPosition(
                pos.getLineNum(), pos.getColumnNum(), pos.getEndLineNum(), pos.getEndColumnNum());
    }
}
