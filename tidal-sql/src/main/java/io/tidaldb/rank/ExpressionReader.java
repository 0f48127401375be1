package io.tidaldb.rank;

import io.tidaldb.column.Blocks;
import io.tidaldb.rank.evaluation.Binder;
import io.tidaldb.rank.evaluation.BoundExpression;
import io.tidaldb.rank.evaluation.Scratch;
import io.tidaldb.rank.evaluation.Selection;
import io.tidaldb.rank.evaluation.TextAnswers;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.Values;

/** An expression's values for chosen rows. Immutable; one instance serves many threads. */
public final class ExpressionReader {
    private final Expression expression;
    private final TextAnswers answers = new TextAnswers();

    public ExpressionReader(Expression expression) {
        this.expression = expression;
    }

    /**
     * The rows' values in SQL's terms: NULL passes through and is NaN.
     *
     * @param ordinals in any order; fastest ascending
     * @param count how many of them
     * @param now epoch milliseconds
     */
    public double[] read(int[] ordinals, int count, Values parameters, long now) {
        return evaluate(ordinals, count, parameters, now, false);
    }

    /**
     * The rows' values as scores: NULL and infinite terms count as 0; equal to a ranked scan's to
     * the bit.
     */
    public double[] score(int[] ordinals, int count, Values parameters, long now) {
        return evaluate(ordinals, count, parameters, now, true);
    }

    private double[] evaluate(
            int[] ordinals, int count, Values parameters, long now, boolean score) {
        Scratch scratch = Scratch.lease();
        Binder binder = new Binder(parameters, now, scratch, answers, count);
        BoundExpression bound = score ? binder.score(expression) : binder.expression(expression);
        Selection rows = scratch.pushSelection();
        double[] buffer = scratch.pushDoubles();
        double[] values = new double[count];
        int from = 0;
        while (from < count) {
            int block = ordinals[from] >>> Blocks.SHIFT;
            int to = from + 1;
            while (to < count
                    && to - from < Blocks.SIZE
                    && ordinals[to] >>> Blocks.SHIFT == block) {
                to++;
            }
            rows.setOrdinals(ordinals, from, to);
            bound.evaluate(rows, buffer);
            for (int i = from; i < to; i++) {
                values[i] = score ? buffer[i - from] + 0.0 : buffer[i - from];
            }
            from = to;
        }
        scratch.giveBack();
        return values;
    }
}
