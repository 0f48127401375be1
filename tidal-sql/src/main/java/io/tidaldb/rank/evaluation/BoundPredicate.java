package io.tidaldb.rank.evaluation;

/**
 * A predicate of one execution in negation normal form, for one thread: it only tells TRUE from the
 * rest, which is all that a filter needs once NOT has been pushed down to the leaves.
 */
public abstract class BoundPredicate {
    /** The {@link #share} of what nothing is known about. */
    static final double GUESS = 0.25;

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

    /** For about which share of the rows it is TRUE, 0 to 1. */
    abstract double share();

    /** Roughly what a row costs, in nanoseconds. */
    abstract int cost();
}
