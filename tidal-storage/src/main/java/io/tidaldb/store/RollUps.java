package io.tidaldb.store;

import io.tidaldb.ledger.Owners;
import io.tidaldb.ledger.RollUp;
import io.tidaldb.table.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps what is rolled up to creators in step with the rows while one group is applied. What a row
 * refers to is there when the group's write sets are done, but not at each step: an item may come
 * before its creator, and a creator may be deleted and inserted anew under its items. So what
 * cannot be settled at once is settled at the end.
 */
final class RollUps {
    /**
     * An item whose creator was not there yet.
     *
     * @param isNew whether the item itself is of this group
     */
    private record Waiting(Projections.Ownership ownership, int item, boolean isNew) {}

    private record Departed(Projections.Ownership ownership, int creator, Object key) {}

    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Departed> departed = new ArrayList<>();
    private Projections projections;
    private boolean eventful;

    RollUps(Projections projections) {
        this.projections = projections;
    }

    /** Begins to roll up what other definitions roll up and these did not. */
    void schemaChanged(Projections next) {
        for (Projections.Ownership ownership : next.ownerships()) {
            if (!projections.ownerships().contains(ownership)) {
                fill(ownership);
            }
        }
        for (Projections.Signal signal : next.signals()) {
            if (signal.owners() != null
                    && projections.findSignal(signal.definition().id()) == null) {
                signal.ledger().keepRolledUp(signal.owners());
            }
        }
        projections = next;
    }

    private static void fill(Projections.Ownership ownership) {
        Table items = ownership.items();
        for (int item = 0; item < items.size(); item++) {
            Object key = items.isLive(item) ? items.value(item, ownership.column()) : null;
            if (key != null) {
                ownership.owners().set(item, ownership.creators().ordinal(key));
            }
        }
    }

    /** Notes that events were applied. */
    void events() {
        eventful = true;
    }

    /** Follows a row that was inserted. */
    void inserted(Table table, int ordinal, Object[] row) {
        for (Projections.Ownership ownership : projections.ownerships()) {
            if (ownership.items() == table) {
                // It has nothing to hand over yet.
                ownership.owners().set(ordinal, owner(ownership, ordinal, row, true));
            }
        }
    }

    /** Follows a row that was replaced. */
    void replaced(Table table, int ordinal, Object[] row) {
        for (Projections.Ownership ownership : projections.ownerships()) {
            if (ownership.items() == table) {
                changeOwner(ownership, ordinal, owner(ownership, ordinal, row, false));
            }
        }
    }

    private int owner(Projections.Ownership ownership, int item, Object[] row, boolean isNew) {
        Object key = row[ownership.column()];
        int owner = key == null ? Owners.NONE : ownership.creators().ordinal(key);
        if (key != null && owner < 0) {
            waiting.add(new Waiting(ownership, item, isNew));
        }
        return owner;
    }

    private void changeOwner(Projections.Ownership ownership, int item, int owner) {
        int before = ownership.owners().of(item);
        if (owner != before) {
            forEach(ownership, rollUp -> rollUp.changeOwner(item, before, owner));
            ownership.owners().set(item, owner);
        }
    }

    /**
     * Follows a row that is about to be deleted, while its key is known. Clearing its ledgers takes
     * what an item has from its creator.
     */
    void deleting(Table table, int ordinal) {
        for (Projections.Ownership ownership : projections.ownerships()) {
            if (ownership.creators() == table) {
                departed.add(new Departed(ownership, ordinal, table.key(ordinal)));
            }
        }
    }

    /** Settles what could not be settled at once, when all of the group's rows are there. */
    void settle() {
        for (Departed creator : departed) {
            int successor = creator.ownership.creators().ordinal(creator.key);
            if (successor < 0) {
                forEach(creator.ownership, rollUp -> rollUp.clear(creator.creator));
            } else {
                succeed(creator, successor);
            }
        }
        for (Waiting one : waiting) {
            Projections.Ownership ownership = one.ownership;
            Object key =
                    ownership.items().isLive(one.item)
                            ? ownership.items().value(one.item, ownership.column())
                            : null;
            int owner = key == null ? Owners.NONE : ownership.creators().ordinal(key);
            if (one.isNew && !eventful) {
                ownership.owners().set(one.item, owner);
            } else {
                changeOwner(ownership, one.item, owner);
            }
        }
    }

    /** Items name their creator by key, so they are the new row's now. */
    private void succeed(Departed creator, int successor) {
        Owners owners = creator.ownership.owners();
        for (int item = 0; item < owners.size(); item++) {
            if (owners.of(item) == creator.creator) {
                owners.set(item, successor);
            }
        }
        forEach(creator.ownership, rollUp -> rollUp.succeed(creator.creator, successor));
    }

    private void forEach(Projections.Ownership ownership, Consumer<RollUp> action) {
        for (Projections.Signal signal : projections.signals()) {
            if (signal.owners() == ownership.owners()) {
                action.accept(signal.ledger().rollUp());
            }
        }
    }
}
