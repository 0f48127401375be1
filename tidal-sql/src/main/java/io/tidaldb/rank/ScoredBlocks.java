package io.tidaldb.rank;

import io.tidaldb.column.Blocks;
import io.tidaldb.rank.evaluation.BoundFilter;
import io.tidaldb.rank.evaluation.Intervals;
import io.tidaldb.rank.evaluation.Masks;
import io.tidaldb.rank.evaluation.MissingTerms;
import io.tidaldb.rank.evaluation.Scratch;
import io.tidaldb.rank.evaluation.Selection;
import io.tidaldb.rank.evaluation.TermSum;
import io.tidaldb.rank.topk.BlockQueue;

import java.util.Arrays;

/**
 * The blocks of a table in falling order of the best score that any of their rows can have, and the
 * scores of the block last visited. Blocks in which no row can pass the filter do not occur.
 */
final class ScoredBlocks {
    private final SurvivingRows rows;
    private final TermSum score;
    private final MissingTerms missing;
    private final BlockQueue queue;
    private final int blockCount;
    private final Selection selection;
    private final double[] scores;
    private int visited;
    private long matched;

    ScoredBlocks(
            int size,
            SurvivingRows rows,
            BoundFilter filter,
            TermSum score,
            MissingTerms missing,
            Scratch scratch) {
        this.rows = rows;
        this.score = score;
        this.missing = missing;
        this.blockCount = Blocks.count(size);
        this.queue = new BlockQueue(bounds(filter, scratch), blockCount);
        this.selection = scratch.pushSelection();
        this.scores = scratch.pushDoubles();
    }

    private double[] bounds(BoundFilter filter, Scratch scratch) {
        double[] bounds = new double[blockCount];
        boolean[] possible = new boolean[Blocks.SIZE];
        Intervals intervals = scratch.pushIntervals();
        for (int first = 0; first < blockCount; first += Blocks.SIZE) {
            int count = Math.min(Blocks.SIZE, blockCount - first);
            Arrays.fill(possible, 0, count, true);
            filter.blocks().prune(first, count, possible);
            filter.rows().prune(first, count, possible);
            score.bound(first, count, intervals);
            for (int i = 0; i < count; i++) {
                bounds[first + i] = possible[i] ? intervals.high(i) : Double.NEGATIVE_INFINITY;
            }
        }
        scratch.popIntervals();
        return bounds;
    }

    /** Whether a block is left with a row that may score {@code threshold} or more. */
    boolean mayReach(double threshold) {
        return !queue.isEmpty() && queue.bound() >= threshold;
    }

    /**
     * Visits the best block that is left; rows that score less than {@code threshold} may be left
     * out.
     */
    void visit(double threshold) {
        int block = queue.poll();
        visited++;
        rows.read(block);
        long[] mask = rows.mask();
        int survivors = Masks.cardinality(mask);
        matched += survivors;
        score.evaluate(block, mask, threshold, selection, scores);
        missing.settle(mask);
    }

    /** Rows for which there is a score; not all of them need survive or reach the threshold. */
    int count() {
        return selection.count();
    }

    /** The i-th row's score. */
    double score(int i) {
        // −0 and 0 are one score.
        return scores[i] + 0.0;
    }

    /** Whether the i-th row survives. */
    boolean survives(int i) {
        return Masks.contains(rows.mask(), selection.row(i));
    }

    int ordinal(int i) {
        return selection.block() << Blocks.SHIFT | selection.row(i);
    }

    RankStatistics statistics() {
        return new RankStatistics(blockCount, visited, matched, rows.tested());
    }
}
