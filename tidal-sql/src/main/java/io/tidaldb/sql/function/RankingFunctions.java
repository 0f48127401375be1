package io.tidaldb.sql.function;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/**
 * The operators behind the ranking language. Operands are given as {@code 'literal'} where the
 * rewriter fixes them, {@code key} where they are the primary key of a row.
 */
public final class RankingFunctions {
    /** {@code DECAY('signal', half life in milliseconds, key)}. */
    public static final SqlFunction DECAY =
            new ContextFunction("DECAY", ReturnTypes.DOUBLE_NULLABLE, "decay");

    /** {@code COUNT_OVER('signal', 'window', key)}. */
    public static final SqlFunction COUNT_OVER =
            new ContextFunction("COUNT_OVER", ReturnTypes.DOUBLE_NULLABLE, "countOver");

    /** {@code VELOCITY('signal', 'window', key)}. */
    public static final SqlFunction VELOCITY =
            new ContextFunction("VELOCITY", ReturnTypes.DOUBLE_NULLABLE, "velocity");

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

    /** {@link #DECAY} with the moment as of which it is, after the key. */
    public static final SqlFunction DECAY_AS_OF =
            new ContextFunction("DECAY_AS_OF", ReturnTypes.DOUBLE_NULLABLE, "decayAsOf");

    /** {@link #COUNT_OVER} likewise. */
    public static final SqlFunction COUNT_OVER_AS_OF =
            new ContextFunction("COUNT_OVER_AS_OF", ReturnTypes.DOUBLE_NULLABLE, "countOverAsOf");

    /** {@link #VELOCITY} likewise. */
    public static final SqlFunction VELOCITY_AS_OF =
            new ContextFunction("VELOCITY_AS_OF", ReturnTypes.DOUBLE_NULLABLE, "velocityAsOf");

    /** {@link #FRESHNESS} likewise. */
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
