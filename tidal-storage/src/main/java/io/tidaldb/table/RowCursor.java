package io.tidaldb.table;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.kv.Cursor;

/**
 * Walks over a table's rows in key order, decoding only the columns asked for. One thread uses it
 * and closes it.
 */
public final class RowCursor implements AutoCloseable {
    private final Table table;
    private final Cursor cursor;
    private final boolean[] wanted;
    private int ordinal;
    private long modifiedAt;
    private Object[] row;

    RowCursor(Table table, Cursor cursor, boolean[] wanted) {
        this.table = table;
        this.cursor = cursor;
        this.wanted = wanted;
    }

    /** Moves to the next row; false after the last. */
    public boolean next() {
        while (cursor.next()) {
            ByteReader in = new ByteReader(cursor.value());
            try {
                StoredRow.Header header = StoredRow.header(in);
                ordinal = header.ordinal();
                modifiedAt = header.modifiedAt();
                // A row that is written but not yet applied is not there for readers.
                if (table.isLive(ordinal)) {
                    row = table.codec().decode(in, wanted);
                    return true;
                }
            } catch (MalformedBytesException e) {
                throw table.damaged(cursor.key(), e);
            }
        }
        row = null;
        return false;
    }

    public int ordinal() {
        return ordinal;
    }

    /** The log position of the row's last write, as it was read. */
    public long modifiedAt() {
        return modifiedAt;
    }

    /** The row's values; null also where a column was not asked for. */
    public Object[] row() {
        return row;
    }

    @Override
    public void close() {
        cursor.close();
    }
}
