package io.tidaldb.kv;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Keeps everything on the heap and forgets it when closed. It loads no native library. */
public final class MemoryStore implements KeyValueStore {
    private final Map<Family, NavigableMap<byte[], byte[]>> families = new EnumMap<>(Family.class);
    private final AtomicLong bytes = new AtomicLong();

    /**
     * Cursors over the log that are open, with what each is told of: blocks that are rewritten, so
     * that it shows them all as they were when it was opened. Those that are forgotten go by
     * themselves. Guarded by this.
     */
    private final Map<MemoryCursor, NavigableMap<byte[], byte[]>> logCursors = new WeakHashMap<>();

    private volatile boolean closed;

    public MemoryStore() {
        for (Family family : Family.values()) {
            families.put(family, newMap());
        }
    }

    private static NavigableMap<byte[], byte[]> newMap() {
        return new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    }

    @Override
    public byte[] get(Family family, byte[] key) {
        return family(family).get(key);
    }

    @Override
    public List<byte[]> multiGet(Family family, List<byte[]> keys) {
        NavigableMap<byte[], byte[]> map = family(family);
        List<byte[]> values = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            values.add(map.get(key));
        }
        return values;
    }

    @Override
    public synchronized void write(Batch batch, boolean sync) {
        for (Batch.Operation operation : batch.operations()) {
            NavigableMap<byte[], byte[]> map = family(operation.family());
            switch (operation) {
                case Batch.Put put -> {
                    keep(put.family(), put.key());
                    byte[] old = map.put(put.key(), put.value());
                    bytes.addAndGet(size(put.key(), put.value()));
                    forget(put.key(), old);
                }
                case Batch.Delete delete -> {
                    keep(delete.family(), delete.key());
                    forget(delete.key(), map.remove(delete.key()));
                }
                case Batch.DeleteRange range -> {
                    var doomed = map.subMap(range.lower(), range.upper());
                    doomed.keySet().forEach(key -> keep(range.family(), key));
                    doomed.forEach(this::forget);
                    doomed.clear();
                }
            }
        }
    }

    /** Lets cursors go on to show what is about to be replaced or deleted. */
    private void keep(Family family, byte[] key) {
        if (family != Family.LOG || logCursors.isEmpty()) {
            return;
        }
        byte[] value = families.get(family).get(key);
        if (value != null) {
            logCursors.values().forEach(replaced -> replaced.putIfAbsent(key, value));
        }
    }

    @Override
    public Cursor scan(Family family, byte[] lower, byte[] upper) {
        return cursor(family, map -> range(map, lower, upper));
    }

    @Override
    public Cursor scanDown(Family family, byte[] lower, byte[] upper) {
        return cursor(family, map -> range(map, lower, upper).descendingMap());
    }

    private Cursor cursor(Family family, UnaryOperator<NavigableMap<byte[], byte[]>> part) {
        NavigableMap<byte[], byte[]> map = family(family);
        return switch (family) {
            // Their pages belong together: a cursor shows them as they were when it was opened.
            case CHECKPOINT, BASES -> new MemoryCursor(this, copy(part.apply(map)), null);
            case LOG -> logCursor(map, part);
            case META, ROWS, EDGES, CATALOG -> new MemoryCursor(this, part.apply(map), null);
        };
    }

    private synchronized NavigableMap<byte[], byte[]> copy(NavigableMap<byte[], byte[]> map) {
        return new TreeMap<>(map);
    }

    private synchronized Cursor logCursor(
            NavigableMap<byte[], byte[]> map, UnaryOperator<NavigableMap<byte[], byte[]>> part) {
        NavigableMap<byte[], byte[]> replaced = newMap();
        MemoryCursor cursor = new MemoryCursor(this, part.apply(map), part.apply(replaced));
        logCursors.put(cursor, replaced);
        return cursor;
    }

    /** A cursor over the log is not told of anything any more. */
    synchronized void closed(MemoryCursor cursor) {
        logCursors.remove(cursor);
    }

    @Override
    public void sync() {
        requireOpen();
    }

    /** Nothing to do: what was deleted is gone. */
    @Override
    public void compact(Family family, byte[] lower, byte[] upper) {
        requireOpen();
    }

    @Override
    public long byteSize() {
        return bytes.get();
    }

    @Override
    public synchronized void close() {
        closed = true;
        families.values().forEach(Map::clear);
        bytes.set(0);
    }

    private static NavigableMap<byte[], byte[]> range(
            NavigableMap<byte[], byte[]> whole, byte[] lower, byte[] upper) {
        NavigableMap<byte[], byte[]> map = lower == null ? whole : whole.tailMap(lower, true);
        return upper == null ? map : map.headMap(upper, false);
    }

    private NavigableMap<byte[], byte[]> family(Family family) {
        requireOpen();
        return families.get(family);
    }

    void requireOpen() {
        if (closed) {
            throw new TidalException(
                    ErrorCode.CLOSED, "the in-memory store is closed; open a new one");
        }
    }

    private void forget(byte[] key, byte[] value) {
        if (value != null) {
            bytes.addAndGet(-size(key, value));
        }
    }

    private static long size(byte[] key, byte[] value) {
        return (long) key.length + value.length;
    }
}
