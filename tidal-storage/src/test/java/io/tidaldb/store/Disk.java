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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A key-value store that outlives the stores over it and knows what of it a power failure keeps:
 * everything up to the last sync, and after that a beginning of what was written, of any length.
 * Every step of the write path and of recovery passes a {@link Watcher}.
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
        /** Pages of what expired events added up to, which no reader looks at yet. */
        BASE_PAGES,
        /** The manifest, with which a base counts. */
        BASE_MANIFEST,
        /** The log without what a base holds. */
        REWRITE_LOG,
        /** The note that this is done, or the deletion of a base that is not used. */
        TIDY_BASES,
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
        READ_BASES,
        READ_LOG,
        CLOSE
    }

    /** Watches the steps; what it throws happens at them. */
    interface Watcher {
        default void before(Step step) {}

        default void after(Step step) {}
    }

    /** Where a write waits until it is let through. */
    static final class Gate {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        void awaitEntry() {
            await(entered);
        }

        void open() {
            open.countDown();
        }

        private void pass() {
            entered.countDown();
            await(open);
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(10, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody came to the gate");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final MemoryStore contents = new MemoryStore();
    private final List<Batch> written = new ArrayList<>();
    private int synced;
    private volatile boolean off;
    private volatile Watcher watcher = new Watcher() {};

    private volatile Gate beforePages;

    void setWatcher(Watcher watcher) {
        this.watcher = watcher;
    }

    /** Holds the next pages of a checkpoint back. */
    Gate shutBeforePages() {
        beforePages = new Gate();
        return beforePages;
    }

    /** Lets the process come no further than to a step. */
    void endBefore(Step step) {
        Watcher watching = watcher;
        setWatcher(
                new Watcher() {
                    @Override
                    public void before(Step at) {
                        watching.before(at);
                        if (at == step) {
                            cutPower();
                            requirePower();
                        }
                    }

                    @Override
                    public void after(Step at) {
                        watching.after(at);
                    }
                });
    }

    synchronized boolean isEmpty() {
        return written.isEmpty();
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
        Gate gate = beforePages;
        if (step == Step.PAGES && gate != null) {
            gate.pass();
        }
        requirePower();
        watcher.before(step);
        put(batch, sync);
        watcher.after(step);
    }

    private static Step step(Batch batch) {
        boolean pages = false;
        boolean edges = false;
        if (batch.operations().stream().allMatch(o -> o.family() == Family.LOG)) {
            return Step.REWRITE_LOG;
        }
        if (batch.operations().stream().allMatch(o -> o.family() == Family.BASES)) {
            return baseStep(batch);
        }
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

    private static Step baseStep(Batch batch) {
        boolean pages = false;
        for (Batch.Operation operation : batch.operations()) {
            if (operation instanceof Batch.Put put) {
                if (put.key().length == SignalBase.key(0).length) {
                    return Step.BASE_MANIFEST;
                }
                pages |= put.key().length > 1;
            }
        }
        return pages ? Step.BASE_PAGES : Step.TIDY_BASES;
    }

    private static Step read(Family family) {
        return switch (family) {
            case META -> Step.READ_META;
            case LOG -> Step.READ_LOG;
            case ROWS -> Step.READ_ROWS;
            case EDGES -> Step.READ_EDGES;
            case CATALOG -> Step.READ_CATALOG;
            case CHECKPOINT -> Step.READ_CHECKPOINT;
            case BASES -> Step.READ_BASES;
        };
    }

    private void pass(Step step) {
        requirePower();
        watcher.before(step);
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
        watcher.after(Step.SYNC);
    }

    @Override
    public void compact(Family family, byte[] lower, byte[] upper) {
        requirePower();
        contents.compact(family, lower, upper);
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

    /** A cursor each of whose steps passes the watcher. */
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
        public void seekFloor(byte[] floor) {
            pass(step);
            cursor.seekFloor(floor);
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
