package io.tidaldb.index;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.table.RowCursor;
import io.tidaldb.table.Table;
import io.tidaldb.text.TextView;
import io.tidaldb.vector.HnswIndex;
import io.tidaldb.vector.VectorIndex;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

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
    private final ReentrantLock making = new ReentrantLock();

    /** What is searched; null before it was made for the first time. */
    private volatile RowIndex current;

    /** What is being made; null for nothing. Writer only. */
    private RowIndex next;

    /** Why {@link #current} may not be searched, or null. */
    private volatile RuntimeException failure;

    private RuntimeException nextFailure;

    /** Why there is nothing any more; null before it was dropped or closed. */
    private volatile TidalException end;

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

    /** Held by the thread that makes it anew; one does at a time. */
    public ReentrantLock making() {
        return making;
    }

    /** Where on disk that is which is, or was, searched; null for nowhere. */
    Path directory() {
        return current instanceof TextRows texts ? texts.directory() : null;
    }

    /** Begins with an index that has all rows. Before there is a writer. */
    void openWith(RowIndex complete) {
        current = complete;
    }

    /**
     * Begins to make it anew. Writer only.
     *
     * @throws TidalException UNKNOWN_INDEX if it was dropped
     */
    public void begin(RowIndex empty) {
        TidalException ended = end;
        if (ended != null) {
            throw again(ended);
        }
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
            throw again(end);
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
     * The texts with every change that was applied before this call, to be searched. What is held
     * stays as it is and must be closed; it does not matter to it if the index is made anew or
     * dropped meanwhile.
     *
     * @throws TidalException INDEX_NOT_READY, UNKNOWN_INDEX if it was dropped, CLOSED
     */
    public TextView texts() {
        while (true) {
            TextView view = ((TextRows) required()).texts().tryView();
            if (view != null) {
                return view;
            }
            // It was replaced in between, and its successor is there, or dropped.
        }
    }

    /**
     * The vectors, to be searched. Ask anew for each statement: what was asked for can be searched
     * after the index is made anew or dropped, but knows no later rows then.
     *
     * @throws TidalException INDEX_NOT_READY, UNKNOWN_INDEX if it was dropped, CLOSED
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
        TidalException ended = end;
        if (ended != null) {
            throw again(ended);
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

    /** The same, thrown from here. */
    private static TidalException again(TidalException cause) {
        return new TidalException(cause.code(), cause.getMessage(), cause);
    }

    /**
     * Compares it with the rows that do not change meanwhile.
     *
     * @param position up to which the log is applied
     * @param settle returns when all that was written before has been applied
     * @param progress is told how many rows were read
     * @param findings takes a sentence for each difference, or why it cannot be searched
     * @return how many rows were read; -1 where it is only being made, or is no more
     */
    public long compare(
            LongSupplier position,
            Runnable settle,
            IntConsumer progress,
            Consumer<String> findings) {
        RuntimeException cause = failure;
        if (cause != null) {
            findings.accept(unusable(cause).getMessage());
            return 0;
        }
        RowIndex searched = current;
        return searched == null
                ? -1
                : new IndexComparison(table, columns, position, settle, progress, findings)
                        .compare(searched);
    }

    /** Ends it, as its definition is gone. Writer only. */
    public void drop() {
        end(ErrorCode.UNKNOWN_INDEX, "index " + definition.name() + " was dropped");
    }

    /** Ends it. After the writer. */
    public void close() {
        end(ErrorCode.CLOSED, "the store is closed; open it again");
    }

    private void end(ErrorCode code, String message) {
        // First, so that whoever finds nothing knows why.
        end = new TidalException(code, message);
        abandon();
        RowIndex old = current;
        current = null;
        if (old != null) {
            old.close();
        }
    }
}
