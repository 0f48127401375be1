package io.tidaldb.rank.evaluation;

/** The first operand where it is not NULL, else the second. */
final class CoalesceNode extends BoundExpression {
    private final BoundExpression first;
    private final BoundExpression second;
    private final Scratch scratch;

    CoalesceNode(BoundExpression first, BoundExpression second, Scratch scratch) {
        this.first = first;
        this.second = second;
        this.scratch = scratch;
    }

    @Override
    public void evaluate(Selection rows, double[] out) {
        first.evaluate(rows, out);
        Selection missing = scratch.pushSelection();
        missing.clear(rows.block());
        int count = rows.count();
        for (int i = 0; i < count; i++) {
            if (Double.isNaN(out[i])) {
                missing.add(rows.row(i));
            }
        }
        if (missing.count() > 0) {
            double[] replacements = scratch.pushDoubles();
            second.evaluate(missing, replacements);
            int next = 0;
            for (int i = 0; i < count; i++) {
                if (Double.isNaN(out[i])) {
                    out[i] = replacements[next++];
                }
            }
            scratch.popDoubles();
        }
        scratch.popSelection();
    }

    @Override
    public void bound(int firstBlock, int count, Intervals out) {
        first.bound(firstBlock, count, out);
        Intervals other = scratch.pushIntervals();
        second.bound(firstBlock, count, other);
        for (int i = 0; i < count; i++) {
            if (out.missing[i]) {
                double low = Math.min(out.low[i], other.low[i]);
                out.set(i, low, Math.max(out.high[i], other.high[i]), other.missing[i]);
            }
        }
        scratch.popIntervals();
    }

    @Override
    boolean mayBeMissing() {
        return first.mayBeMissing();
    }

    @Override
    public boolean isRowByRow() {
        return first.isRowByRow() || second.isRowByRow();
    }
}
