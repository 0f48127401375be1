package io.tidaldb.store;

import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.kv.MemoryStore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A key-value store that outlives the stores over it and knows what of it a power failure keeps:
 * everything up to the last sync, and after that a beginning of what was written, of any length.
 * Every step of the write path and of recovery passes its {@link Fault}.
 */
final class Disk implements KeyValueStore {
    /** What is asked of the disk, by what that means to the store. */
    enum Step {
        /** The first write to an empty disk, or the one that migrates an earlier format. */
        BEGIN,
        /** A commit group: log block, rows, edges, catalog. */
        LOG,
        /** Pages of a checkpoint, which no reader looks at yet. */
        PAGES,
        /** The manifest, with which a checkpoint counts. */
        MANIFEST,
        /** Deletion of what an unfinished checkpoint left, or one that is not used. */
        TIDY_CHECKPOINT,
        /** Deletion of edges that lead to rows that are gone. */
        TIDY_EDGES,
        SYNC,
        READ_META,
        READ_CATALOG,
        READ_ROWS,
        READ_EDGES,
        READ_CHECKPOINT,
        READ_LOG,
        CLOSE
    }

    /** What happens at a step: nothing, or it throws. */
    interface Fault {
        void before(Step step);

        void after(Step step);
    }

    static final Fault NONE =
            new Fault() {
                @Override
                public void before(Step step) {}

                @Override
                public void after(Step step) {}
            };

    private final MemoryStore contents = new MemoryStore();
    private final List<Batch> written = new ArrayList<>();
    private int synced;
    private volatile boolean off;
    private volatile Fault fault = NONE;

    void setFault(Fault fault) {
        this.fault = fault;
    }

    /** How many batches were written. */
    synchronized int written() {
        return written.size();
    }

    /** How many of them are sure to outlive a power failure. */
    synchronized int synced() {
        return synced;
    }

    /** From here on every call fails and changes nothing. */
    void cutPower() {
        off = true;
    }

    /** The disk after power came back, or after the process was started again. */
    synchronized Disk kept(int batches) {
        Disk kept = new Disk();
        written.subList(0, batches).forEach(batch -> kept.put(batch, true));
        return kept;
    }

    private synchronized void put(Batch batch, boolean sync) {
        requirePower();
        contents.write(batch, sync);
        written.add(batch);
        if (sync) {
            synced = written.size();
        }
    }

    private void requirePower() {
        if (off) {
            throw new TidalException(ErrorCode.INPUT_OUTPUT, "the disk has no power");
        }
    }

    @Override
    public void write(Batch batch, boolean sync) {
        Step step = step(batch);
        requirePower();
        fault.before(step);
        put(batch, sync);
        fault.after(step);
    }

    private static Step step(Batch batch) {
        boolean pages = false;
        boolean edges = false;
        for (Batch.Operation operation : batch.operations()) {
            if (operation.family() == Family.LOG) {
                return Step.LOG;
            }
            if (operation instanceof Batch.Put put) {
                if (put.family() == Family.META) {
                    if (Arrays.equals(put.key(), MetaKeys.FORMAT)) {
                        return Step.BEGIN;
                    }
                } else if (Arrays.equals(put.key(), Manifest.KEY)) {
                    return Step.MANIFEST;
                } else {
                    pages = true;
                }
            }
            edges |= operation.family() == Family.EDGES;
        }
        return pages ? Step.PAGES : edges ? Step.TIDY_EDGES : Step.TIDY_CHECKPOINT;
    }

    private static Step read(Family family) {
        return switch (family) {
            case META -> Step.READ_META;
            case LOG -> Step.READ_LOG;
            case ROWS -> Step.READ_ROWS;
            case EDGES -> Step.READ_EDGES;
            case CATALOG -> Step.READ_CATALOG;
            case CHECKPOINT -> Step.READ_CHECKPOINT;
        };
    }

    private void pass(Step step) {
        requirePower();
        fault.before(step);
    }

    @Override
    public byte[] get(Family family, byte[] key) {
        pass(read(family));
        return contents.get(family, key);
    }

    @Override
    public List<byte[]> multiGet(Family family, List<byte[]> keys) {
        pass(read(family));
        return contents.multiGet(family, keys);
    }

    @Override
    public Cursor scan(Family family, byte[] lower, byte[] upper) {
        return new Passing(read(family), contents.scan(family, lower, upper));
    }

    @Override
    public Cursor scanDown(Family family, byte[] lower, byte[] upper) {
        return new Passing(read(family), contents.scanDown(family, lower, upper));
    }

    @Override
    public void sync() {
        pass(Step.SYNC);
        synchronized (this) {
            requirePower();
            synced = written.size();
        }
        fault.after(Step.SYNC);
    }

    @Override
    public long byteSize() {
        return contents.byteSize();
    }

    /** Keeps everything for whoever opens it next. */
    @Override
    public void close() {
        pass(Step.CLOSE);
    }

    /** A cursor each of whose steps passes the fault. */
    private final class Passing implements Cursor {
        private final Step step;
        private final Cursor cursor;

        Passing(Step step, Cursor cursor) {
            this.step = step;
            this.cursor = cursor;
        }

        @Override
        public boolean next() {
            pass(step);
            return cursor.next();
        }

        @Override
        public byte[] key() {
            return cursor.key();
        }

        @Override
        public byte[] value() {
            return cursor.value();
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
