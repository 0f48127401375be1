package io.tidaldb.ledger;

import io.tidaldb.column.OrdinalSet;
import io.tidaldb.graph.Adjacency;

/** The items that each user has seen, or that are excluded for each user. */
public final class UserSets {
    private final Adjacency items = new Adjacency();

    /**
     * The user's items, as of this call; changes that come later may or may not show. Any thread.
     */
    public OrdinalSet of(int user) {
        return items.of(user);
    }

    /** Adds an item; nothing happens if it is there. Writer only. */
    public void add(int user, int item) {
        items.add(user, item);
    }

    /** Removes an item; nothing happens if it is not there. Writer only. */
    public void remove(int user, int item) {
        items.remove(user, item);
    }

    /** Removes all of a user's items, as when the user is deleted. Writer only. */
    public void clear(int user) {
        items.clear(user);
    }
}
