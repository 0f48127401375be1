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

    /** {@code MARKED('user table', user key, 'signal', key)}. */
    public static final SqlFunction MARKED =
            new ContextFunction("MARKED", ReturnTypes.BOOLEAN_NOT_NULL, "marked");

    /** {@code MARKED_BY('user table', user key, 'signal', 'relationship', depth, key)}. */
    public static final SqlFunction MARKED_BY =
            new ContextFunction("MARKED_BY", ReturnTypes.BIGINT, "markedBy");

    /** {@code RANK_SCORE()}; the planner replaces it by the score. */
    public static final SqlFunction RANK_SCORE =
            new ContextFunction(
                    "RANK_SCORE",
                    ReturnTypes.DOUBLE.andThen(SqlTypeTransforms.FORCE_NULLABLE),
                    "rankScore");

    /**
     * {@code RETRIEVED('name', key, LIMIT or NULL, OFFSET or NULL, 'text index' or NULL, text,
     * fuzzy [, 'vector index', vector or NULL, item key or NULL]…)}: whether the row is among what
     * MATCH and NEAR find. The planner has the scan of the table do it.
     */
    public static final SqlFunction RETRIEVED =
            new ContextFunction("RETRIEVED", ReturnTypes.BOOLEAN_NOT_NULL, "retrieved");

    /**
     * {@code RELATED_TO('name', 'signal', item key, key)}: beside RETRIEVED, that the item's
     * partners are candidates as well. The row's key keeps it with RETRIEVED.
     */
    public static final SqlFunction RELATED_TO =
            new ContextFunction("RELATED_TO", ReturnTypes.BOOLEAN_NOT_NULL, "relatedTo");

    /** {@code CANDIDATE_IF('name', condition)}: likewise, the rows for which it is true. */
    public static final SqlFunction CANDIDATE_IF =
            new ContextFunction("CANDIDATE_IF", ReturnTypes.BOOLEAN_NOT_NULL, "candidateIf");

    /** {@code CANDIDATE_BY('name', count)}: likewise, the rows for which it is not 0. */
    public static final SqlFunction CANDIDATE_BY =
            new ContextFunction("CANDIDATE_BY", ReturnTypes.BOOLEAN_NOT_NULL, "candidateBy");

    /** {@code CANDIDATE_LIMIT('name', n, key)}: how many rows each source gives at most. */
    public static final SqlFunction CANDIDATE_LIMIT =
            new ContextFunction("CANDIDATE_LIMIT", ReturnTypes.BOOLEAN_NOT_NULL, "candidateLimit");

    /** {@code TEXT_SCORE('name', key)}. */
    public static final SqlFunction TEXT_SCORE =
            new ContextFunction("TEXT_SCORE", ReturnTypes.DOUBLE, "textScore");

    /** {@code NORMALIZED_TEXT_SCORE('name', key)}. */
    public static final SqlFunction NORMALIZED_TEXT_SCORE =
            new ContextFunction("NORMALIZED_TEXT_SCORE", ReturnTypes.DOUBLE, "normalizedTextScore");

    /** {@code NORMALIZED_VECTOR_SCORE('name', which NEAR, key)}. */
    public static final SqlFunction NORMALIZED_VECTOR_SCORE =
            new ContextFunction(
                    "NORMALIZED_VECTOR_SCORE", ReturnTypes.DOUBLE, "normalizedVectorScore");

    /** {@code VECTOR_SCORE('name', which NEAR, key)}. */
    public static final SqlFunction VECTOR_SCORE =
            new ContextFunction("VECTOR_SCORE", ReturnTypes.DOUBLE, "vectorScore");

    /** {@code RELATED_SCORE('name', key)}. */
    public static final SqlFunction RELATED_SCORE =
            new ContextFunction("RELATED_SCORE", ReturnTypes.DOUBLE, "relatedScore");

    /** {@code RRF('name', key)}. */
    public static final SqlFunction RRF =
            new ContextFunction("RRF", ReturnTypes.DOUBLE, "reciprocalRankFusion");

    /** {@code SNIPPET('name', 'place in the text index', column, length)}. */
    public static final SqlFunction SNIPPET =
            new ContextFunction(
                    "SNIPPET",
                    ReturnTypes.VARCHAR.andThen(SqlTypeTransforms.FORCE_NULLABLE),
                    "snippet");

    private RankingFunctions() {}
}
