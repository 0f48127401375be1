package io.tidaldb.ledger;

import io.tidaldb.column.OrdinalSet;

import java.util.List;

/** For each user a set of items. */
@FunctionalInterface
public interface UserItems {
    /**
     * The user's items, as of this call; changes that come later may or may not show. Any thread.
     */
    OrdinalSet of(int user);

    /** The items that users have in any of some sets. */
    static UserItems union(List<UserSets> sets) {
        return switch (sets.size()) {
            case 0 -> user -> OrdinalSet.EMPTY;
            case 1 -> sets.getFirst();
            default -> user -> new UnitedItems(sets, user);
        };
    }
}
