package io.tidaldb.kv;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Walks over keys on the heap. If it is told of what is about to be replaced or deleted, it shows
 * that as it was.
 */
final class MemoryCursor implements Cursor {
    private final MemoryStore store;
    private final NavigableMap<byte[], byte[]> current;

    /**
     * What was replaced or deleted since the cursor was opened, as it was then; null if the cursor
     * is not told.
     */
    private final NavigableMap<byte[], byte[]> replaced;

    private Iterator<Map.Entry<byte[], byte[]>> entries;

    /** The next of the current entries, if it was looked at already. */
    private Map.Entry<byte[], byte[]> next;

    private Map.Entry<byte[], byte[]> entry;

    /** The key to go on from; null for the first. */
    private byte[] from;

    /** Whether the key to go on from was met itself. */
    private boolean met;

    /**
     * @param current the keys to walk over, in their order
     * @param replaced what others put there that is about to go from those keys, in the same order;
     *     null for nothing
     */
    MemoryCursor(
            MemoryStore store,
            NavigableMap<byte[], byte[]> current,
            NavigableMap<byte[], byte[]> replaced) {
        this.store = store;
        this.current = current;
        this.replaced = replaced;
        this.entries = current.entrySet().iterator();
    }

    @Override
    public boolean next() {
        store.requireOpen();
        if (entries == null) {
            throw new TidalException(ErrorCode.CLOSED, "the cursor is closed");
        }
        if (next == null && entries.hasNext()) {
            next = entries.next();
        }
        // In this order: what has just gone from the one map is in the other by then.
        Map.Entry<byte[], byte[]> old = nextReplaced();
        int order = order(old, next);
        entry = order <= 0 ? old : next;
        if (order >= 0) {
            next = null;
        }
        if (entry != null) {
            from = entry.getKey();
            met = true;
        }
        return entry != null;
    }

    private Map.Entry<byte[], byte[]> nextReplaced() {
        if (replaced == null || replaced.isEmpty()) {
            return null;
        }
        if (from == null) {
            return replaced.firstEntry();
        }
        return met ? replaced.higherEntry(from) : replaced.ceilingEntry(from);
    }

    /** Negative if the first comes first, 0 if both have one key; what is missing comes last. */
    private int order(Map.Entry<byte[], byte[]> old, Map.Entry<byte[], byte[]> live) {
        if (old == null) {
            return 1;
        }
        return live == null ? -1 : current.comparator().compare(old.getKey(), live.getKey());
    }

    @Override
    public void seekFloor(byte[] floor) {
        byte[] live = current.floorKey(floor);
        byte[] old = replaced == null ? null : replaced.floorKey(floor);
        boolean oldIsNearer =
                old != null && (live == null || current.comparator().compare(old, live) > 0);
        from = oldIsNearer ? old : live;
        met = false;
        next = null;
        entries = (from == null ? current : current.tailMap(from, true)).entrySet().iterator();
    }

    @Override
    public byte[] key() {
        return entry.getKey();
    }

    @Override
    public byte[] value() {
        return entry.getValue();
    }

    @Override
    public void close() {
        entries = null;
        if (replaced != null) {
            store.closed(this);
        }
    }
}
