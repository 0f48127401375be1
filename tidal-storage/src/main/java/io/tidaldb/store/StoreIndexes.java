package io.tidaldb.store;

import io.tidaldb.index.IndexStorage;
import io.tidaldb.index.RowBlock;
import io.tidaldb.index.RowIndex;
import io.tidaldb.index.StoredGraphs;
import io.tidaldb.index.TableIndex;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.table.RowCursor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The indexes of a store's tables: opened with it, made while it is written to, closed with it. */
final class StoreIndexes {
    private static final Logger LOG = LoggerFactory.getLogger(StoreIndexes.class);

    private final KeyValueStore store;
    private final IndexStorage storage;

    /**
     * @param directory where those are that are on disk; null to have them all in memory
     */
    StoreIndexes(KeyValueStore store, Path directory) {
        this.store = store;
        byte[] identity = store.get(Family.META, MetaKeys.IDENTITY);
        this.storage = new IndexStorage(directory, HexFormat.of().formatHex(identity));
    }

    /** Takes what a checkpoint has of them. */
    StoredGraphs graphs(Projections projections) {
        return storage.graphs(projections.indexes());
    }

    /**
     * Opens all, or makes them anew. Before there is a writer.
     *
     * @param loading has loaded everything else
     */
    void recover(Projections projections, Recovery loading, RecoveryProgress progress) {
        Set<Integer> ids = new HashSet<>();
        for (TableIndex index : projections.indexes()) {
            ids.add(index.definition().id());
            storage.recover(
                    index,
                    loading.end().position(),
                    loading.graphs(),
                    loading.checkpoint().position(),
                    rows -> progress.at(RecoveryListener.Phase.INDEXES, rows, -1));
        }
        storage.keepOnly(ids);
    }

    /** Ends those that other definitions do not have, and takes them off the disk. Writer only. */
    void schemaChanges(Projections before, Projections after) {
        Set<Integer> ids = new HashSet<>();
        for (IndexDefinition index : after.schema().indexes()) {
            ids.add(index.id());
        }
        for (TableIndex index : before.indexes()) {
            if (!ids.contains(index.definition().id())) {
                index.drop();
                if (!index.making().isLocked()) {
                    storage.tidy(index);
                }
            }
        }
    }

    /**
     * Makes an index, or makes it anew while the old one is searched, and returns when it is
     * complete. Rows are read by the calling thread and handed to the writer some at a time, so
     * other writers go on.
     *
     * @param writer takes what the writer is to do
     * @param interruption is run now and then, and ends it by what it throws; the old one stays
     */
    void build(
            TableIndex index,
            Consumer<Request> writer,
            Supplier<Long> position,
            Runnable interruption) {
        CancellableLock.lock(index.making(), interruption);
        try {
            make(index, writer, interruption);
            commit(List.of(index), position.get());
        } finally {
            tidy(index, writer);
            index.making().unlock();
        }
    }

    /** Deletes what the making left, by the writer, who knows whether the store is still open. */
    private void tidy(TableIndex index, Consumer<Request> writer) {
        try {
            run(writer, () -> storage.tidy(index));
        } catch (RuntimeException e) {
            LOG.debug(
                    "files of index {} stay until the store is opened again",
                    index.definition().name(),
                    e);
        }
    }

    private void make(TableIndex index, Consumer<Request> writer, Runnable interruption) {
        interruption.run();
        RowIndex empty = storage.create(index);
        try {
            run(writer, () -> index.begin(empty));
        } catch (RuntimeException | Error e) {
            empty.close();
            throw e;
        }
        try (RowCursor rows = index.scan()) {
            for (RowBlock block = RowBlock.next(rows); block != null; block = RowBlock.next(rows)) {
                interruption.run();
                RowBlock some = block;
                run(writer, () -> index.fill(some));
            }
            interruption.run();
            run(writer, index::finish);
        } catch (RuntimeException | Error e) {
            run(writer, index::abandon);
            throw e;
        }
    }

    /** Has the writer do something, and returns when it is done. */
    static void run(Consumer<Request> writer, Runnable action) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        writer.accept(new Request.Index(action, done));
        Store.await(done);
    }

    /**
     * Puts on disk what of indexes can be, so that they need not be made anew.
     *
     * @param position the last one that was applied when this is called, or an earlier one
     */
    void commit(Projections projections, long position) {
        commit(projections.indexes(), position);
    }

    private void commit(Collection<TableIndex> indexes, long position) {
        boolean synced = false;
        for (TableIndex index : indexes) {
            if (!storage.isOnDisk(index)) {
                continue;
            }
            try {
                if (!synced) {
                    // An index must not know rows that the log does not.
                    store.sync();
                    synced = true;
                }
                storage.commit(index, position);
            } catch (RuntimeException e) {
                LOG.warn(
                        "index {} could not be put on disk, which is tried again later; nothing is"
                                + " lost, but opening the store may take longer",
                        index.definition().name(),
                        e);
            }
        }
    }

    /** Ends all. After the writer. */
    void close(Projections projections) {
        projections.indexes().forEach(TableIndex::close);
        storage.close();
    }
}
