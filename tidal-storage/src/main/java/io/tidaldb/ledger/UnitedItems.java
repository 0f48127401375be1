package io.tidaldb.ledger;

import io.tidaldb.column.OrdinalSet;

import java.util.Arrays;
import java.util.List;

/** A user's items in any of several sets. */
final class UnitedItems implements OrdinalSet {
    private final List<UserSets> sets;
    private final int user;
    private final OrdinalSet[] items;

    UnitedItems(List<UserSets> sets, int user) {
        this.sets = sets;
        this.user = user;
        this.items = sets.stream().map(set -> set.of(user)).toArray(OrdinalSet[]::new);
    }

    @Override
    public boolean contains(int ordinal) {
        for (OrdinalSet some : items) {
            if (some.contains(ordinal)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int cardinality() {
        return (int)
                sets.stream()
                        .flatMapToInt(set -> Arrays.stream(set.members(user)))
                        .distinct()
                        .count();
    }

    @Override
    public void addTo(int block, long[] bits) {
        for (OrdinalSet some : items) {
            some.addTo(block, bits);
        }
    }

    @Override
    public void addBlocksTo(int first, int count, boolean[] blocks) {
        for (OrdinalSet some : items) {
            some.addBlocksTo(first, count, blocks);
        }
    }
}
