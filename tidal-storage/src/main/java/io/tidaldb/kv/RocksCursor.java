package io.tidaldb.kv;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * An iterator with the options and bounds it depends on: freeing those before it would crash the
 * process, so they share one life.
 */
final class RocksCursor implements Cursor {
    private final RocksStore store;
    private final String family;
    private final boolean up;
    private final Slice lower;
    private final Slice upper;
    private final ReadOptions options;
    private final RocksIterator iterator;
    private boolean started;
    private boolean sought;
    private boolean ended;
    private boolean freed;
    private byte[] key;
    private byte[] value;

    /** The caller holds a lease. */
    RocksCursor(
            RocksStore store,
            RocksDB db,
            ColumnFamilyHandle handle,
            String family,
            byte[] lower,
            byte[] upper,
            boolean up) {
        this.store = store;
        this.family = family;
        this.up = up;
        this.lower = lower == null ? null : new Slice(lower);
        this.upper = upper == null ? null : new Slice(upper);
        this.options = new ReadOptions();
        if (this.lower != null) {
            options.setIterateLowerBound(this.lower);
        }
        if (this.upper != null) {
            options.setIterateUpperBound(this.upper);
        }
        this.iterator = db.newIterator(handle, options);
    }

    @Override
    public boolean next() {
        store.leases().acquire();
        try {
            if (freed) {
                throw new TidalException(ErrorCode.CLOSED, "the cursor is closed");
            }
            if (!ended && move()) {
                key = iterator.key();
                value = iterator.value();
                return true;
            }
            ended = true;
            // An iterator also turns invalid when it cannot read on: that is no end.
            iterator.status();
            key = null;
            value = null;
            return false;
        } catch (RocksDBException e) {
            throw RocksStore.failure(e, "scanning " + family + " in " + store.place());
        } finally {
            store.leases().release();
        }
    }

    @Override
    public void seekFloor(byte[] floor) {
        store.leases().acquire();
        try {
            if (freed) {
                throw new TidalException(ErrorCode.CLOSED, "the cursor is closed");
            }
            iterator.seekForPrev(floor);
            if (!iterator.isValid()) {
                iterator.status();
                iterator.seekToFirst();
            }
            sought = true;
            ended = false;
        } catch (RocksDBException e) {
            throw RocksStore.failure(e, "scanning " + family + " in " + store.place());
        } finally {
            store.leases().release();
        }
    }

    private boolean move() {
        if (sought) {
            sought = false;
        } else if (up) {
            if (started) {
                iterator.next();
            } else {
                iterator.seekToFirst();
            }
        } else if (started) {
            iterator.prev();
        } else {
            iterator.seekToLast();
        }
        started = true;
        return iterator.isValid();
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public byte[] value() {
        return value;
    }

    @Override
    public void close() {
        if (!store.leases().tryAcquire()) {
            // The store is closed or closing, and frees its cursors itself.
            return;
        }
        try {
            free();
            store.closed(this);
        } finally {
            store.leases().release();
        }
    }

    /** Frees the native objects, the iterator first. */
    synchronized void free() {
        if (freed) {
            return;
        }
        freed = true;
        iterator.close();
        options.close();
        if (lower != null) {
            lower.close();
        }
        if (upper != null) {
            upper.close();
        }
    }
}
