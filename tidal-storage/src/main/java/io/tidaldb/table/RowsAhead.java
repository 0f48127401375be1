package io.tidaldb.table;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Cursor;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads and decodes stored rows in a thread of its own, ahead of who adds them to a table. One
 * thread uses it and closes it.
 */
final class RowsAhead implements AutoCloseable {
    private static final int ROWS_IN_BLOCK = 1024;
    private static final int BLOCKS_AHEAD = 8;

    /** Rows that were read: the first {@code count} elements. */
    private static final class Block {
        final byte[][] keys = new byte[ROWS_IN_BLOCK][];
        final StoredRow.Header[] headers = new StoredRow.Header[ROWS_IN_BLOCK];
        final Object[][] rows = new Object[ROWS_IN_BLOCK][];
        int count;
    }

    private final Table table;
    private final boolean[] wanted;

    /** Blocks, of which the last is empty, or what ended the reading. */
    private final BlockingQueue<Object> ready = new ArrayBlockingQueue<>(BLOCKS_AHEAD);

    private final Thread thread;
    private volatile boolean stopped;
    private Block block = new Block();
    private int place = -1;
    private boolean ended;

    /**
     * @param cursors makes the cursor over the rows
     * @param wanted which columns to decode
     */
    RowsAhead(Table table, Supplier<Cursor> cursors, boolean[] wanted) {
        this.table = table;
        this.wanted = wanted;
        this.thread = Thread.ofPlatform().name("tidal-rows").daemon().start(() -> read(cursors));
    }

    private void read(Supplier<Cursor> cursors) {
        try (Cursor cursor = cursors.get()) {
            Block next;
            do {
                next = new Block();
                while (next.count < ROWS_IN_BLOCK && !stopped && cursor.next()) {
                    add(cursor, next);
                }
            } while (put(next) && next.count > 0);
        } catch (RuntimeException | Error e) {
            put(e);
        }
    }

    private void add(Cursor cursor, Block to) {
        ByteReader in = new ByteReader(cursor.value());
        try {
            to.headers[to.count] = StoredRow.header(in);
            to.rows[to.count] = table.codec().decode(in, wanted);
            to.keys[to.count++] = cursor.key();
        } catch (MalformedBytesException e) {
            throw table.damaged(cursor.key(), e);
        }
    }

    /** False if nobody will take it. */
    private boolean put(Object what) {
        while (!stopped) {
            try {
                if (ready.offer(what, 100, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            } catch (InterruptedException e) {
                // Only closing ends it.
                continue;
            }
        }
        return false;
    }

    /**
     * Moves to the next row; false after the last.
     *
     * @throws TidalException DATA_CORRUPTED, naming the key, if it cannot be read; CANCELLED if the
     *     thread was interrupted
     */
    boolean next() {
        place++;
        if (place >= block.count && !ended) {
            block = take();
            ended = block.count == 0;
            place = 0;
        }
        return !ended;
    }

    private Block take() {
        try {
            return switch (ready.take()) {
                case Block next -> next;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException("no block of rows");
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidalException(
                    ErrorCode.CANCELLED, "the thread was interrupted while it opened the store", e);
        }
    }

    byte[] key() {
        return block.keys[place];
    }

    StoredRow.Header header() {
        return block.headers[place];
    }

    Object[] row() {
        return block.rows[place];
    }

    /** Ends the reading, and waits until it has ended. */
    @Override
    public void close() {
        stopped = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
