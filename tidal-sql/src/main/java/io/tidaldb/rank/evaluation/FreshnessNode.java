package io.tidaldb.rank.evaluation;

/** 2^(−age / half-life), 1 for ages below 0. */
final class FreshnessNode extends BoundExpression {
    private static final double LN_2 = Math.log(2);
    private static final int LEAST_NORMAL_EXPONENT = 1022;

    private final BoundExpression timestamp;
    private final BoundExpression halfLife;
    private final double now;
    private final Scratch scratch;

    FreshnessNode(
            BoundExpression timestamp, BoundExpression halfLife, double now, Scratch scratch) {
        this.timestamp = timestamp;
        this.halfLife = halfLife;
        this.now = now;
        this.scratch = scratch;
    }

    @Override
    public void evaluate(Selection rows, double[] out) {
        timestamp.evaluate(rows, out);
        int count = rows.count();
        if (halfLife instanceof ConstantNode constant) {
            for (int i = 0; i < count; i++) {
                out[i] = freshness(now - out[i], constant.value);
            }
            return;
        }
        double[] lives = scratch.pushDoubles();
        halfLife.evaluate(rows, lives);
        for (int i = 0; i < count; i++) {
            out[i] = freshness(now - out[i], lives[i]);
        }
        scratch.popDoubles();
    }

    private static double freshness(double age, double halfLife) {
        if (!(halfLife > 0)) {
            return Double.NaN;
        }
        return age <= 0 ? 1 : halved(age / halfLife);
    }

    /** 2^−x for x ≥ 0: whole halvings are exact, so only the fraction needs an exponential. */
    private static double halved(double x) {
        if (!(x < LEAST_NORMAL_EXPONENT)) {
            return Double.isNaN(x) ? x : Math.pow(2, -x);
        }
        int whole = (int) x;
        double power = Double.longBitsToDouble((long) (1023 - whole) << 52);
        double fraction = x - whole;
        return fraction == 0 ? power : power * Math.exp(-LN_2 * fraction);
    }

    @Override
    public void bound(int first, int count, Intervals out) {
        timestamp.bound(first, count, out);
        Intervals lives = scratch.pushIntervals();
        halfLife.bound(first, count, lives);
        for (int i = 0; i < count; i++) {
            double longest = lives.high[i];
            if (!(longest > 0)) {
                out.setMissing(i);
                continue;
            }
            // It rises with the timestamp and with the half-life.
            double shortest = Math.max(lives.low[i], Double.MIN_VALUE);
            boolean missing =
                    out.missing[i]
                            || lives.missing[i]
                            || !(lives.low[i] > 0)
                            || out.mayBeInfinite(i);
            double low = out.mayBeInfinite(i) ? 0 : freshness(now - out.low[i], shortest);
            double high = out.mayBeInfinite(i) ? 1 : freshness(now - out.high[i], longest);
            out.set(
                    i,
                    Math.max(0, Intervals.below(low)),
                    Math.min(1, Intervals.above(high)),
                    missing);
        }
        scratch.popIntervals();
    }

    @Override
    boolean mayBeMissing() {
        return timestamp.mayBeMissing()
                || !(halfLife instanceof ConstantNode constant && constant.value > 0);
    }

    @Override
    public boolean isRowByRow() {
        return timestamp.isRowByRow() || halfLife.isRowByRow();
    }
}
