package io.tidaldb.rank.evaluation;

import io.tidaldb.rank.expression.ArithmeticOperator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A score as the sum that it usually is. Its terms are added one after another, and a row is
 * dropped as soon as the terms still to come cannot lift it to the score that it must reach, so
 * that most columns are read for few rows (the idea of MaxScore: Turtle and Flood, Query
 * evaluation, 1995).
 */
public final class TermSum {
    /** Rounding errors of a sum of up to thousands of terms, relative to its largest parts. */
    private static final double SLACK = 1e-12;

    /** With fewer rows left, dropping some costs more than it saves. */
    private static final int FEW = 8;

    private final BoundExpression first;
    private final List<BoundExpression> others;
    private final BoundExpression whole;
    private final MissingTerms missing;
    private final Scratch scratch;

    /**
     * What the terms from the i-th of {@link #others} on add up to at most, and their magnitude.
     */
    private final double[] highs;

    private final double[] magnitudes;

    private TermSum(
            BoundExpression first,
            List<BoundExpression> others,
            BoundExpression whole,
            MissingTerms missing,
            Scratch scratch) {
        this.first = first;
        this.others = others;
        this.whole = whole;
        this.missing = missing;
        this.scratch = scratch;
        this.highs = new double[others.size()];
        this.magnitudes = new double[others.size()];
    }

    static TermSum of(TermNode score, MissingTerms missing, Scratch scratch) {
        ArrayDeque<BoundExpression> others = new ArrayDeque<>();
        BoundExpression first = score.term();
        while (first instanceof ArithmeticNode node && node.operator() == ArithmeticOperator.ADD) {
            others.addFirst(node.right());
            first = node.left();
        }
        return new TermSum(first, new ArrayList<>(others), score, missing, scratch);
    }

    /** As {@link BoundExpression#bound}. */
    public void bound(int firstBlock, int count, Intervals out) {
        whole.bound(firstBlock, count, out);
    }

    /**
     * Writes the scores of the rows with a bit in {@code mask} that may reach {@code threshold},
     * and perhaps of others, and narrows the selection down to them.
     */
    public void evaluate(int block, long[] mask, double threshold, Selection rows, double[] out) {
        rows.set(block, mask, whole.isRowByRow());
        first.evaluate(rows, out);
        boolean narrowing = threshold > Double.NEGATIVE_INFINITY && !others.isEmpty();
        if (narrowing) {
            boundRest(block);
        }
        for (int i = 0; i < others.size(); i++) {
            if (narrowing && rows.count() > FEW) {
                double slack = SLACK * (Math.abs(threshold) + magnitudes[i]);
                rows.narrow(mask, out, threshold - highs[i] - slack);
            }
            if (rows.count() == 0) {
                break;
            }
            add(others.get(i), rows, out);
        }
        missing.replace(rows, out);
    }

    private void boundRest(int block) {
        Intervals interval = scratch.pushIntervals();
        double high = 0;
        double magnitude = 0;
        for (int i = others.size() - 1; i >= 0; i--) {
            others.get(i).bound(block, 1, interval);
            high += interval.high[0];
            magnitude += Math.max(Math.abs(interval.low[0]), Math.abs(interval.high[0]));
            highs[i] = high;
            magnitudes[i] = magnitude;
        }
        scratch.popIntervals();
    }

    private void add(BoundExpression term, Selection rows, double[] out) {
        if (term instanceof ColumnNode column) {
            column.addTo(rows, out);
            return;
        }
        double[] values = scratch.pushDoubles();
        term.evaluate(rows, values);
        for (int i = 0; i < rows.count(); i++) {
            out[i] += values[i];
        }
        scratch.popDoubles();
    }
}
