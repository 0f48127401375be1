package io.tidaldb.rank.evaluation;

import io.tidaldb.column.Cells;
import io.tidaldb.column.DoubleColumn;

import java.util.Arrays;

/** A factor times a column of doubles: a signal's measure, or with factor 1 an attribute. */
final class ColumnNode extends BoundExpression {
    /** Beyond it a product with a measure could overflow. */
    private static final double LARGE = 1e100;

    final DoubleColumn column;
    final double factor;
    private final boolean attribute;

    ColumnNode(DoubleColumn column, double factor, boolean attribute) {
        this.column = column;
        this.factor = factor;
        this.attribute = attribute;
    }

    /** The node for {@code constant} times this, or null where folding would lose digits. */
    ColumnNode scale(double constant) {
        double product = constant * factor;
        boolean exactEnough = Math.abs(product) >= Double.MIN_NORMAL && Math.abs(product) < LARGE;
        return exactEnough ? new ColumnNode(column, product, attribute) : null;
    }

    @Override
    public void evaluate(Selection rows, double[] out) {
        Object page = column.page(rows.block());
        int count = rows.count();
        if (page == null) {
            // An unwritten block reads as its bounds say: 0 for sums, NULL for attributes.
            Arrays.fill(out, 0, count, attribute ? Double.NaN : factor * 0);
        } else if (rows.isDense()) {
            Cells.scale(page, count, factor, out);
        } else {
            Cells.scale(page, rows.rows(), count, factor, out);
        }
    }

    /** {@code out[i] += value} without a buffer in between. */
    void addTo(Selection rows, double[] out) {
        Object page = column.page(rows.block());
        int count = rows.count();
        if (page == null) {
            if (attribute) {
                Arrays.fill(out, 0, count, Double.NaN);
            }
        } else if (rows.isDense()) {
            Cells.addScaled(page, count, factor, out);
        } else {
            Cells.addScaled(page, rows.rows(), count, factor, out);
        }
    }

    @Override
    public void bound(int first, int count, Intervals out) {
        for (int i = 0; i < count; i++) {
            double min = column.min(first + i);
            double max = column.max(first + i);
            if (min > max) {
                out.setMissing(i);
            } else if (factor >= 0) {
                out.set(i, factor * min, factor * max, column.mayHoldNull(first + i));
            } else {
                out.set(i, factor * max, factor * min, column.mayHoldNull(first + i));
            }
        }
    }

    @Override
    boolean mayBeMissing() {
        return attribute || !(Math.abs(factor) < LARGE);
    }

    @Override
    public boolean isRowByRow() {
        return false;
    }
}
