package io.tidaldb.table;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.column.Column;
import io.tidaldb.column.LongColumn;
import io.tidaldb.column.OrdinalSet;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.schema.TableDefinition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A table's rows under dense ordinals. One writer thread changes it; readers on any thread never
 * block and see each row either before or after a change, though not all columns of a row at one
 * instant. A row keeps its ordinal until it is deleted; the ordinal of a deleted row is not given
 * to another before the store is opened again.
 */
public final class Table {
    private final TableDefinition definition;
    private final KeyValueStore store;
    private final RowCodec codec;
    private final RowKey rowKey;
    private final RowValidator validator;
    private final KeyIndex keys;
    private final ResidentColumns columns;
    private final LiveSet live = new LiveSet();
    private final LongColumn bornAt = new LongColumn(0);
    private long newestBirth;
    private final LongColumn modifiedAt = new LongColumn(0);
    private final ReferenceCounts references = new ReferenceCounts();
    private volatile int size;
    private volatile long changedAt;

    /** Ordinals below {@code size} that had no row when the table was loaded, and how many went. */
    private int[] vacant = {};

    private int vacantUsed;

    public Table(TableDefinition definition, KeyValueStore store) {
        this.definition = definition;
        this.store = store;
        this.codec = new RowCodec(definition.columns());
        this.rowKey = new RowKey(definition);
        this.validator = new RowValidator(definition);
        this.keys = KeyIndex.of(definition, rowKey);
        this.columns = new ResidentColumns(definition.columns());
    }

    public TableDefinition definition() {
        return definition;
    }

    /** How many ordinals were handed out; every row's ordinal is below it. */
    public int size() {
        return size;
    }

    /** The ordinals that have a row. */
    public OrdinalSet live() {
        return live;
    }

    /** How many rows there are. */
    public int liveCount() {
        return live.cardinality();
    }

    public boolean isLive(int ordinal) {
        return ordinal >= 0 && live.contains(ordinal);
    }

    /**
     * A column in memory, or null where the column is not resident. Ask anew for each statement: a
     * column of strings or arrays with too many or too long ones stops being resident, and a column
     * obtained before that no longer follows the writes.
     */
    public Column column(int columnIndex) {
        return columns.get(columnIndex);
    }

    /**
     * The ordinal of the row with a key, or -1. Any thread.
     *
     * @param key the value of the key column, in its type's representation (any integer class for
     *     integer keys); a {@link List} of values for a key of several columns
     */
    public int ordinal(Object key) {
        return keys.ordinal(key);
    }

    /** The ordinal of the row with an integer key, or -1. Any thread. */
    public int ordinal(long key) {
        return keys.ordinal(key);
    }

    /**
     * The ordinals of the first integer keys of an array, -1 where there is no row; faster than one
     * by one.
     */
    public void ordinals(long[] keyValues, int count, int[] ordinals) {
        keys.ordinals(keyValues, count, ordinals);
    }

    /** Whether rows are found by one integer, so that {@link #longKey} has a meaning. */
    public boolean hasLongKey() {
        return keys instanceof KeyIndex.Integers;
    }

    /**
     * A row's key: the value of the key column in its type's representation, a {@link List} of
     * values for a key of several columns, null in a table without a primary key. After a row is
     * deleted its key may still be known, or null.
     */
    public Object key(int ordinal) {
        List<Integer> key = definition.primaryKey();
        if (key.isEmpty()) {
            return null;
        }
        if (key.size() == 1) {
            return value(ordinal, key.getFirst());
        }
        List<Object> values = new ArrayList<>(key.size());
        for (int column : key) {
            values.add(value(ordinal, column));
        }
        return values;
    }

    /** The key of a row of a table that {@link #hasLongKey}. */
    public long longKey(int ordinal) {
        return ((KeyIndex.Integers) keys).key(ordinal);
    }

    /** Orders rows by key; in a table without a primary key, by ordinal. */
    public int compareKeys(int left, int right) {
        return keys.compare(left, right);
    }

