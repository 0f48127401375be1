package io.tidaldb.ledger;

import java.util.Arrays;

/**
 * Which row of another table each row of a table belongs to, by ordinals: the creator of each item.
 * For the writer thread alone.
 */
public final class Owners {
    public static final int NONE = -1;

    /** Owners plus one, so that rows that were never set have none. */
    private int[] owners = {};

    /** A row's owner, or {@link #NONE}. */
    public int of(int ordinal) {
        return ordinal < owners.length ? owners[ordinal] - 1 : NONE;
    }

    /**
     * Sets a row's owner.
     *
     * @param owner an ordinal, or {@link #NONE}
     */
    public void set(int ordinal, int owner) {
        if (ordinal >= owners.length) {
            owners = Arrays.copyOf(owners, Math.max(ordinal + 1, owners.length * 2));
        }
        owners[ordinal] = owner + 1;
    }

    /** No row from here on has an owner. */
    public int size() {
        return owners.length;
    }
}
