package io.tidaldb.jdbc;

import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.util.ArrayImpl;
import org.apache.calcite.avatica.util.Cursor;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Walks over a result's rows, fetching them frame by frame. */
final class RowCursor implements Cursor {
    private final Meta meta;
    private final Meta.StatementHandle handle;
    private final int fetchSize;
    private final long maxRows;

    private Iterator<Object> rows;
    private boolean complete;
    private long position;
    private Object row;
    private boolean wasNull;
    private boolean closed;

    /**
     * @param firstFrame the rows that came with the execution
     * @param maxRows after how many rows to stop; 0 for never
     */
    RowCursor(
            Meta meta,
            Meta.StatementHandle handle,
            Meta.Frame firstFrame,
            int fetchSize,
            long maxRows) {
        this.meta = meta;
        this.handle = handle;
        this.fetchSize = fetchSize;
        this.maxRows = maxRows;
        this.rows = firstFrame == null ? Collections.emptyIterator() : firstFrame.rows.iterator();
        this.complete = firstFrame != null && firstFrame.done;
    }

    @Override
    public List<Accessor> createAccessors(
            List<ColumnMetaData> columns, Calendar calendar, ArrayImpl.Factory factory) {
        List<Accessor> accessors = new ArrayList<>(columns.size());
        for (ColumnMetaData column : columns) {
            accessors.add(new ColumnAccessor(this, accessors.size(), column, calendar));
        }
        return accessors;
    }

    @Override
    public boolean next() throws SQLException {
        row = null;
        if (maxRows > 0 && position >= maxRows) {
            return false;
        }
        while (!rows.hasNext()) {
            if (complete) {
                return false;
            }
            Meta.Frame frame = SqlErrors.translating(() -> meta.fetch(handle, position, fetchSize));
            complete = frame == null || frame.done;
            rows = frame == null ? Collections.emptyIterator() : frame.rows.iterator();
        }
        row = rows.next();
        position++;
        return true;
    }

    /** The current row's value of a column, as it came. */
    Object value(int ordinal) throws SQLException {
        if (row == null) {
            throw SqlErrors.client(
                    "24000", "The result stands on no row: call next(), and check what it says.");
        }
        Object value =
                row instanceof Object[] ? ((Object[]) row)[ordinal] : ((List<?>) row).get(ordinal);
        wasNull = value == null;
        return value;
    }

    @Override
    public boolean wasNull() {
        return wasNull;
    }

    /** Lets the database forget the rows that were not fetched. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (!complete) {
                try {
                    meta.fetch(handle, ProtocolExtensions.CLOSE_RESULT, 0);
                } catch (Exception e) {
                    // The statement or its connection has gone, and the result with it.
                    complete = true;
                }
            }
            rows = Collections.emptyIterator();
        }
    }
}