    /** The whole row, in column order, or null if it was deleted. Read from the key-value store. */
    public Object[] row(int ordinal) {
        return row(ordinal, null);
    }

    private Object[] row(int ordinal, boolean[] wanted) {
        byte[] key = encodedKey(ordinal);
        if (key == null) {
            return null;
        }
        byte[] stored = store.get(Family.ROWS, key);
        return stored == null ? null : decode(ordinal, key, stored, wanted);
    }

    /**
     * Whole rows by ordinal in one read, much faster than one by one; null where one was deleted.
     *
     * @param wanted which columns to decode, the others are null then; null for all
     */
    public List<Object[]> rows(int[] ordinals, boolean[] wanted) {
        List<byte[]> present = new ArrayList<>(ordinals.length);
        int[] places = new int[ordinals.length];
        for (int i = 0; i < ordinals.length; i++) {
            byte[] key = encodedKey(ordinals[i]);
            if (key != null) {
                places[present.size()] = i;
                present.add(key);
            }
        }
        Object[][] rows = new Object[ordinals.length][];
        List<byte[]> stored = store.multiGet(Family.ROWS, present);
        for (int i = 0; i < stored.size(); i++) {
            if (stored.get(i) != null) {
                int place = places[i];
                rows[place] = decode(ordinals[place], present.get(i), stored.get(i), wanted);
            }
        }
        return Arrays.asList(rows);
    }

    private Object[] decode(int ordinal, byte[] key, byte[] stored, boolean[] wanted) {
        ByteReader in = new ByteReader(stored);
        try {
            // The key may belong to another row by now.
            return StoredRow.header(in).ordinal() == ordinal ? codec.decode(in, wanted) : null;
        } catch (MalformedBytesException e) {
            throw damaged(key, e);
        }
    }

    /**
     * Walks over all rows in key order.
     *
     * @param wanted which columns to decode, the others are null then; null for all
     */
    public RowCursor scan(boolean[] wanted) {
        int table = definition.id();
        return new RowCursor(
                this,
                store.scan(Family.ROWS, RowKey.lowerBound(table), RowKey.lowerBound(table + 1)),
                wanted);
    }

    /**
     * One value in its type's representation, from memory where its column is resident, else from
     * the row; null for NULL, or if the row was deleted.
     */
    public Object value(int ordinal, int columnIndex) {
        Column column = columns.get(columnIndex);
        if (column != null) {
            return columns.value(column, columnIndex, ordinal);
        }
        if (keys instanceof KeyIndex.Strings strings
                && definition.primaryKey().getFirst() == columnIndex) {
            return strings.key(ordinal);
        }
        boolean[] wanted = new boolean[definition.columns().size()];
        wanted[columnIndex] = true;
        Object[] row = row(ordinal, wanted);
        return row == null ? null : row[columnIndex];
    }

    /** The log position of the row's last write. */
    public long modifiedAt(int ordinal) {
        return modifiedAt.longValue(ordinal);
    }

    /**
     * The log position of the last write to any row since the table was loaded, 0 before. Whoever
     * sees something of a write, here or in an index, finds its position here, or a later one.
     */
    public long changedAt() {
        return changedAt;
    }

    /** The log position at which the youngest row so far was inserted. Writer only. */
    public long newestBirth() {
        return newestBirth;
    }

    /**
     * The log position of the row's insert; what the log says of its key before it is not about it.
     */
    public long bornAt(int ordinal) {
        return bornAt.longValue(ordinal);
    }

    /** How the table's rows are encoded. */
    public RowCodec codec() {
        return codec;
    }

    /** How the table's keys are encoded. */
    public RowKey rowKey() {
        return rowKey;
    }

    /** What a row must satisfy. */
    public RowValidator validator() {
        return validator;
    }

