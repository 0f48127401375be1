package io.tidaldb.rank;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.rank.diversity.Diversifier;
import io.tidaldb.rank.evaluation.Binder;
import io.tidaldb.rank.evaluation.BoundFilter;
import io.tidaldb.rank.evaluation.MissingTerms;
import io.tidaldb.rank.evaluation.Scratch;
import io.tidaldb.rank.evaluation.TermSum;
import io.tidaldb.rank.evaluation.TextAnswers;
import io.tidaldb.rank.expression.Values;
import io.tidaldb.rank.topk.RowHeap.SortedRows;
import io.tidaldb.rank.topk.TopRows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The exact ranked top-k over columns. Each block's scores are bounded by interval arithmetic over
 * the minima and maxima of its columns; blocks are visited from the best bound down until none can
 * hold a row that beats the k-th best. Immutable; one instance serves any number of threads.
 */
public final class RankedScan {
    /** The most wanted rows for which it pays to try a pool first. */
    private static final int MOST_FROM_POOL = 1_024;

    private final RankedQuery query;
    private final TextAnswers answers = new TextAnswers();

    public RankedScan(RankedQuery query) {
        this.query = query;
    }

    /**
     * Runs the query.
     *
     * @param now epoch milliseconds
     * @param offset how many rows to skip of the diversified order, 0 or more
     * @param limit how many rows to return, 0 or more; {@link Integer#MAX_VALUE} for all
     * @throws TidalException INVALID_VALUE for a negative offset or limit, a parameter that is NaN
     *     or infinite, a half-life or cap that is not positive; TYPE_MISMATCH for a parameter of
     *     the wrong type; CANCELLED
     */
    public RankedResult run(
            RankedSource source, Values parameters, long now, int offset, int limit) {
        requireNotNegative("OFFSET", offset);
        requireNotNegative("LIMIT", limit);
        int wanted = (int) Math.min((long) offset + limit, Integer.MAX_VALUE);
        boolean capped = !query.caps().isEmpty() && limit > 0;
        if (capped && wanted <= MOST_FROM_POOL) {
            // Where a small pool of the best rows fills LIMIT under the caps, the rows below it
            // cannot
            // matter, because caps are applied from the best row down.
            RankedResult pooled =
                    run(source, parameters, now, offset, wanted, wanted + wanted / 4 + 8);
            if (pooled != null) {
                return pooled;
            }
        }
        return run(source, parameters, now, offset, limit == 0 ? 0 : wanted, 0);
    }

    /**
     * Runs the query once.
     *
     * @param wanted rows from the first to the last of the page
     * @param pool how many of the best rows to apply caps to; 0 for as many as it takes
     * @return null if the pool was too small
     */
    private RankedResult run(
            RankedSource source, Values parameters, long now, int offset, int wanted, int pool) {
        Scratch scratch = Scratch.lease();
        Binder binder = new Binder(parameters, now, scratch, answers, source.live().cardinality());
        TermSum score = binder.scoreSum(query.score());
        BoundFilter filter = binder.filter(query.filter());
        Diversifier diversifier = new Diversifier(query.caps(), parameters);
        // Rows that arrive while the statement runs lie beyond the size read here.
        int size = wanted == 0 ? 0 : source.size();
        SurvivingRows rows = new SurvivingRows(source, size, filter);
        ScoredBlocks blocks =
                new ScoredBlocks(size, rows, filter, score, binder.missing(), scratch);

        List<RankWarning> warnings = new ArrayList<>();
        SortedRows sorted;
        if (query.caps().isEmpty() || wanted == 0) {
            sorted = best(source, blocks, rows, wanted);
        } else if (pool > 0) {
            sorted = diversifier.thinOut(best(source, blocks, rows, pool), wanted);
            if (sorted.ordinals().length < wanted) {
                scratch.giveBack();
                return null;
            }
        } else {
            DiverseRows diverse =
                    new DiverseRows(source, blocks, rows, diversifier, wanted, query.strict());
            sorted = diverse.take();
            warnings.addAll(diverse.warnings(offset));
        }
        warnings.addAll(missingTerms(binder.missing()));
        RankedResult result =
                new RankedResult(
                        tail(sorted.ordinals(), offset),
                        tail(sorted.scores(), offset),
                        blocks.statistics(),
                        List.copyOf(warnings));
        scratch.giveBack();
        return result;
    }

    private static SortedRows best(
            RankedSource source, ScoredBlocks blocks, SurvivingRows rows, int wanted) {
        TopRows top = new TopRows(wanted, source);
        double threshold = Double.NEGATIVE_INFINITY;
        while (blocks.mayReach(threshold)) {
            blocks.visit(threshold);
            int count = blocks.count();
            for (int i = 0; i < count; i++) {
                double score = blocks.score(i);
                if (score >= threshold && blocks.survives(i)) {
                    int ordinal = blocks.ordinal(i);
                    if (top.admits(ordinal, score) && rows.passes(ordinal)) {
                        top.offer(ordinal, score);
                        threshold = top.threshold();
                    }
                }
            }
        }
        return top.drain();
    }

    private static List<RankWarning> missingTerms(MissingTerms missing) {
        List<RankWarning> warnings = new ArrayList<>();
        if (missing.nulls() > 0) {
            warnings.add(
                    new RankWarning(
                            RankWarning.Kind.MISSING_VALUE,
                            missing.nulls(),
                            "A term of the score was NULL, or not a number, in "
                                    + rows(missing.nulls())
                                    + " and counted as 0; use COALESCE to choose another value."));
        }
        if (missing.infinities() > 0) {
            warnings.add(
                    new RankWarning(
                            RankWarning.Kind.NOT_FINITE,
                            missing.infinities(),
                            "A term of the score was infinite in "
                                    + rows(missing.infinities())
                                    + " and counted as 0; guard divisors and logarithms, for"
                                    + " instance with NULLIF or GREATEST."));
        }
        return warnings;
    }

    static String rows(long count) {
        return count == 1 ? "1 scored row" : count + " scored rows";
    }

    private static void requireNotNegative(String clause, int value) {
        if (value < 0) {
            throw new TidalException(
                    ErrorCode.INVALID_VALUE, clause + " must be 0 or more, but is " + value + ".");
        }
    }

    private static int[] tail(int[] values, int offset) {
        return Arrays.copyOfRange(values, Math.min(offset, values.length), values.length);
    }

    private static double[] tail(double[] values, int offset) {
        return Arrays.copyOfRange(values, Math.min(offset, values.length), values.length);
    }
}
