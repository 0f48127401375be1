package io.tidaldb.oracle;

import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.store.EventBatch;
import io.tidaldb.store.EventCursor;
import io.tidaldb.store.Store;
import io.tidaldb.store.WriteSet;
import io.tidaldb.table.Table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes a store's write sets of operations. */
public final class WriteSets {
    private final Store store;
    private final int eventsPerBatch;

    /**
     * @param eventsPerBatch into how large batches events are split within their set
     */
    public WriteSets(Store store, int eventsPerBatch) {
        this.store = store;
        this.eventsPerBatch = eventsPerBatch;
    }

    /**
     * Whether a set names rows or events as they are when it is made, so that what is before it
     * must show.
     */
    public static boolean namesWhatIsThere(List<Operation> set) {
        return set.stream()
                .anyMatch(
                        operation ->
                                operation instanceof Operation.Update
                                        || operation instanceof Operation.Delete
                                        || operation instanceof Operation.Retract);
    }

    /** Makes the indexes that are defined and were not made yet. */
    public static void buildIndexes(Store store) {
        for (IndexDefinition index : store.schema().indexes()) {
            if (!store.index(index.id()).isReady()) {
                store.buildIndex(index.id(), () -> {});
            }
        }
    }

    public WriteSet of(List<Operation> set) {
        WriteSet writes = new WriteSet();
        set.forEach(operation -> add(writes, operation));
        return writes;
    }

    private void add(WriteSet to, Operation operation) {
        switch (operation) {
            case Operation.Insert insert -> to.insert(insert.table(), insert.row().toArray());
            case Operation.Upsert upsert -> to.upsert(upsert.table(), upsert.row().toArray());
            case Operation.Update update -> {
                int ordinal = ordinal(update.table(), update.key());
                if (ordinal >= 0) {
                    to.update(update.table(), ordinal, update.row().toArray(), store.position());
                }
            }
            case Operation.Delete delete -> {
                int ordinal = ordinal(delete.table(), delete.key());
                if (ordinal >= 0) {
                    to.delete(delete.table(), ordinal, store.position());
                }
            }
            case Operation.Append append -> {
                List<Event> events = append.events();
                for (int from = 0; from < events.size(); from += eventsPerBatch) {
                    int until = Math.min(events.size(), from + eventsPerBatch);
                    to.events(batch(append.signal(), events.subList(from, until)));
                }
            }
            case Operation.Retract retract -> to.retract(retract.signal(), positions(retract));
            case Operation.PutEdge put ->
                    to.putEdge(put.relationship(), put.from(), put.to(), put.weight(), put.at());
            case Operation.RemoveEdge remove ->
                    to.removeEdge(remove.relationship(), remove.from(), remove.to());
            case Operation.CreateTable create ->
                    to.changeSchema(schema -> schema.with(create.table()));
            case Operation.CreateSignal create ->
                    to.changeSchema(schema -> schema.with(create.signal()));
            case Operation.CreateRelationship create ->
                    to.changeSchema(schema -> schema.with(create.relationship()));
            case Operation.CreateIndex create ->
                    to.changeSchema(schema -> schema.with(create.index()));
            case Operation.DropIndex drop ->
                    to.changeSchema(schema -> schema.withoutIndex(drop.name()));
            case Operation.Drop drop -> to.changeSchema(schema -> schema.without(drop.name()));
        }
    }

    private static EventBatch batch(int signal, List<Event> events) {
        EventBatch batch = new EventBatch(signal);
        events.forEach(e -> batch.add(e.id(), e.target(), e.user(), e.weight(), e.at()));
        return batch;
    }

    /** Where the last event of each id is; 0 where there is none. */
    private long[] positions(Operation.Retract retract) {
        Map<Long, Long> last = new HashMap<>();
        retract.ids().forEach(id -> last.put(id, 0L));
        try (EventCursor cursor = store.events(retract.signal())) {
            while (cursor.next()) {
                if (cursor.hasEventId()) {
                    last.computeIfPresent(cursor.eventId(), (id, before) -> cursor.position());
                }
            }
        }
        return last.values().stream().mapToLong(Long::longValue).toArray();
    }

    /** The ordinal of the row with a key; in a keyless table, of the row of those values; or -1. */
    static int ordinal(Store store, int tableId, Object key) {
        Table table = store.table(tableId);
        if (!table.definition().primaryKey().isEmpty()) {
            return table.ordinal(key);
        }
        for (int ordinal = 0; ordinal < table.size(); ordinal++) {
            // Null where it was deleted, now maybe by another writer.
            Object[] row = table.row(ordinal);
            if (row != null && key.equals(List.of(row))) {
                return ordinal;
            }
        }
        return -1;
    }

    private int ordinal(int tableId, Object key) {
        return ordinal(store, tableId, key);
    }
}
