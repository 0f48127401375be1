package io.tidaldb.store;

import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;

import java.util.List;

/** Passes everything on; tests override what they want to watch or to break. */
class FrontedStore implements KeyValueStore {
    private final KeyValueStore store;

    FrontedStore(KeyValueStore store) {
        this.store = store;
    }

    @Override
    public byte[] get(Family family, byte[] key) {
        return store.get(family, key);
    }

    @Override
    public List<byte[]> multiGet(Family family, List<byte[]> keys) {
        return store.multiGet(family, keys);
    }

    @Override
    public void write(Batch batch, boolean sync) {
        store.write(batch, sync);
    }

    @Override
    public Cursor scan(Family family, byte[] lower, byte[] upper) {
        return store.scan(family, lower, upper);
    }

    @Override
    public Cursor scanDown(Family family, byte[] lower, byte[] upper) {
        return store.scanDown(family, lower, upper);
    }

    @Override
    public void sync() {
        store.sync();
    }

    @Override
    public void compact(Family family, byte[] lower, byte[] upper) {
        store.compact(family, lower, upper);
    }

    @Override
    public long byteSize() {
        return store.byteSize();
    }

    @Override
    public void close() {
        store.close();
    }
}
