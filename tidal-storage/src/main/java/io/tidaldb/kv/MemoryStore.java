package io.tidaldb.kv;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps everything on the heap and forgets it when closed. It loads no native library. */
public final class MemoryStore implements KeyValueStore {
    private final Map<Family, NavigableMap<byte[], byte[]>> families = new EnumMap<>(Family.class);
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean closed;

    public MemoryStore() {
        for (Family family : Family.values()) {
            families.put(family, new ConcurrentSkipListMap<>(Arrays::compareUnsigned));
        }
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
                    byte[] old = map.put(put.key(), put.value());
                    bytes.addAndGet(size(put.key(), put.value()));
                    forget(put.key(), old);
                }
                case Batch.Delete delete -> forget(delete.key(), map.remove(delete.key()));
                case Batch.DeleteRange range -> {
                    var doomed = map.subMap(range.lower(), range.upper());
                    doomed.forEach(this::forget);
                    doomed.clear();
                }
            }
        }
    }

    @Override
    public Cursor scan(Family family, byte[] lower, byte[] upper) {
        return new MemoryCursor(range(family, lower, upper));
    }

    @Override
    public Cursor scanDown(Family family, byte[] lower, byte[] upper) {
        return new MemoryCursor(range(family, lower, upper).descendingMap());
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

    private NavigableMap<byte[], byte[]> range(Family family, byte[] lower, byte[] upper) {
        NavigableMap<byte[], byte[]> map = family(family);
        if (lower != null) {
            map = map.tailMap(lower, true);
        }
        map = upper == null ? map : map.headMap(upper, false);
        return switch (family) {
            // Their pages belong together: a cursor shows them as they were when it was opened.
            case CHECKPOINT, BASES -> copy(map);
            case META, LOG, ROWS, EDGES, CATALOG -> map;
        };
    }

    private synchronized NavigableMap<byte[], byte[]> copy(NavigableMap<byte[], byte[]> map) {
        return new TreeMap<>(map);
    }

    private NavigableMap<byte[], byte[]> family(Family family) {
        requireOpen();
        return families.get(family);
    }

    private void requireOpen() {
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

    private final class MemoryCursor implements Cursor {
        private final NavigableMap<byte[], byte[]> map;
        private Iterator<Map.Entry<byte[], byte[]>> entries;
        private Map.Entry<byte[], byte[]> entry;

        MemoryCursor(NavigableMap<byte[], byte[]> map) {
            this.map = map;
            this.entries = map.entrySet().iterator();
        }

        @Override
        public boolean next() {
            requireOpen();
            if (entries == null) {
                throw new TidalException(ErrorCode.CLOSED, "the cursor is closed");
            }
            entry = entries.hasNext() ? entries.next() : null;
            return entry != null;
        }

        @Override
        public void seekFloor(byte[] floor) {
            byte[] first = map.floorKey(floor);
            entries = (first == null ? map : map.tailMap(first, true)).entrySet().iterator();
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
        }
    }
}
