package io.tidaldb.rank;

import io.tidaldb.column.Blocks;
import io.tidaldb.rank.evaluation.Binder;
import io.tidaldb.rank.evaluation.BoundExpression;
import io.tidaldb.rank.evaluation.Masks;
import io.tidaldb.rank.evaluation.Scratch;
import io.tidaldb.rank.evaluation.Selection;
import io.tidaldb.rank.evaluation.TextAnswers;
import io.tidaldb.rank.expression.Expression;
import io.tidaldb.rank.expression.Values;

/**
 * An expression's values for rows in any order. A block is evaluated whole when one of its rows is
 * first asked for. One execution, for one thread.
 */
public final class RowValues implements AutoCloseable {
    private final RankedSource source;
    private final int size;
    private final Scratch scratch = Scratch.lease();
    private final BoundExpression expression;
    private final double[][] blocks;
    private final long[] mask = Masks.create();

    /**
     * @param expression counts as a score does: what is NULL or infinite is 0
     * @param now epoch milliseconds
     */
    public RowValues(Expression expression, RankedSource source, Values parameters, long now) {
        this.source = source;
        this.size = source.size();
        this.expression =
                new Binder(parameters, now, scratch, new TextAnswers(), source.live().cardinality())
                        .score(expression);
        this.blocks = new double[Blocks.count(size)][];
    }

    /** The value for a row; 0 for one that is not there. */
    public double value(int ordinal) {
        if (ordinal >= size) {
            return 0;
        }
        int block = ordinal >>> Blocks.SHIFT;
        if (blocks[block] == null) {
            blocks[block] = evaluate(block);
        }
        return blocks[block][ordinal & Blocks.MASK];
    }

    private double[] evaluate(int block) {
        source.isCancelled();
        Masks.clear(mask);
        source.live().addTo(block, mask);
        Masks.truncate(mask, Blocks.rows(block, size));
        Selection rows = scratch.pushSelection();
        rows.set(block, mask, expression.isRowByRow());
        double[] found = scratch.pushDoubles();
        expression.evaluate(rows, found);
        double[] values = new double[Blocks.SIZE];
        for (int i = 0; i < rows.count(); i++) {
            values[rows.row(i)] = found[i];
        }
        scratch.popDoubles();
        scratch.popSelection();
        return values;
    }

    @Override
    public void close() {
        scratch.giveBack();
    }
}
