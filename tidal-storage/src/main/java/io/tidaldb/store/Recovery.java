package io.tidaldb.store;

import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.LogPlace;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.index.StoredGraphs;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.LogReader;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.table.Table;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * Rebuilds what is in memory from what is on disk: the definitions, then the rows, the edges, and
 * at last what follows from the log's events.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private static final int GARBAGE_PER_BATCH = 10_000;

    private final KeyValueStore store;
    private final StoreOptions options;
    private final RecoveryProgress progress;
    private long loadedEdges;
    private CheckpointLoad.Loaded checkpoint = CheckpointLoad.Loaded.nothing();
    private StoredGraphs graphs = StoredGraphs.NONE;
    private LogPlace end = LogPlace.BEGINNING;
    private RecoveryReport report;

    Recovery(KeyValueStore store, StoreOptions options, RecoveryListener listener) {
        this.store = store;
        this.options = options;
        this.progress = new RecoveryProgress(listener, options.directory());
    }

    /** The checkpoint that further ones build upon. */
    CheckpointLoad.Loaded checkpoint() {
        return checkpoint;
    }

    /** What that checkpoint has of indexes. */
    StoredGraphs graphs() {
        return graphs;
    }

    /** The place where the log ends, once it is loaded. */
    LogPlace end() {
        return end;
    }

    /** How it went; once indexes are recovered, too. */
    RecoveryReport report() {
        return report.withGraphs(graphs.refusals());
    }

    /**
     * Reads the last position of the log. Prepares an empty store, and migrates an older format.
     *
     * @throws TidalException FORMAT_TOO_NEW, or DATA_CORRUPTED
     */
    long lastPosition() {
        StoredFacts facts = StoredFacts.read(store, options.directory());
        if (facts == null) {
            store.write(
                    StoredFacts.begin()
                            .put(Family.META, MetaKeys.LAST_POSITION, new byte[Long.BYTES]),
                    true);
            return 0;
        }
        switch (facts.format()) {
            // The family of checkpoints was created when the database was opened; the log fills it
            // in time.
            case StoredFacts.FORMAT_WITHOUT_CHECKPOINTS -> store.write(StoredFacts.begin(), true);
            // The log says all that their checkpoints do, and more of whose items are marked.
            case StoredFacts.FORMAT_WITHOUT_COMMIT_TIMES,
                    StoredFacts.FORMAT_WITHOUT_INDEXES,
                    StoredFacts.FORMAT_WITH_COMMON_SETS ->
                    store.write(
                            StoredFacts.formatted().delete(Family.CHECKPOINT, Manifest.KEY), true);
            default -> {}
        }
        return facts.lastPosition();
    }

    /**
     * Rebuilds everything as of the log's last position, but for indexes.
     *
     * @param indexes take what of them is read on the way
     */
    Projections load(long lastPosition, StoreIndexes indexes) {
        refuseLogBeyond(store, lastPosition);
        Projections projections = Projections.empty().evolve(schema(store), store, options);
        SignalBase.loadAll(store, projections);
        long before = 0;
        for (Table table : projections.tables()) {
            long earlier = before;
            table.load(rows -> progress.at(RecoveryListener.Phase.ROWS, earlier + rows, -1));
            before += table.liveCount();
        }
        projections.tables().forEach(table -> countReferences(table, projections));
        projections.relationships().forEach(this::loadEdges);
        return count(projections, lastPosition, indexes);
    }

    /** Loads the checkpoint and counts the events after it; without one, all of them. */
    private Projections count(Projections projections, long lastPosition, StoreIndexes indexes) {
        String discarded = null;
        boolean damaged = false;
        Projections counting = projections;
        StoredGraphs stored = indexes.graphs(projections);
        try {
            checkpoint =
                    new CheckpointLoad(store, projections, lastPosition, stored, true)
                            .load(
                                    options.clock(),
                                    (done, total) ->
                                            progress.at(
                                                    RecoveryListener.Phase.CHECKPOINT,
                                                    done,
                                                    total));
            graphs = stored;
        } catch (CheckpointLoad.UnfitException e) {
            discarded = e.getMessage();
            LOG.info(
                    "{}: the checkpoint cannot be used, and the whole log is counted: {}",
                    options.directory(),
                    discarded);
        } catch (TidalException e) {
            if (e.code() != ErrorCode.DATA_CORRUPTED) {
                throw e;
            }
            discarded = e.getMessage();
            damaged = true;
            LOG.warn(
                    "{}: the checkpoint is damaged and not used; the whole log, which everything"
                            + " follows from, is counted instead. Check the disk, and the directory"
                            + " with verify. What was found: {}",
                    options.directory(),
                    discarded);
        }
        if (discarded != null) {
            counting = projections.uncounted(options);
        }
        if (damaged) {
            store.clear(Family.CHECKPOINT);
        } else if (checkpoint.number() == 0) {
            deletePages();
        }
        Replay replay = new Replay(store, counting, lastPosition);
        replay.from(
                checkpoint.position() + 1,
                options.clock(),
                (done, total) -> progress.at(RecoveryListener.Phase.LOG, done, total));
        rollUp(counting);
        long newestEvent = Math.max(checkpoint.place().newestEvent(), replay.newestEvent());
        end =
                new LogPlace(
                        lastPosition,
                        newestEvent,
                        lastCommitted(lastPosition, newestEvent),
                        checkpoint.place().logBytes() + replay.bytes());
        report =
                new RecoveryReport(
                        checkpoint.position(),
                        lastPosition,
                        replay.counted(),
                        progress.millis(),
                        discarded,
                        damaged,
                        List.of());
        LOG.info(
                "{}: open at position {} after {} ms: checkpoint of position {}, {} events"
                        + " counted after it",
                options.directory(),
                lastPosition,
                report.millis(),
                report.checkpointPosition(),
                report.replayedEvents());
        return counting;
    }

    /** Sums up for the creators of items what the items add up to. */
    private static void rollUp(Projections projections) {
        try (Lanes lanes = new Lanes(1)) {
            for (Projections.Signal signal : projections.signals()) {
                if (signal.owners() != null) {
                    lanes.run(
                            signal.definition().id(),
                            () -> signal.ledger().keepRolledUp(signal.owners()));
                }
            }
            lanes.finish();
        }
    }

    /** Deletes what is left of a checkpoint that is not used, so that the next begins anew. */
    private void deletePages() {
        try (Cursor cursor = store.scan(Family.CHECKPOINT, null, null)) {
            if (!cursor.next()) {
                return;
            }
        } catch (TidalException e) {
            // What cannot be read can still be deleted.
            LOG.debug("the checkpoint cannot be read", e);
            store.clear(Family.CHECKPOINT);
            return;
        }
        store.write(
                new Batch().deleteRange(Family.CHECKPOINT, new byte[] {0}, new byte[] {(byte) 255}),
                false);
    }

    /** The moment of the log's last commit; where it does not say so, the newest event's. */
    private long lastCommitted(long lastPosition, long newestEvent) {
        long committed = Long.MIN_VALUE;
        if (lastPosition > 0) {
            try (LogReader reader = new LogReader(store, lastPosition, lastPosition)) {
                committed = reader.next() ? reader.block().times().committed() : committed;
            }
        }
        return Math.max(0, committed == Long.MIN_VALUE ? newestEvent : committed);
    }

    static void refuseLogBeyond(KeyValueStore store, long lastPosition) {
        try (Cursor cursor = store.scanDown(Family.LOG, null, null)) {
            if (cursor.next()
                    && cursor.key().length == Long.BYTES
                    && ByteBuffer.wrap(cursor.key()).getLong() > lastPosition) {
                throw damaged(
                        Family.LOG,
                        cursor.key(),
                        "it lies beyond the last position, " + lastPosition);
            }
        }
    }

    static Schema schema(KeyValueStore store) {
        byte[] bytes = store.get(Family.CATALOG, MetaKeys.SCHEMA);
        try {
            return bytes == null ? Schema.EMPTY : SchemaCodec.decode(bytes);
        } catch (MalformedBytesException e) {
            throw damaged(Family.CATALOG, MetaKeys.SCHEMA, e.getMessage());
        }
    }

    private static void countReferences(Table table, Projections projections) {
        List<ColumnDefinition> columns = table.definition().columns();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).references() == ColumnDefinition.NO_REFERENCE) {
                continue;
            }
            Table target = projections.table(columns.get(i).references());
            Projections.Ownership ownership = projections.ownership(table, i);
            for (int ordinal = 0; ordinal < table.size(); ordinal++) {
                Object key = table.isLive(ordinal) ? table.value(ordinal, i) : null;
                if (key != null) {
                    int referenced = target.ordinal(key);
                    if (referenced < 0) {
                        throw damaged(
                                Family.ROWS,
                                table.encodedKey(ordinal),
                                "it refers to row "
                                        + key
                                        + " of "
                                        + target.definition().name()
                                        + ", which is not there");
                    }
                    target.references().add(referenced, 1);
                    if (ownership != null) {
                        ownership.owners().set(ordinal, referenced);
                    }
                }
            }
        }
    }

    private void loadEdges(Projections.Relationship relationship) {
        int id = relationship.definition().id();
        Table from = relationship.from();
        Table to = relationship.to();
        Batch garbage = new Batch();
        try (Cursor cursor =
                store.scan(Family.EDGES, EdgeKey.lowerBound(id), EdgeKey.lowerBound(id + 1))) {
            while (cursor.next()) {
                progress.at(RecoveryListener.Phase.EDGES, ++loadedEdges, -1);
                try {
                    Object[] ends =
                            EdgeKey.decode(cursor.key(), from.hasLongKey(), to.hasLongKey());
                    EdgeKey.Value value = EdgeKey.Value.decode(cursor.value());
                    int source = from.ordinal(ends[0]);
                    int target = to.ordinal(ends[1]);
                    if (source >= 0
                            && target >= 0
                            && from.bornAt(source) < value.position()
                            && to.bornAt(target) < value.position()) {
                        relationship.edges().put(source, target, value.weight(), value.at());
                    } else {
                        garbage.delete(Family.EDGES, cursor.key());
                    }
                } catch (MalformedBytesException e) {
                    throw damaged(Family.EDGES, cursor.key(), e.getMessage());
                }
                if (garbage.operations().size() == GARBAGE_PER_BATCH) {
                    store.write(garbage, false);
                    garbage = new Batch();
                }
            }
        }
        if (!garbage.operations().isEmpty()) {
            store.write(garbage, false);
        }
    }

    static TidalException damaged(Family family, byte[] key, String what) {
        return new TidalException(
                ErrorCode.DATA_CORRUPTED,
                "an entry is damaged (family "
                        + family.label()
                        + ", key "
                        + HexFormat.of().formatHex(key)
                        + "): "
                        + what
                        + ". Restore the directory from a backup.");
    }
}
