package io.tidaldb.rank.evaluation;

/** A term of a score: NULL and infinite values count as 0 and are reported. */
final class TermNode extends BoundExpression {
    private final BoundExpression term;
    private final MissingTerms missing;

    TermNode(BoundExpression term, MissingTerms missing) {
        this.term = term;
        this.missing = missing;
    }

    @Override
    public void evaluate(Selection rows, double[] out) {
        term.evaluate(rows, out);
        missing.replace(rows, out);
    }

    BoundExpression term() {
        return term;
    }

    @Override
    public void bound(int first, int count, Intervals out) {
        term.bound(first, count, out);
        for (int i = 0; i < count; i++) {
            if (out.missing[i] || out.mayBeInfinite(i)) {
                out.set(i, Math.min(out.low[i], 0), Math.max(out.high[i], 0), false);
            }
        }
    }

    @Override
    boolean mayBeMissing() {
        return false;
    }

    @Override
    public boolean isRowByRow() {
        return term.isRowByRow();
    }
}
