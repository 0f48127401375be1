package io.tidaldb.store;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.LogRecord;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.table.RowKey;
import io.tidaldb.table.RowValidator;
import io.tidaldb.table.StoredRow;
import io.tidaldb.table.Table;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** One write set being checked: its layer of staged rows, and what it will write and apply. */
final class SetStage {
    private final Overlay overlay;
    private final WriteLimits limits;
    private final KeyValueStore store;
    private final StoreOptions options;
    private final List<LogRecord> records = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Batch.Operation> operations = new ArrayList<>();
    private final References references;
    private final long readLimit;
    private Projections projections;
    private long nextPosition;

    /** Which of the set's rows is looked at, counted from 1, for messages. */
    private int rowNumber;

    SetStage(
            Overlay overlay,
            Projections projections,
            long nextPosition,
            WriteLimits limits,
            KeyValueStore store,
            StoreOptions options) {
        this.overlay = overlay;
        this.projections = projections;
        this.nextPosition = nextPosition;
        this.readLimit = nextPosition;
        this.limits = limits;
        this.store = store;
        this.options = options;
        this.references = new References(overlay);
    }

    void run(WriteSet writes) {
        for (WriteSet.Operation operation : writes.operations()) {
            switch (operation) {
                case WriteSet.InsertRow insert -> insert(insert.table(), insert.row(), false);
                case WriteSet.UpsertRow upsert -> insert(upsert.table(), upsert.row(), true);
                case WriteSet.UpdateRow update -> update(update);
                case WriteSet.DeleteRow delete -> delete(delete);
                case WriteSet.AppendEvents append -> append(append.batch());
                case WriteSet.Retract retract ->
                        throw new IllegalStateException("events to be taken back were not found");
                case WriteSet.RetractEvents retract -> retract(retract);
                case WriteSet.PutEdge put -> putEdge(put);
                case WriteSet.RemoveEdge remove -> removeEdge(remove);
                case WriteSet.ChangeSchema change -> changeSchema(change);
            }
        }
        references.check(projections);
    }

    private void insert(int tableId, Object[] row, boolean orReplace) {
        Table table = projections.table(tableId);
        rowNumber++;
        Object[] checked = table.validator().check(row, rowNumber);
        byte[] key = encodeKey(table, checked, nextPosition);
        int ordinal = ordinal(table, checked, key);
        if (ordinal < 0) {
            insertNew(table, checked, key);
        } else if (orReplace) {
            replace(table, ordinal, checked, key);
        } else {
            throw new TidalException(
                    ErrorCode.DUPLICATE_KEY,
                    table.definition().name()
                            + " already has a row with key "
                            + keyText(table, checked)
                            + " (row "
                            + rowNumber
                            + ")");
        }
    }

    private void insertNew(Table table, Object[] row, byte[] key) {
        int ordinal = overlay.takeOrdinal(table);
        put(table, ordinal, row, key, nextPosition);
        changes.add(new Change.RowInserted(table, ordinal, row, nextPosition - 1));
    }

    private void replace(Table table, int ordinal, Object[] row, byte[] key) {
        Overlay.StagedRow staged = overlay.row(table, ordinal);
        long bornAt = staged != null ? staged.bornAt() : table.bornAt(ordinal);
        put(table, ordinal, row, key, bornAt);
        changes.add(new Change.RowReplaced(table, ordinal, row, nextPosition - 1));
    }

