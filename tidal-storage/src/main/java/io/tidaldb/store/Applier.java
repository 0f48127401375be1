package io.tidaldb.store;

import io.tidaldb.index.TableIndex;
import io.tidaldb.log.Bits;
import io.tidaldb.log.IdColumn;
import io.tidaldb.log.LogRecord;
import io.tidaldb.table.Table;

/** Applies changes that are on disk to memory, in log order. For the writer thread. */
final class Applier {
    private Projections projections;

    Applier(Projections projections) {
        this.projections = projections;
    }

    /**
     * Applies a group.
     *
     * @param now the moment that the ledgers move to before anything counts; {@link Long#MIN_VALUE}
     *     to stay where they are
     * @return the projections after it
     */
    Projections apply(Stage stage, long now) {
        advance(now);
        RollUps rollUps = new RollUps(projections);
        SignalEvents events = new SignalEvents();
        for (Change change : stage.changes()) {
            if (!(change instanceof Change.EventsAccepted)) {
                events.count();
            }
            switch (change) {
                case Change.RowInserted row -> {
                    row.table().insert(row.ordinal(), row.row(), row.position());
                    rollUps.inserted(row.table(), row.ordinal(), row.row());
                    index(row.table(), row.ordinal(), row.row());
                }
                case Change.RowReplaced row -> {
                    row.table().replace(row.ordinal(), row.row(), row.position());
                    rollUps.replaced(row.table(), row.ordinal(), row.row());
                    index(row.table(), row.ordinal(), row.row());
                }
                case Change.RowDeleted row -> {
                    rollUps.deleting(row.table(), row.ordinal());
                    delete(row);
                }
                case Change.EventsAccepted accepted -> {
                    rollUps.events();
                    Projections.Signal signal = projections.signal(accepted.signal());
                    note(signal, accepted.run());
                    mark(signal, accepted.run().count(), accepted.targets(), accepted.users());
                    events.add(signal, accepted);
                }
                case Change.EventsRetracted retracted -> {
                    LogRecord.Retraction retraction = retracted.retraction();
                    Projections.Signal signal = projections.signal(retraction.events().signal());
                    uncount(signal, retraction, retracted.targets());
                    unmark(signal, retraction, retracted.targets(), retracted.users());
                }
                case Change.EdgeMade edge ->
                        edge.edges().put(edge.from(), edge.to(), edge.weight(), edge.at());
                case Change.EdgeRemoved edge -> edge.edges().remove(edge.from(), edge.to());
                case Change.SchemaChanged schema -> {
                    projections = schema.projections();
                    rollUps.schemaChanged(projections);
                    advance(now);
                }
            }
        }
        events.count();
        rollUps.settle();
        stage.overlay()
                .tables()
                .forEach((table, rows) -> rows.references.forEach(table.references()::add));
        return projections;
    }

    private void advance(long now) {
        for (Projections.Signal signal : projections.signals()) {
            signal.ledger().advanceTo(now);
        }
    }

    private void index(Table table, int ordinal, Object[] row) {
        for (TableIndex index : projections.indexes(table)) {
            index.put(ordinal, table.bornAt(ordinal), row);
        }
    }

    private void delete(Change.RowDeleted row) {
        Table table = row.table();
        int ordinal = row.ordinal();
        table.delete(ordinal, row.position());
        projections.indexes(table).forEach(index -> index.remove(ordinal));
        for (Projections.Signal signal : projections.signals()) {
            if (signal.targets() == table) {
                signal.ledger().clear(ordinal);
                if (signal.related() != null) {
                    signal.related().clearItem(ordinal);
                }
            }
        }
        for (Projections.Relationship relationship : projections.relationships()) {
            if (relationship.from() == table) {
                relationship.edges().removeFrom(ordinal);
            }
            if (relationship.to() == table) {
                relationship.edges().removeTo(ordinal);
            }
        }
        projections.clearUser(table, ordinal);
    }

    /**
     * Counts events.
     *
     * @param targets ordinals; -1 where the event counts for nothing any more
     */
    static void count(Projections.Signal signal, LogRecord.EventRun run, int[] targets) {
        note(signal, run);
        signal.ledger().apply(targets, run.weights(), run.times(), run.count());
    }

    /** Remembers the ids of events, and counts those whose rows are not known. */
    private static void note(Projections.Signal signal, LogRecord.EventRun run) {
        IdColumn ids = run.eventIds();
        if (ids != null && !ids.hasAbsent()) {
            signal.eventIds().add(ids.longs(), run.count());
        } else if (ids != null) {
            for (int i = 0; i < run.count(); i++) {
                if (!ids.isAbsent(i)) {
                    signal.eventIds().add(ids.longAt(i));
                }
            }
        }
        if (run.unknown() != null) {
            signal.ledger().countUnknown(run.unknownCount());
        }
    }

    /** Takes events back that were counted. */
    static void uncount(Projections.Signal signal, LogRecord.Retraction retraction, int[] targets) {
        LogRecord.EventRun run = retraction.events();
        for (int i = 0; i < run.count(); i++) {
            signal.retracted().add(retraction.positions()[i]);
            if (targets[i] >= 0) {
                signal.ledger().retract(targets[i], run.weight(i), run.times()[i]);
            }
        }
    }

    /** Takes items out of users' sets, where the retraction says so. */
    static void unmark(
            Projections.Signal signal,
            LogRecord.Retraction retraction,
            int[] targets,
            int[] users) {
        for (int i = 0; users != null && i < users.length; i++) {
            if (targets[i] >= 0 && users[i] >= 0 && Bits.get(retraction.unmarked(), i)) {
                if (signal.marks().remove(users[i], targets[i]) && signal.related() != null) {
                    signal.related().remove(users[i], targets[i]);
                }
            }
        }
    }

    /**
     * Adds items to users' sets, where the signal keeps them, and relates those that are new there.
     *
     * @param targets ordinals, -1 as above
     * @param users ordinals; -1 where the event has no user, or no longer; null where none has
     */
    static void mark(Projections.Signal signal, int count, int[] targets, int[] users) {
        if (users == null || signal.marks() == null) {
            return;
        }
        if (signal.related() == null) {
            signal.marks().add(users, targets, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            if (users[i] >= 0 && targets[i] >= 0 && signal.marks().add(users[i], targets[i])) {
                signal.related().add(users[i], targets[i]);
            }
        }
    }
}