    /** The key under which the row is stored, or null if there is no such row. */
    public byte[] encodedKey(int ordinal) {
        if (!isLive(ordinal)) {
            return null;
        }
        return switch (keys) {
            case KeyIndex.Keyless none -> rowKey.of(null, bornAt(ordinal));
            case KeyIndex.Encoded encoded -> encoded.key(ordinal);
            case KeyIndex.Integers integers -> rowKey.ofValues(List.of(integers.key(ordinal)));
            case KeyIndex.Strings strings -> rowKey.ofValues(List.of(strings.key(ordinal)));
        };
    }

    /** How many rows of other tables, or of this one, refer to a row. Writer only. */
    public ReferenceCounts references() {
        return references;
    }

    /** The ordinal that the n-th row to come, counted from 0, will get. Writer only. */
    public int upcomingOrdinal(int n) {
        int left = vacant.length - vacantUsed;
        return n < left ? vacant[vacantUsed + n] : Math.addExact(size, n - left);
    }

    /** Adds a row under {@link #upcomingOrdinal upcomingOrdinal(0)}. Writer only. */
    public void insert(int ordinal, Object[] row, long position) {
        changedAt = position;
        if (vacantUsed < vacant.length) {
            vacantUsed++;
        } else {
            size = ordinal + 1;
        }
        columns.set(ordinal, row);
        add(ordinal, row, position, position);
    }

    private void add(int ordinal, Object[] row, long born, long modified) {
        bornAt.set(ordinal, born);
        newestBirth = Math.max(newestBirth, born);
        modifiedAt.set(ordinal, modified);
        keys.put(ordinal, row);
        live.add(ordinal);
    }

    /** Replaces a row by one with the same key. Writer only. */
    public void replace(int ordinal, Object[] row, long position) {
        changedAt = position;
        modifiedAt.set(ordinal, position);
        columns.set(ordinal, row);
    }

    /** Removes a row. Writer only. */
    public void delete(int ordinal, long position) {
        changedAt = position;
        live.remove(ordinal);
        keys.remove(ordinal);
        columns.forgetRow(ordinal);
        modifiedAt.set(ordinal, position);
    }

    /**
     * Fills the empty table from the key-value store. Writer only.
     *
     * @throws TidalException DATA_CORRUPTED, naming the key, if a row cannot be read
     */
    public void load() {
        load(rows -> {});
    }

    /**
     * As {@link #load()}.
     *
     * @param progress is told how many rows are loaded
     */
    public void load(IntConsumer progress) {
        boolean[] wanted = columns.resident();
        definition.primaryKey().forEach(column -> wanted[column] = true);
        int table = definition.id();
        try (RowsAhead rows =
                new RowsAhead(
                        this,
                        () ->
                                store.scan(
                                        Family.ROWS,
                                        RowKey.lowerBound(table),
                                        RowKey.lowerBound(table + 1)),
                        wanted)) {
            while (rows.next()) {
                StoredRow.Header header = rows.header();
                int ordinal = header.ordinal();
                if (ordinal < 0 || live.contains(ordinal)) {
                    throw damaged(
                            rows.key(), new MalformedBytesException("its ordinal is " + ordinal));
                }
                columns.load(ordinal, rows.row());
                add(ordinal, rows.row(), header.bornAt(), header.modifiedAt());
                size = Math.max(size, ordinal + 1);
                progress.accept(live.cardinality());
            }
        }
        columns.index();
        vacant = new int[size - live.cardinality()];
        for (int ordinal = 0, i = 0; i < vacant.length; ordinal++) {
            if (!live.contains(ordinal)) {
                vacant[i++] = ordinal;
            }
        }
    }

    TidalException damaged(byte[] key, MalformedBytesException cause) {
        return new TidalException(
                ErrorCode.DATA_CORRUPTED,
                "a row of "
                        + definition.name()
                        + " (family "
                        + Family.ROWS.label()
                        + ", key "
                        + HexFormat.of().formatHex(key)
                        + ") is damaged: "
                        + cause.getMessage()
                        + ". Restore the directory from a backup.",
                cause);
    }
}
