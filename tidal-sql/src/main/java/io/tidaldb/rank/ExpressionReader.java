package io.tidaldb.rank;

import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.Values;

/** An expression's values for chosen rows. Immutable; one instance serves many threads. */
public final class ExpressionReader {
    private final Expression expression;

    public ExpressionReader(Expression expression) {
        this.expression = expression;
    }

    /** The rows' values in SQL's terms: NULL passes through and is NaN. */
    public double[] read(int[] ordinals, int count, Values parameters, long now) {
        throw new UnsupportedOperationException(expression.toString());
    }

    /** The rows' values as scores: NULL and infinite terms count as 0. */
    public double[] score(int[] ordinals, int count, Values parameters, long now) {
        throw new UnsupportedOperationException(expression.toString());
    }
}
