package io.tidaldb.rank.evaluation;

/**
 * A predicate of one execution in negation normal form, for one thread: it only tells TRUE from the
 * rest, which is all that a filter needs once NOT has been pushed down to the leaves.
 */
public abstract class BoundPredicate {
    BoundPredicate() {}

    /** Clears the bits of rows for which it is not TRUE; looks at no others. */
    public abstract void retain(int block, long[] mask);

    /**
     * Sets {@code possible[i]} to false where no row of block {@code first + i} can be TRUE; at
     * most 1,024 blocks at once. Never sets true.
     */
    public void prune(int first, int count, boolean[] possible) {}

    /** Whether it calls back for rows. */
    public boolean isRowByRow() {
        return false;
    }

    /** Roughly what a row costs, in nanoseconds, to order conjunctions by. */
    abstract int cost();
}