    private void put(Table table, int ordinal, Object[] row, byte[] key, long bornAt) {
        ByteWriter out = new ByteWriter(256);
        table.codec().encode(row, out);
        if (out.size() > RowValidator.MAX_ROW_BYTES) {
            throw new TidalException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "a row of "
                            + table.definition().name()
                            + " takes at most "
                            + RowValidator.MAX_ROW_BYTES
                            + " bytes, not "
                            + out.size()
                            + " (row "
                            + rowNumber
                            + ")");
        }
        byte[] bytes = out.toByteArray();
        long position = nextPosition++;
        references.touch(table, ordinal, rowNumber);
        records.add(new LogRecord.RowPut(table.definition().id(), key, bytes));
        operations.add(
                new Batch.Put(
                        Family.ROWS,
                        key,
                        new StoredRow(bornAt, position, ordinal, bytes).encode()));
        Overlay.Rows rows = overlay.rows(table);
        rows.ordinals.put(ByteBuffer.wrap(key), ordinal);
        rows.rows.put(ordinal, new Overlay.StagedRow(row, key, bornAt, position));
    }

    private void update(WriteSet.UpdateRow update) {
        Table table = projections.table(update.table());
        rowNumber++;
        int ordinal = update.ordinal();
        requireUnchanged(table, ordinal, update.readPosition());
        Object[] checked = table.validator().check(update.row(), rowNumber);
        byte[] oldKey = currentKey(table, ordinal);
        byte[] key =
                table.definition().primaryKey().isEmpty()
                        ? oldKey
                        : encodeKey(table, checked, nextPosition);
        if (Arrays.equals(oldKey, key)) {
            replace(table, ordinal, checked, key);
            return;
        }
        if (table.definition().kind() != TableKind.PLAIN) {
            throw new TidalException(
                    ErrorCode.FEATURE_NOT_SUPPORTED,
                    "the key of a row of "
                            + table.definition().name()
                            + " cannot change, since its events and edges name it by key; delete"
                            + " the row and insert another (row "
                            + rowNumber
                            + ")");
        }
        if (ordinal(table, checked, key) >= 0) {
            throw new TidalException(
                    ErrorCode.DUPLICATE_KEY,
                    table.definition().name()
                            + " already has a row with key "
                            + keyText(table, checked)
                            + " (row "
                            + rowNumber
                            + ")");
        }
        remove(table, ordinal);
        insertNew(table, checked, key);
    }

    private void delete(WriteSet.DeleteRow delete) {
        Table table = projections.table(delete.table());
        rowNumber++;
        requireUnchanged(table, delete.ordinal(), delete.readPosition());
        remove(table, delete.ordinal());
    }

    private void remove(Table table, int ordinal) {
        byte[] key = currentKey(table, ordinal);
        int tableId = table.definition().id();
        references.touch(table, ordinal, rowNumber);
        for (Projections.Relationship relationship : projections.relationships()) {
            // Edges that lead to the row stay in their family: they are older than any row that
            // may get its key, and so are dropped when the store is opened.
            if (relationship.definition().fromTable() == tableId) {
                byte[] prefix =
                        EdgeKey.prefix(relationship.definition().id(), externalKey(table, ordinal));
                operations.add(new Batch.DeleteRange(Family.EDGES, prefix, EdgeKey.after(prefix)));
            }
        }
        long position = nextPosition++;
        records.add(new LogRecord.RowDelete(tableId, key));
        operations.add(new Batch.Delete(Family.ROWS, key));
        changes.add(new Change.RowDeleted(table, ordinal, position));
        Overlay.Rows rows = overlay.rows(table);
        rows.ordinals.put(ByteBuffer.wrap(key), -1);
        rows.rows.put(ordinal, new Overlay.StagedRow(null, key, position, position));
    }

    private Object externalKey(Table table, int ordinal) {
        Overlay.StagedRow staged = overlay.row(table, ordinal);
        return Keys.normal(
                table,
                staged != null
                        ? staged.values()[table.definition().primaryKey().getFirst()]
                        : table.key(ordinal),
                table.definition().name());
    }

    private void requireUnchanged(Table table, int ordinal, long readPosition) {
        Overlay.StagedRow staged = overlay.row(table, ordinal);
        long modifiedAt = staged != null ? staged.modifiedAt() : table.modifiedAt(ordinal);
        // What this very set wrote is no conflict.
        boolean conflict = modifiedAt > readPosition && modifiedAt < readLimit;
        if (conflict || !overlay.isLive(table, ordinal)) {
            throw new TidalException(
                    ErrorCode.SERIALIZATION_FAILURE,
                    "a row of "
                            + table.definition().name()
                            + " was changed or deleted by someone else in the meantime; run the"
                            + " statement again (row "
                            + rowNumber
                            + ")");
        }
    }

    private byte[] currentKey(Table table, int ordinal) {
        Overlay.StagedRow staged = overlay.row(table, ordinal);
        return staged != null ? staged.key() : table.encodedKey(ordinal);
    }

    private byte[] encodeKey(Table table, Object[] row, long position) {
        byte[] key = table.rowKey().of(row, position);
        if (key.length > RowKey.MAX_BYTES) {
            throw new TidalException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "a key of "
                            + table.definition().name()
                            + " takes at most "
                            + RowKey.MAX_BYTES
                            + " bytes, not "
                            + key.length
                            + "; shorten it (row "
                            + rowNumber
                            + ")");
        }
        return key;
    }

    private int ordinal(Table table, Object[] row, byte[] key) {
        List<Integer> columns = table.definition().primaryKey();
        if (columns.isEmpty()) {
            return -1;
        }
        Object value =
                columns.size() == 1
                        ? row[columns.getFirst()]
                        : columns.stream().map(column -> row[column]).toList();
        return overlay.ordinal(table, key, table.ordinal(value));
    }

    private static String keyText(Table table, Object[] row) {
        List<String> values = new ArrayList<>();
        for (int column : table.definition().primaryKey()) {
            values.add(
                    row[column] instanceof byte[] bytes
                            ? HexFormat.of().formatHex(bytes)
                            : String.valueOf(row[column]));
        }
        return String.join(", ", values);
    }

    private void append(EventBatch events) {
        Change.EventsAccepted accepted =
                new EventStage(overlay, limits).stage(projections.signal(events.signal()), events);
        if (accepted != null) {
            records.add(accepted.run());
            changes.add(accepted);
            nextPosition += accepted.run().count();
        }
    }

    private void retract(WriteSet.RetractEvents retract) {
        Change.EventsRetracted change =
                new RetractionStage(overlay, projections, store, readLimit - 1)
                        .stage(retract, changes);
        records.add(change.retraction());
        changes.add(change);
        nextPosition += change.retraction().count();
    }

    private void putEdge(WriteSet.PutEdge put) {
        Projections.Relationship relationship = projections.relationship(put.relationship());
        RelationshipDefinition definition = relationship.definition();
        limits.checkWeight(put.weight(), definition.name(), -1);
        limits.checkTime(put.at(), definition.name(), -1);
        Object from = Keys.normal(relationship.from(), put.from(), definition.name());
        Object to = Keys.normal(relationship.to(), put.to(), definition.name());
        int fromOrdinal = end(relationship.from(), from, definition);
        int toOrdinal = end(relationship.to(), to, definition);
        long position = nextPosition++;
        records.add(new LogRecord.EdgePut(definition.id(), from, to, put.weight(), put.at()));
        operations.add(
                new Batch.Put(
                        Family.EDGES,
                        EdgeKey.encode(definition.id(), from, to),
                        new EdgeKey.Value(put.weight(), put.at(), position).encode()));
        changes.add(
                new Change.EdgeMade(
                        relationship.edges(), fromOrdinal, toOrdinal, put.weight(), put.at()));
    }

    private int end(Table table, Object key, RelationshipDefinition definition) {
        int ordinal = overlay.ordinal(table, key);
        if (ordinal < 0) {
            throw Keys.unknown(table, definition.name(), key, -1);
        }
        return ordinal;
    }

    private void removeEdge(WriteSet.RemoveEdge remove) {
        Projections.Relationship relationship = projections.relationship(remove.relationship());
        RelationshipDefinition definition = relationship.definition();
        Object from = Keys.normal(relationship.from(), remove.from(), definition.name());
        Object to = Keys.normal(relationship.to(), remove.to(), definition.name());
        int fromOrdinal = overlay.ordinal(relationship.from(), from);
        int toOrdinal = overlay.ordinal(relationship.to(), to);
        if (fromOrdinal < 0 || toOrdinal < 0) {
            return;
        }
        nextPosition++;
        records.add(new LogRecord.EdgeRemove(definition.id(), from, to));
        operations.add(new Batch.Delete(Family.EDGES, EdgeKey.encode(definition.id(), from, to)));
        changes.add(new Change.EdgeRemoved(relationship.edges(), fromOrdinal, toOrdinal));
    }

    private void changeSchema(WriteSet.ChangeSchema change) {
        Schema before = projections.schema();
        Schema after = change.change().apply(before);
        if (after == before) {
            return;
        }
        SchemaRules.check(before, after);
        projections = projections.evolve(after, store, options);
        for (TableDefinition table : before.tables()) {
            if (projections.findTable(table.id()) == null) {
                operations.add(
                        new Batch.DeleteRange(
                                Family.ROWS,
                                RowKey.lowerBound(table.id()),
                                RowKey.lowerBound(table.id() + 1)));
            }
        }
        for (RelationshipDefinition relationship : before.relationships()) {
            if (after.relationships().stream().noneMatch(r -> r.id() == relationship.id())) {
                operations.add(
                        new Batch.DeleteRange(
                                Family.EDGES,
                                EdgeKey.lowerBound(relationship.id()),
                                EdgeKey.lowerBound(relationship.id() + 1)));
            }
        }
        byte[] schema = SchemaCodec.encode(after);
        nextPosition++;
        records.add(new LogRecord.SchemaChange(schema));
        operations.add(new Batch.Put(Family.CATALOG, MetaKeys.SCHEMA, schema));
        changes.add(new Change.SchemaChanged(projections));
    }

    Overlay overlay() {
        return overlay;
    }

    Projections projections() {
        return projections;
    }

    long nextPosition() {
        return nextPosition;
    }

    List<LogRecord> records() {
        return records;
    }

    List<Change> changes() {
        return changes;
    }

    List<Batch.Operation> operations() {
        return operations;
    }
}
