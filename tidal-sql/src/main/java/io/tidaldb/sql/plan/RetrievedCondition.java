package io.tidaldb.sql.plan;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.sql.function.RankingFunctions;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlOperator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A condition of which the sources of candidates are a part.
 *
 * @param retrieved what MATCH and NEAR find, a call of RETRIEVED; or null. Without either, it finds
 *     nothing, and there are other sources
 * @param sources the {@link CandidateSources other sources} of candidates beside that
 * @param others what a row must satisfy to be looked for; or null
 * @param ofFound what a row that was found must satisfy, such as a least score; or null
 */
record RetrievedCondition(
        RexCall retrieved, List<RexCall> sources, RexNode others, RexNode ofFound) {
    private static final Set<SqlOperator> SCORES =
            Set.of(
                    RankingFunctions.TEXT_SCORE,
                    RankingFunctions.VECTOR_SCORE,
                    RankingFunctions.NORMALIZED_TEXT_SCORE,
                    RankingFunctions.NORMALIZED_VECTOR_SCORE,
                    RankingFunctions.RELATED_SCORE,
                    RankingFunctions.RRF);
    private static final RexFinder SCORE =
            new RexFinder(
                    node -> node instanceof RexCall call && SCORES.contains(call.getOperator()));

    /** Takes a condition apart; null for none. */
    static RetrievedCondition of(RexNode condition, RexBuilder rexBuilder) {
        RexCall retrieved = null;
        List<RexCall> sources = new ArrayList<>();
        List<RexNode> others = new ArrayList<>();
        List<RexNode> ofFound = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
            if (isRetrieved(conjunct)) {
                retrieved = (RexCall) conjunct;
            } else if (CandidateSources.isSource(conjunct)) {
                sources.add((RexCall) conjunct);
            } else if (SCORE.findIn(conjunct)) {
                ofFound.add(conjunct);
            } else {
                others.add(conjunct);
            }
        }
        return new RetrievedCondition(
                retrieved,
                List.copyOf(sources),
                RexUtil.composeConjunction(rexBuilder, others, true),
                RexUtil.composeConjunction(rexBuilder, ofFound, true));
    }

    private static boolean isRetrieved(RexNode node) {
        return node instanceof RexCall call
                && call.getOperator().equals(RankingFunctions.RETRIEVED);
    }

    /**
     * Checks that what a condition looks for is known before there are rows.
     *
     * @throws TidalException if it depends on a row or a query
     */
    static void check(RexNode condition) {
        for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
            if (isRetrieved(conjunct) && !isKnownAtOnce((RexCall) conjunct)) {
                throw new TidalException(
                        ErrorCode.FEATURE_NOT_SUPPORTED,
                        "MATCH and NEAR take a text, a vector or a key that is the same for all"
                                + " rows and needs no query: a literal, a parameter, or an"
                                + " expression of these");
            }
            if (CandidateSources.isSource(conjunct)
                    && !CandidateSources.isKnownAtOnce((RexCall) conjunct)) {
                throw new TidalException(
                        ErrorCode.FEATURE_NOT_SUPPORTED,
                        "RELATED ITEM and CANDIDATES FROM take keys that are the same for all rows"
                                + " and need no query: literals, parameters, or expressions of"
                                + " these");
            }
        }
    }

    private static boolean isKnownAtOnce(RexCall retrieved) {
        List<RexNode> operands = retrieved.getOperands();
        return operands.subList(RetrievalProgram.LIMIT, operands.size()).stream()
                .allMatch(Operands::isRowIndependent);
    }
}
