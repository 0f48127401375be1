package io.tidaldb.rank;

import io.tidaldb.column.Blocks;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.rank.evaluation.Binder;
import io.tidaldb.rank.evaluation.BoundFilter;
import io.tidaldb.rank.evaluation.Masks;
import io.tidaldb.rank.evaluation.Scratch;
import io.tidaldb.rank.evaluation.TextAnswers;
import io.tidaldb.rank.expression.Predicate;
import io.tidaldb.rank.expression.Values;

import java.util.Arrays;

/**
 * The rows that pass a filter, in the order of ordinals. Immutable; one instance serves many
 * threads.
 */
public final class FilterScan {
    private final Predicate filter;
    private final TextAnswers answers = new TextAnswers();

    public FilterScan(Predicate filter) {
        this.filter = filter;
    }

    /**
     * Starts an execution; what the source excludes does not occur.
     *
     * @param now epoch milliseconds
     */
    public Cursor open(RankedSource source, Values parameters, long now) {
        Scratch scratch = Scratch.lease();
        Binder binder = new Binder(parameters, now, scratch, answers, source.live().cardinality());
        BoundFilter bound = binder.filter(filter);
        return new Cursor(source, bound, scratch);
    }

    /**
     * The rows that pass as far as whole blocks are tested; what calls back for rows is left for
     * those that matter. For one thread, to be closed.
     */
    public Candidates candidates(RankedSource source, Values parameters, long now) {
        return new Candidates(open(source, parameters, now), source.size());
    }

    /** See {@link #candidates}. */
    public static final class Candidates implements AutoCloseable {
        private final Cursor cursor;
        private final long[] words;
        private long count;

        private Candidates(Cursor cursor, int size) {
            this.cursor = cursor;
            this.words = new long[Blocks.count(size) * OrdinalSet.BLOCK_WORDS];
            while (cursor.advance(false)) {
                long[] mask = cursor.rows.mask();
                System.arraycopy(
                        mask,
                        0,
                        words,
                        cursor.block * OrdinalSet.BLOCK_WORDS,
                        OrdinalSet.BLOCK_WORDS);
                count += Masks.cardinality(mask);
            }
        }

        /** A bit for each, from ordinal 0 on. */
        public long[] words() {
            return words;
        }

        /** About how many pass. */
        public int expected() {
            return (int) Math.ceil(count * cursor.filter.rowShare());
        }

        /** Whether {@link #passes} can reject any. */
        public boolean areTested() {
            return cursor.filter.testsRows();
        }

        /** Whether one of them passes. */
        public boolean passes(int ordinal) {
            return cursor.rows.passes(ordinal);
        }

        @Override
        public void close() {
            cursor.close();
        }
    }

    /** About which share of the rows passes, 0 to 1, without looking at them. */
    public double share(int rowCount, Values parameters, long now) {
        Scratch scratch = Scratch.lease();
        double share =
                new Binder(parameters, now, scratch, answers, rowCount).filter(filter).share();
        scratch.giveBack();
        return share;
    }

    /** How many rows pass. */
    public long count(RankedSource source, Values parameters, long now) {
        try (Cursor cursor = open(source, parameters, now)) {
            long count = 0;
            while (cursor.advance(true)) {
                count += Masks.cardinality(cursor.rows.mask());
            }
            return count;
        }
    }

    /** One execution, for one thread. Close it to give its buffers back. */
    public static final class Cursor implements AutoCloseable {
        private final SurvivingRows rows;
        private final BoundFilter filter;
        private final Scratch scratch;
        private final int blocks;
        private final boolean[] possible = new boolean[Blocks.SIZE];
        private final int[] ordinals = new int[Blocks.SIZE];
        private int block = -1;
        private int count;
        private boolean closed;

        private Cursor(RankedSource source, BoundFilter filter, Scratch scratch) {
            int size = source.size();
            this.rows = new SurvivingRows(source, size, filter);
            this.filter = filter;
            this.scratch = scratch;
            this.blocks = Blocks.count(size);
        }

        /** Moves to the next block with rows that pass; false at the end. */
        public boolean next() {
            if (!advance(true)) {
                count = 0;
                return false;
            }
            int n = 0;
            int base = block << Blocks.SHIFT;
            for (int word = 0; word < OrdinalSet.BLOCK_WORDS; word++) {
                for (long bits = rows.mask()[word]; bits != 0; bits &= bits - 1) {
                    ordinals[n++] = base | word << 6 | Long.numberOfTrailingZeros(bits);
                }
            }
            count = n;
            return true;
        }

        private boolean advance(boolean testRows) {
            while (!closed && ++block < blocks) {
                if ((block & Blocks.MASK) == 0) {
                    int ahead = Math.min(Blocks.SIZE, blocks - block);
                    Arrays.fill(possible, 0, ahead, true);
                    filter.blocks().prune(block, ahead, possible);
                    filter.rows().prune(block, ahead, possible);
                }
                if (possible[block & Blocks.MASK]) {
                    rows.read(block);
                    if (testRows) {
                        rows.testRows(block);
                    }
                    if (!Masks.isEmpty(rows.mask())) {
                        return true;
                    }
                }
            }
            block = Math.min(block, blocks);
            return false;
        }

        /**
         * The block's rows, ascending, in the first {@link #count} elements; valid until the next
         * move.
         */
        public int[] ordinals() {
            return ordinals;
        }

        /** How many rows of the block pass. */
        public int count() {
            return count;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                scratch.giveBack();
            }
        }
    }
}
