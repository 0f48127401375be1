package io.tidaldb.rank;

import io.tidaldb.rank.diversity.Cap;
import io.tidaldb.rank.diversity.Diversifier;
import io.tidaldb.rank.topk.RowHeap;
import io.tidaldb.rank.topk.RowHeap.SortedRows;
import io.tidaldb.rank.topk.TopRows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes rows from the best down under caps. Rows of visited blocks wait in a heap, and the best of
 * them is next once no block that is left can beat it; so the pool grows by exactly as many blocks
 * as the caps make necessary.
 */
final class DiverseRows {
    private final RankedSource source;
    private final ScoredBlocks blocks;
    private final SurvivingRows rows;
    private final Diversifier diversifier;
    private final int caps;
    private final int wanted;
    private final boolean strict;
    private final RowHeap waiting;

    /** What a single cap rejected: at most as many rows are ever needed as are wanted. */
    private final TopRows reserve;

    /** What several caps rejected: which rows a part of them admits is known only in the end. */
    private final RowHeap rejected;

    private final long[] relaxedBefore;
    private int[] ordinals = new int[16];
    private double[] scores = new double[16];
    private int count;

    DiverseRows(
            RankedSource source,
            ScoredBlocks blocks,
            SurvivingRows rows,
            Diversifier diversifier,
            int wanted,
            boolean strict) {
        this.source = source;
        this.blocks = blocks;
        this.rows = rows;
        this.diversifier = diversifier;
        this.caps = diversifier.caps().size();
        this.wanted = wanted;
        this.strict = strict;
        this.waiting = new RowHeap(source, true);
        this.reserve = new TopRows(wanted, source);
        this.rejected = new RowHeap(source, true);
        this.relaxedBefore = new long[caps + 1];
    }

    SortedRows take() {
        while (count < wanted) {
            while (blocks.mayReach(
                    waiting.isEmpty() ? Double.NEGATIVE_INFINITY : waiting.topScore())) {
                visit();
            }
            if (waiting.isEmpty()) {
                break;
            }
            int ordinal = waiting.topOrdinal();
            double score = waiting.topScore();
            waiting.pop();
            if (!diversifier.admits(ordinal, caps)) {
                reject(ordinal, score);
            } else if (rows.passes(ordinal)) {
                add(ordinal, score);
            }
        }
        sort();
        relaxedBefore[caps] = count;
        if (!strict && count < wanted) {
            relax();
        }
        return new SortedRows(Arrays.copyOf(ordinals, count), Arrays.copyOf(scores, count));
    }

    /**
     * Rows come out of order only where a writer raised a score after its block had been bounded.
     */
    private void sort() {
        boolean sorted = true;
        for (int i = 1; i < count && sorted; i++) {
            sorted = scores[i - 1] >= scores[i];
        }
        if (!sorted) {
            RowHeap heap = new RowHeap(source, true);
            for (int i = 0; i < count; i++) {
                heap.push(ordinals[i], scores[i]);
            }
            SortedRows rowsInOrder = heap.drain();
            ordinals = rowsInOrder.ordinals();
            scores = rowsInOrder.scores();
        }
    }

    private void visit() {
        blocks.visit(Double.NEGATIVE_INFINITY);
        int scored = blocks.count();
        for (int i = 0; i < scored; i++) {
            if (blocks.survives(i)) {
                int ordinal = blocks.ordinal(i);
                if (diversifier.admits(ordinal, caps)) {
                    waiting.push(ordinal, blocks.score(i));
                } else {
                    // A full group never gets room again, so the row need not wait for its turn.
                    reject(ordinal, blocks.score(i));
                }
            }
        }
    }

    private void reject(int ordinal, double score) {
        if (strict) {
            return;
        }
        if (caps > 1) {
            rejected.push(ordinal, score);
        } else if (reserve.admits(ordinal, score) && rows.passes(ordinal)) {
            reserve.offer(ordinal, score);
        }
    }

    /** Lets the caps go, the last-named first, until enough rows are found. */
    private void relax() {
        SortedRows left = caps > 1 ? passing(rejected.drain()) : reserve.drain();
        boolean[] taken = new boolean[left.ordinals().length];
        for (int inForce = caps - 1; inForce >= 0; inForce--) {
            for (int i = 0; i < taken.length && count < wanted; i++) {
                int ordinal = left.ordinals()[i];
                if (!taken[i] && diversifier.admits(ordinal, inForce)) {
                    taken[i] = true;
                    add(ordinal, left.scores()[i]);
                }
            }
            relaxedBefore[inForce] = count;
        }
    }

    private SortedRows passing(SortedRows all) {
        int kept = 0;
        for (int i = 0; i < all.ordinals().length; i++) {
            if (rows.passes(all.ordinals()[i])) {
                all.ordinals()[kept] = all.ordinals()[i];
                all.scores()[kept++] = all.scores()[i];
            }
        }
        return new SortedRows(
                Arrays.copyOf(all.ordinals(), kept), Arrays.copyOf(all.scores(), kept));
    }

    private void add(int ordinal, double score) {
        if (count == ordinals.length) {
            ordinals = Arrays.copyOf(ordinals, 2 * count + 1);
            scores = Arrays.copyOf(scores, 2 * count + 1);
        }
        diversifier.take(ordinal);
        ordinals[count] = ordinal;
        scores[count++] = score;
    }

    /** One for each cap that was let go for a row from {@code offset} on. */
    List<RankWarning> warnings(int offset) {
        List<RankWarning> warnings = new ArrayList<>();
        for (int inForce = caps - 1; inForce >= 0; inForce--) {
            long relaxed = relaxedBefore[inForce] - Math.max(offset, relaxedBefore[inForce + 1]);
            if (relaxed > 0) {
                Cap cap = diversifier.caps().get(inForce);
                warnings.add(
                        new RankWarning(
                                RankWarning.Kind.DIVERSITY_RELAXED,
                                relaxed,
                                ("DIVERSIFY BY %s was relaxed for the last rows, %d in number,"
                                                + " because too few rows qualify to fill LIMIT; add"
                                                + " STRICT for a shorter result instead.")
                                        .formatted(cap.name(), relaxed)));
            }
        }
        return warnings;
    }
}
