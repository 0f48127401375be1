package io.tidaldb.sql.function;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/**
 * The operators behind the ranking language, but for those of signals ({@link SignalFunction}).
 * Operands are given as {@code 'literal'} where the rewriter fixes them, {@code key} where they are
 * the primary key of a row.
 */
public final class RankingFunctions {
    /** {@code FRESHNESS(timestamp, interval)}. */
    public static final SqlFunction FRESHNESS =
            new TimeFunction(
                    "FRESHNESS",
                    "freshness",
                    "FRESHNESS(timestamp, interval)",
                    SqlTypeFamily.TIMESTAMP,
                    SqlTypeFamily.INTERVAL_DAY_TIME);

    /** {@code AGE(timestamp)}, in hours. */
    public static final SqlFunction AGE =
            new TimeFunction("AGE", "age", "AGE(timestamp)", SqlTypeFamily.TIMESTAMP);

    /** {@link #FRESHNESS} with the moment at which it is taken. */
    public static final SqlFunction FRESHNESS_AS_OF =
            new TimeFunction(
                    "FRESHNESS_AS_OF",
                    "freshnessAsOf",
                    "FRESHNESS(timestamp, interval)",
                    SqlTypeFamily.TIMESTAMP,
                    SqlTypeFamily.INTERVAL_DAY_TIME,
                    SqlTypeFamily.TIMESTAMP);

    /** {@link #AGE} likewise. */
    public static final SqlFunction AGE_AS_OF =
            new TimeFunction(
                    "AGE_AS_OF",
                    "ageAsOf",
                    "AGE(timestamp)",
                    SqlTypeFamily.TIMESTAMP,
                    SqlTypeFamily.TIMESTAMP);

    /** {@code SEEN('user table', user key, 'item table', key)}. */
    public static final SqlFunction SEEN =
            new ContextFunction("SEEN", ReturnTypes.BOOLEAN_NOT_NULL, "seen");

    /** {@code FOLLOWED('user table', user key, 'relationship', key)}. */
    public static final SqlFunction FOLLOWED =
            new ContextFunction("FOLLOWED", ReturnTypes.BOOLEAN_NOT_NULL, "followed");

    /** {@code EXCLUDED('user table', user key, 'item table', key)}. */
    public static final SqlFunction EXCLUDED =
            new ContextFunction("EXCLUDED", ReturnTypes.BOOLEAN_NOT_NULL, "excluded");

    /** {@code RANK_SCORE()}; the planner replaces it by the score. */
    public static final SqlFunction RANK_SCORE =
            new ContextFunction(
                    "RANK_SCORE",
                    ReturnTypes.DOUBLE.andThen(SqlTypeTransforms.FORCE_NULLABLE),
                    "rankScore");

    private RankingFunctions() {}
}
