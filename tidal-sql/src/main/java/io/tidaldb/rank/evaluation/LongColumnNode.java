package io.tidaldb.rank.evaluation;

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
        if (rows.isDense()) {
            column.read(rows.block(), count, out);
            return;
        }
        long[] values = column.values(rows.block());
        long[] present = column.present(rows.block());
        if (values == null || present == null) {
            Arrays.fill(out, 0, count, Double.NaN);
            return;
        }
        int[] list = rows.rows();
        for (int i = 0; i < count; i++) {
            int row = list[i];
            out[i] = (present[row >>> 6] >>> row & 1) == 0 ? Double.NaN : values[row] / unit;
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
