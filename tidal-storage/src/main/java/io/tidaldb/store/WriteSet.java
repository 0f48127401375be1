package io.tidaldb.store;

import io.tidaldb.log.LogRecord;
import io.tidaldb.schema.Schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Changes that are committed together or not at all, in the order given. References between its
 * rows are checked when all of it is known, so their order does not matter. Not to be changed once
 * submitted. For one thread.
 */
public final class WriteSet {
    /** A read position later than every write, with which no conflict is found. */
    public static final long NO_READ_POSITION = Long.MAX_VALUE;

    /** About what an operation takes beside its values, and a value beside its contents. */
    private static final long OPERATION_BYTES = 64;

    private static final long VALUE_BYTES = 40;

    sealed interface Operation {}

    record InsertRow(int table, Object[] row) implements Operation {}

    record UpsertRow(int table, Object[] row) implements Operation {}

    record UpdateRow(int table, int ordinal, Object[] row, long readPosition)
            implements Operation {}

    record DeleteRow(int table, int ordinal, long readPosition) implements Operation {}

    record AppendEvents(EventBatch batch) implements Operation {}

    /** Take back the events at these positions, which are still to be looked up. */
    record Retract(int signal, long[] positions) implements Operation {}

    /**
     * Take back events.
     *
     * @param asOf the log position as of which nothing else was found to mark what is forgotten
     * @param marking the ids of the signals in which that was looked for
     */
    record RetractEvents(LogRecord.Retraction retraction, long asOf, Set<Integer> marking)
            implements Operation {}

    record PutEdge(int relationship, Object from, Object to, double weight, long at)
            implements Operation {}

    record RemoveEdge(int relationship, Object from, Object to) implements Operation {}

    record ChangeSchema(UnaryOperator<Schema> change) implements Operation {}

    private final List<Operation> operations = new ArrayList<>();
    private boolean changesSchema;
    private boolean retracts;
    private long weight;
    private long heapBytes;

    /** Adds a row; its key must be new (DUPLICATE_KEY). Values in column order, null for NULL. */
    public WriteSet insert(int table, Object[] row) {
        return add(new InsertRow(table, row));
    }

    /** Adds a row, or replaces the row that has its key. */
    public WriteSet upsert(int table, Object[] row) {
        return add(new UpsertRow(table, row));
    }

    /**
     * Replaces a row. Its key stays, except in plain tables.
     *
     * @param row the whole new row
     * @param readPosition {@link Store#position()} from before the row was read: if the row was
     *     written or deleted since, the set fails with SERIALIZATION_FAILURE. {@link
     *     #NO_READ_POSITION} to replace it whatever it is by now
     */
    public WriteSet update(int table, int ordinal, Object[] row, long readPosition) {
        return add(new UpdateRow(table, ordinal, row, readPosition));
    }

    /**
     * Deletes a row, its edges, and what its events added up to.
     *
     * @param readPosition as for {@link #update}
     */
    public WriteSet delete(int table, int ordinal, long readPosition) {
        return add(new DeleteRow(table, ordinal, readPosition));
    }

    /** Appends events to a signal. */
    public WriteSet events(EventBatch batch) {
        return batch.size() == 0 ? this : add(new AppendEvents(batch));
    }

    /**
     * Takes back events of a signal, as if they had never been: what they added is taken away, and
     * an item that no other event marks is no longer seen or excluded. Their ids stay remembered,
     * so that a late repeat of one does not bring it back.
     *
     * @param positions {@link EventCursor#position()} of each; one that was taken back already is
     *     ignored
     */
    public WriteSet retract(int signal, long[] positions) {
        retracts = true;
        return positions.length == 0 ? this : add(new Retract(signal, positions.clone()));
    }

