package io.tidaldb.rank.evaluation;

import io.tidaldb.column.Postings;

import java.util.Arrays;

/**
 * Whether a row's value, or one of its elements, has one of some codes; or with {@code complement}
 * is not NULL and has none of them. A block in which no row has one costs nothing, others as much
 * as there are such rows.
 */
final class PostingFilter extends BoundPredicate {
    /** For more codes than this it is faster to look at the rows than to join their postings. */
    private static final int MOST_JOINED = 8;

    private final Postings postings;
    private final int[] codes;
    private final boolean complement;
    private final BoundPredicate rows;
    private final int rowCount;
    private final Scratch scratch;

    /**
     * @param rows the same by looking at the rows' values, where postings are being changed
     * @param rowCount how many rows there are
     */
    PostingFilter(
            Postings postings,
            int[] codes,
            boolean complement,
            BoundPredicate rows,
            int rowCount,
            Scratch scratch) {
        this.postings = postings;
        this.codes = codes;
        this.complement = complement;
        this.rows = rows;
        this.rowCount = rowCount;
        this.scratch = scratch;
    }

    @Override
    public void retain(int block, long[] mask) {
        if (codes.length > MOST_JOINED) {
            rows.retain(block, mask);
            return;
        }
        long[] members = scratch.pushMask();
        Masks.clear(members);
        int stamp = postings.stamp();
        for (int code : codes) {
            postings.addTo(code, block, members);
        }
        if (complement) {
            long[] present = scratch.pushMask();
            Masks.clear(present);
            postings.addPresentTo(block, present);
            Masks.andNot(present, members);
            System.arraycopy(present, 0, members, 0, members.length);
            scratch.popMask();
        }
        if (postings.isCurrent(stamp)) {
            Masks.and(mask, members);
        } else {
            rows.retain(block, mask);
        }
        scratch.popMask();
    }

    @Override
    public void prune(int first, int count, boolean[] possible) {
        if (complement || codes.length > MOST_JOINED && matching() > 4L * count) {
            return;
        }
        boolean[] found = new boolean[count];
        int stamp = postings.stamp();
        for (int code : codes) {
            postings.mark(code, first, count, found);
        }
        if (!postings.isCurrent(stamp)) {
            return;
        }
        for (int i = 0; i < count; i++) {
            possible[i] &= found[i];
        }
    }

    private long matching() {
        return Arrays.stream(codes).mapToLong(postings::rows).sum();
    }

    @Override
    double share() {
        double matching = Math.min(matching(), postings.presentRows());
        return (complement ? postings.presentRows() - matching : matching)
                / Math.max(1, Math.max(rowCount, postings.presentRows()));
    }

    @Override
    int cost() {
        return codes.length > MOST_JOINED ? rows.cost() : 0;
    }
}
