package io.tidaldb.rank.evaluation;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.LongColumn;

import java.util.Arrays;

final class LongColumnNode extends BoundExpression {
    private final LongColumn column;
    private final double unit;

    LongColumnNode(LongColumn column) {
        this.column = column;
        this.unit = column.unit();
    }

    @Override
    public void evaluate(Selection rows, double[] out) {
        int count = rows.count();
        long[] values = column.values(rows.block());
        long[] present = column.present(rows.block());
        if (values == null || present == null) {
            Arrays.fill(out, 0, count, Double.NaN);
            return;
        }
        if (rows.isDense()) {
            readAll(values, present, out);
            return;
        }
        int[] list = rows.rows();
        for (int i = 0; i < count; i++) {
            int row = list[i];
            out[i] = (present[row >>> 6] >>> row & 1) == 0 ? Double.NaN : values[row] / unit;
        }
    }

    private void readAll(long[] values, long[] present, double[] out) {
        for (int i = 0; i < Blocks.SIZE; i++) {
            out[i] = values[i] / unit;
        }
        for (int word = 0; word < present.length; word++) {
            for (long nulls = ~present[word]; nulls != 0; nulls &= nulls - 1) {
                out[word << 6 | Long.numberOfTrailingZeros(nulls)] = Double.NaN;
            }
        }
    }

    @Override
    public void bound(int first, int count, Intervals out) {
        for (int i = 0; i < count; i++) {
            double min = column.min(first + i);
            double max = column.max(first + i);
            if (min > max) {
                out.setMissing(i);
            } else {
                out.set(i, min, max, column.mayHoldNull(first + i));
            }
        }
    }

    @Override
    boolean mayBeMissing() {
        return true;
    }

    @Override
    public boolean isRowByRow() {
        return false;
    }
}
