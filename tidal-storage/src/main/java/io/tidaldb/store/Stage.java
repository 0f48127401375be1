package io.tidaldb.store;

import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogRecord;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A commit group in the making. Write sets are checked one after another against what is applied
 * and what the group's earlier sets stage; one that fails leaves no trace, so nothing ever needs to
 * be undone.
 */
final class Stage {
    private final KeyValueStore store;
    private final StoreOptions options;
    private final WriteLimits limits;
    private final long firstPosition;
    private final Overlay overlay = new Overlay(null);
    private final List<LogRecord> records = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final Batch batch = new Batch();
    private Projections projections;
    private long nextPosition;
    private long blockBytes;

    Stage(
            KeyValueStore store,
            StoreOptions options,
            WriteLimits limits,
            Projections projections,
            long firstPosition) {
        this.store = store;
        this.options = options;
        this.limits = limits;
        this.projections = projections;
        this.firstPosition = firstPosition;
        this.nextPosition = firstPosition;
    }

    /**
     * Adds a write set to the group.
     *
     * @return the position of its last entry, or of the one before it if it has none
     * @throws io.tidaldb.error.TidalException if it cannot be accepted; the group is unchanged then
     */
    long add(WriteSet writes) {
        SetStage set =
                new SetStage(
                        new Overlay(overlay), projections, nextPosition, limits, store, options);
        set.run(writes);
        projections = set.projections();
        nextPosition = set.nextPosition();
        records.addAll(set.records());
        changes.addAll(set.changes());
        set.operations().forEach(batch.operations()::add);
        set.overlay().merge();
        return nextPosition - 1;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    /**
     * Everything of the group in one batch: log block, rows, edges, catalog, last position.
     *
     * @param committed the store's moment
     */
    Batch batch(long committed) {
        byte[] block = LogBlock.encode(firstPosition, committed, limits.followsEvents(), records);
        blockBytes = block.length;
        batch.put(Family.LOG, LogBlock.key(firstPosition), block);
        batch.put(
                Family.META,
                MetaKeys.LAST_POSITION,
                ByteBuffer.allocate(Long.BYTES).putLong(lastPosition()).array());
        return batch;
    }

    /** How long the log block is, once {@link #batch} was called. */
    long blockBytes() {
        return blockBytes;
    }

    /** What to do to memory once the batch is written. */
    List<Change> changes() {
        return changes;
    }

    Overlay overlay() {
        return overlay;
    }

    long lastPosition() {
        return nextPosition - 1;
    }
}
