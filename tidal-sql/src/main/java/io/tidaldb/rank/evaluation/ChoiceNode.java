package io.tidaldb.rank.evaluation;

import java.util.Arrays;

/** CASE: each branch is evaluated for its own rows only. */
final class ChoiceNode extends BoundExpression {
    private final BoundPredicate when;
    private final BoundExpression then;
    private final BoundExpression otherwise;
    private final Scratch scratch;

    ChoiceNode(
            BoundPredicate when, BoundExpression then, BoundExpression otherwise, Scratch scratch) {
        this.when = when;
        this.then = then;
        this.otherwise = otherwise;
        this.scratch = scratch;
    }

    @Override
    public void evaluate(Selection rows, double[] out) {
        long[] mask = scratch.pushMask();
        rows.toMask(mask);
        when.retain(rows.block(), mask);
        Selection chosen = scratch.pushSelection();
        Selection rest = scratch.pushSelection();
        chosen.clear(rows.block());
        rest.clear(rows.block());
        int count = rows.count();
        for (int i = 0; i < count; i++) {
            int row = rows.row(i);
            (Masks.contains(mask, row) ? chosen : rest).add(row);
        }
        if (rest.count() == 0) {
            then.evaluate(rows, out);
        } else if (chosen.count() == 0) {
            otherwise.evaluate(rows, out);
        } else {
            double[] thenValues = scratch.pushDoubles();
            double[] otherValues = scratch.pushDoubles();
            then.evaluate(chosen, thenValues);
            otherwise.evaluate(rest, otherValues);
            int nextThen = 0;
            int nextOther = 0;
            for (int i = 0; i < count; i++) {
                out[i] =
                        Masks.contains(mask, rows.row(i))
                                ? thenValues[nextThen++]
                                : otherValues[nextOther++];
            }
            scratch.popDoubles();
            scratch.popDoubles();
        }
        scratch.popSelection();
        scratch.popSelection();
        scratch.popMask();
    }

    @Override
    public void bound(int first, int count, Intervals out) {
        otherwise.bound(first, count, out);
        boolean[] possible = new boolean[count];
        Arrays.fill(possible, true);
        when.prune(first, count, possible);
        Intervals other = scratch.pushIntervals();
        then.bound(first, count, other);
        for (int i = 0; i < count; i++) {
            if (possible[i]) {
                double low = Math.min(out.low[i], other.low[i]);
                double high = Math.max(out.high[i], other.high[i]);
                out.set(i, low, high, out.missing[i] || other.missing[i]);
            }
        }
        scratch.popIntervals();
    }

    @Override
    boolean mayBeMissing() {
        return then.mayBeMissing() || otherwise.mayBeMissing();
    }

    @Override
    public boolean isRowByRow() {
        return when.isRowByRow() || then.isRowByRow() || otherwise.isRowByRow();
    }
}