    /**
     * Adds an edge, or replaces its weight and time.
     *
     * @param from key of the row it starts from
     * @param to key of the row it leads to
     * @param weight finite, at most 1e9 in size
     * @param at milliseconds since the epoch, UTC
     */
    public WriteSet putEdge(int relationship, Object from, Object to, double weight, long at) {
        return add(new PutEdge(relationship, from, to, weight, at));
    }

    /** Removes an edge; nothing happens if there is none. */
    public WriteSet removeEdge(int relationship, Object from, Object to) {
        return add(new RemoveEdge(relationship, from, to));
    }

    /**
     * Changes the definitions. It must come before everything else in the set.
     *
     * @param change runs on the writer thread, on the definitions as they are then, and returns the
     *     new ones or throws a {@link io.tidaldb.error.TidalException} to fail the set; new objects
     *     take {@link Schema#nextId()}
     * @throws IllegalStateException if rows, events or edges were added before
     */
    public WriteSet changeSchema(UnaryOperator<Schema> change) {
        if (!operations.isEmpty() && !(operations.getLast() instanceof ChangeSchema)) {
            throw new IllegalStateException("definitions change before the set's data do");
        }
        changesSchema = true;
        return add(new ChangeSchema(change));
    }

    public boolean isEmpty() {
        return operations.isEmpty();
    }

    /** How many rows, edges and events it writes. */
    long weight() {
        return weight;
    }

    /** About how much of the heap it takes, in bytes. */
    long heapBytes() {
        return heapBytes;
    }

    boolean changesSchema() {
        return changesSchema;
    }

    boolean retracts() {
        return retracts;
    }

    /** Whether it must be checked against nothing but what is applied. */
    boolean isAlone() {
        return changesSchema || retracts;
    }

    /** The same set with other operations in place of these. */
    WriteSet with(List<Operation> others) {
        WriteSet set = new WriteSet();
        set.changesSchema = changesSchema;
        set.retracts = retracts;
        others.forEach(set::add);
        return set;
    }

    List<Operation> operations() {
        return operations;
    }

    private WriteSet add(Operation operation) {
        operations.add(operation);
        weight +=
                switch (operation) {
                    case AppendEvents append -> append.batch.size();
                    case Retract retract -> retract.positions.length;
                    case RetractEvents retract -> retract.retraction.count();
                    case InsertRow row -> 1;
                    case UpsertRow row -> 1;
                    case UpdateRow row -> 1;
                    case DeleteRow row -> 1;
                    case PutEdge edge -> 1;
                    case RemoveEdge edge -> 1;
                    case ChangeSchema change -> 1;
                };
        heapBytes += OPERATION_BYTES + heapBytes(operation);
        return this;
    }

    private static long heapBytes(Operation operation) {
        return switch (operation) {
            case InsertRow insert -> valueBytes(insert.row);
            case UpsertRow upsert -> valueBytes(upsert.row);
            case UpdateRow update -> valueBytes(update.row);
            case AppendEvents append -> append.batch.byteSize();
            case PutEdge put -> valueBytes(put.from) + valueBytes(put.to);
            case RemoveEdge remove -> valueBytes(remove.from) + valueBytes(remove.to);
            case Retract retract -> (long) Long.BYTES * retract.positions.length;
            case RetractEvents retract -> OPERATION_BYTES * retract.retraction.count();
            case DeleteRow _, ChangeSchema _ -> 0;
        };
    }

    private static long valueBytes(Object value) {
        return switch (value) {
            case null -> 0;
            case String text -> VALUE_BYTES + text.length();
            case byte[] bytes -> VALUE_BYTES + bytes.length;
            case float[] vector -> VALUE_BYTES + (long) Float.BYTES * vector.length;
            case Object[] values -> valuesBytes(Arrays.asList(values));
            case List<?> values -> valuesBytes(values);
            default -> VALUE_BYTES;
        };
    }

    private static long valuesBytes(List<?> values) {
        long bytes = VALUE_BYTES;
        for (Object value : values) {
            bytes += valueBytes(value);
        }
        return bytes;
    }
}
