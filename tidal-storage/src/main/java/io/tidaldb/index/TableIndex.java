package io.tidaldb.index;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.table.RowCursor;
import io.tidaldb.table.Table;
import io.tidaldb.text.TextIndex;
import io.tidaldb.vector.HnswIndex;
import io.tidaldb.vector.VectorIndex;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Consumer;

/**
 * An index of a table's rows: what is searched, and while it is made or made anew what will be.
 * Both follow the rows as they change. An index that cannot take a row, as its disk is full, is not
 * searched any more until it is made anew; that is no reason to stop writing rows.
 */
public final class TableIndex {
    private static final Logger LOG = LoggerFactory.getLogger(TableIndex.class);

    private final IndexDefinition definition;
    private final Table table;
    private final boolean[] columns;

    /** What is searched; null before it was made for the first time. */
    private volatile RowIndex current;

    /** What is being made; null for nothing. Writer only. */
    private RowIndex next;

    /** Why {@link #current} may not be searched, or null. */
    private volatile RuntimeException failure;

    private RuntimeException nextFailure;

    public TableIndex(IndexDefinition definition, Table table) {
        this.definition = definition;
        this.table = table;
        this.columns = new boolean[table.definition().columns().size()];
        switch (definition) {
            case VectorIndexDefinition vector -> columns[vector.column()] = true;
            case TextIndexDefinition text ->
                    text.columns().forEach(column -> columns[column.column()] = true);
        }
    }

    public IndexDefinition definition() {
        return definition;
    }

    public Table table() {
        return table;
    }

    /** Walks over the rows, decoding the indexed columns only. */
    public RowCursor scan() {
        return table.scan(columns);
    }

    /** Which columns it is about. */
    boolean[] columns() {
        return columns;
    }

    /** Begins with an index that has all rows. Before there is a writer. */
    void openWith(RowIndex complete) {
        current = complete;
    }

    /** Begins to make it anew. Writer only. */
    public void begin(RowIndex empty) {
        abandon();
        next = empty;
    }

    /** Gives up what is being made. Writer only. */
    public void abandon() {
        if (next != null) {
            next.close();
            next = null;
        }
        nextFailure = null;
    }

    /**
     * Adds rows to what is being made, but for those that have changed since they were read: they
     * are in it already. Writer only.
     */
    public void fill(RowBlock rows) {
        if (next == null || nextFailure != null) {
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            int ordinal = rows.ordinal(i);
            if (table.isLive(ordinal) && table.modifiedAt(ordinal) == rows.modifiedAt(i)) {
                next.put(ordinal, table.bornAt(ordinal), rows.row(i));
            }
        }
    }

    /**
     * Makes what was made the one that is searched. Writer only.
     *
     * @throws TidalException if it could not take a row meanwhile; the old one stays
     */
    public void finish() {
        RuntimeException cause = nextFailure;
        if (cause != null) {
            abandon();
            throw unusable(cause);
        }
        if (next == null) {
            throw new TidalException(
                    ErrorCode.UNKNOWN_INDEX,
                    "index " + definition.name() + " was dropped while it was made");
        }
        RowIndex old = current;
        current = next;
        failure = null;
        next = null;
        if (old != null) {
            old.close();
        }
    }

    /** Follows a row that was written. Writer only. */
    public void put(int ordinal, long bornAt, Object[] row) {
        follow(index -> index.put(ordinal, bornAt, row));
    }

    /** Follows a row that was deleted. Writer only. */
    public void remove(int ordinal) {
        follow(index -> index.remove(ordinal));
    }

    private void follow(Consumer<RowIndex> change) {
        if (current != null && failure == null) {
            try {
                change.accept(current);
            } catch (RuntimeException e) {
                failed(e);
            }
        }
        if (next != null && nextFailure == null) {
            try {
                change.accept(next);
            } catch (RuntimeException e) {
                nextFailure = e;
            }
        }
    }

    private void failed(RuntimeException cause) {
        failure = cause;
        LOG.error(
                "index {} of {} could not be kept in step with its rows and is not used any more;"
                        + " rebuild it",
                definition.name(),
                table.definition().name(),
                cause);
    }

    /** Whether it can be searched. */
    public boolean isReady() {
        return current != null && failure == null;
    }

    /** What is searched, where it {@link #isReady}, else null. */
    RowIndex ready() {
        return isReady() ? current : null;
    }

    /** How many rows are found by it; 0 where it is not ready. */
    public long size() {
        RowIndex ready = ready();
        return ready == null ? 0 : ready.size();
    }

    /**
     * The texts, to be searched. Ask anew for each statement.
     *
     * @throws TidalException INDEX_NOT_READY
     */
    public TextIndex texts() {
        return ((TextRows) required()).texts();
    }

    /**
     * The vectors, to be searched. Ask anew for each statement.
     *
     * @throws TidalException INDEX_NOT_READY
     */
    public VectorIndex vectors() {
        return ((VectorRows) required()).vectors();
    }

    /**
     * The graph that is searched, for checkpoints; null where there is none that can be. Writer
     * only, or after it.
     */
    public HnswIndex graph() {
        return ready() instanceof VectorRows rows ? rows.vectors() : null;
    }

    private RowIndex required() {
        RowIndex ready = current;
        RuntimeException cause = failure;
        if (cause != null) {
            throw unusable(cause);
        }
        if (ready == null) {
            throw new TidalException(
                    ErrorCode.INDEX_NOT_READY,
                    "index "
                            + definition.name()
                            + " is still being made; try again, or watch"
                            + " information_schema.indexes");
        }
        return ready;
    }

    private TidalException unusable(RuntimeException cause) {
        return new TidalException(
                ErrorCode.INDEX_NOT_READY,
                "index "
                        + definition.name()
                        + " could not be kept in step with its rows ("
                        + TidalException.reason(cause)
                        + "); mend that, then ALTER TABLE "
                        + table.definition().name()
                        + " REBUILD INDEX "
                        + definition.name(),
                cause);
    }

    /**
     * Compares it with the rows, while nothing is written.
     *
     * @param findings takes a sentence for each difference
     * @throws TidalException INDEX_NOT_READY
     */
    public void compare(Consumer<String> findings) {
        new IndexComparison(table, columns, findings).compare(required());
    }

    /** Ends it. After the writer, or by it. */
    public void close() {
        abandon();
        RowIndex old = current;
        current = null;
        if (old != null) {
            old.close();
        }
    }
}
