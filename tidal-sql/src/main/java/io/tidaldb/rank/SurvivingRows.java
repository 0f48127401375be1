package io.tidaldb.rank;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.rank.evaluation.BoundFilter;
import io.tidaldb.rank.evaluation.Masks;

import java.util.List;

/**
 * A block's rows that exist, are not excluded and pass the filter, as far as whole blocks are
 * tested.
 */
final class SurvivingRows {
    private final RankedSource source;
    private final OrdinalSet live;
    private final List<OrdinalSet> excluded;
    private final BoundFilter filter;
    private final int size;
    private final long[] mask = Masks.create();
    private final long[] members = Masks.create();
    private final long[] single = Masks.create();
    private long tested;

    SurvivingRows(RankedSource source, int size, BoundFilter filter) {
        this.source = source;
        this.size = size;
        this.live = source.live();
        this.excluded = source.excluded();
        this.filter = filter;
    }

    /** Moves to a block. */
    void read(int block) {
        if (source.isCancelled()) {
            throw new TidalException(ErrorCode.CANCELLED, "The statement was cancelled.");
        }
        Masks.clear(mask);
        live.addTo(block, mask);
        Masks.truncate(mask, Blocks.rows(block, size));
        for (int i = 0; i < excluded.size(); i++) {
            Masks.clear(members);
            excluded.get(i).addTo(block, members);
            Masks.andNot(mask, members);
        }
        if (!Masks.isEmpty(mask)) {
            filter.blocks().retain(block, mask);
        }
    }

    /** The block's surviving rows, valid until the next block. */
    long[] mask() {
        return mask;
    }

    /** Whether a surviving row also passes what is tested row by row. */
    boolean passes(int ordinal) {
        if (!filter.testsRows()) {
            return true;
        }
        tested++;
        int row = ordinal & Blocks.MASK;
        int word = row >>> 6;
        single[word] = 1L << row;
        filter.rows().retain(ordinal >>> Blocks.SHIFT, single);
        boolean passed = single[word] != 0;
        single[word] = 0;
        return passed;
    }

    /** Keeps of the block's surviving rows those that also pass what is tested row by row. */
    void testRows(int block) {
        if (filter.testsRows()) {
            tested += Masks.cardinality(mask);
            filter.rows().retain(block, mask);
        }
    }

    long tested() {
        return tested;
    }
}
