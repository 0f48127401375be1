package io.tidaldb.log;

import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Streams blocks in log order and lets nothing pass that is damaged or missing: each block must
 * have its checksum and begin where the one before it ended, and the last must end where the store
 * says that the log ends.
 */
public final class LogReader implements AutoCloseable {
    private final Cursor cursor;
    private final long last;

    /** Where the next block must begin, or the position that it must hold. */
    private long next;

    private boolean sought;
    private LogBlock block;

    /**
     * @param from the position to start at; the first block may begin before it
     * @param last the position of the last entry to read; blocks beyond its own are not looked at
     */
    public LogReader(KeyValueStore store, long from, long last) {
        this.last = last;
        this.next = 1;
        this.cursor = store.scan(Family.LOG, null, null);
        if (from > 1) {
            skipTo(from);
        }
    }

    /** Lets {@link #next()} go on with the block that holds a position. */
    public void skipTo(long position) {
        cursor.seekFloor(LogBlock.key(position));
        next = position;
        sought = true;
    }

    /**
     * Moves to the next block.
     *
     * @return whether there is one
     * @throws TidalException DATA_CORRUPTED, naming the place, if it is damaged or missing
     */
    public boolean next() {
        if (next > last) {
            block = null;
            return false;
        }
        if (!cursor.next()) {
            throw damaged(next, "the log ends here but should reach position " + last);
        }
        long position = position(cursor.key());
        if (sought) {
            next = Math.min(next, position);
            sought = false;
        }
        block = decode(position);
        if (position != next) {
            throw damaged(next, "the next block is at " + position);
        }
        next = block.position() + block.count();
        return true;
    }

    private LogBlock decode(long position) {
        try {
            return LogBlock.decode(position, cursor.value());
        } catch (MalformedBytesException e) {
            throw damaged(position, e.getMessage());
        }
    }

    /** The block at which the reader stands. */
    public LogBlock block() {
        return block;
    }

    /** Decodes one of the block's records. */
    public LogRecord record(LogBlock.Section section) {
        try {
            return block.record(section);
        } catch (MalformedBytesException e) {
            throw damaged(section.position(), e.getMessage());
        }
    }

    /** The error that a record is not what it should be. */
    public static TidalException damaged(LogBlock.Section section, String what) {
        return damaged(section.position(), what);
    }

    @Override
    public void close() {
        cursor.close();
    }

    private static long position(byte[] key) {
        if (key.length != Long.BYTES) {
            throw new TidalException(
                    ErrorCode.DATA_CORRUPTED,
                    "a key of the family "
                            + Family.LOG.label()
                            + " has "
                            + key.length
                            + " bytes instead of 8. Restore the directory from a backup.");
        }
        return ByteBuffer.wrap(key).getLong();
    }

    private static TidalException damaged(long position, String what) {
        return new TidalException(
                ErrorCode.DATA_CORRUPTED,
                "the log is damaged at position "
                        + position
                        + " (family "
                        + Family.LOG.label()
                        + ", key "
                        + hex(position)
                        + "): "
                        + what
                        + ". Restore the directory from a backup.");
    }

    private static String hex(long position) {
        return HexFormat.of().toHexDigits(position);
    }
}
