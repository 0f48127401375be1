package io.tidaldb.rank.evaluation;

/** Counts the rows in whose score a term counted as 0. */
public final class MissingTerms {
    private final long[] nullRows = Masks.create();
    private final long[] infiniteRows = Masks.create();
    private boolean noted;
    private long nulls;
    private long infinities;

    /** Replaces values that are not finite by 0 and notes them. */
    void replace(Selection rows, double[] values) {
        int count = rows.count();
        for (int i = 0; i < count; i++) {
            double value = values[i];
            if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                note(rows.row(i), value);
                values[i] = 0;
            }
        }
    }

    private void note(int row, double value) {
        noted = true;
        (Double.isNaN(value) ? nullRows : infiniteRows)[row >>> 6] |= 1L << row;
    }

    /**
     * Counts what was noted for a block's rows with a bit in {@code mask}, and forgets the rest.
     */
    public void settle(long[] mask) {
        if (!noted) {
            return;
        }
        Masks.and(nullRows, mask);
        Masks.and(infiniteRows, mask);
        nulls += Masks.cardinality(nullRows);
        infinities += Masks.cardinality(infiniteRows);
        Masks.clear(nullRows);
        Masks.clear(infiniteRows);
        noted = false;
    }

    /** Rows in which a term was NULL. */
    public long nulls() {
        return nulls;
    }

    /** Rows in which a term was infinite. */
    public long infinities() {
        return infinities;
    }
}
