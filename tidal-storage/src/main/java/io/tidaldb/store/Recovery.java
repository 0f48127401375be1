package io.tidaldb.store;

import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.LogPlace;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
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
import java.util.UUID;

/**
 * Rebuilds what is in memory from what is on disk: the definitions, then the rows, the edges, and
 * at last what follows from the log's events.
 */
final class Recovery {
    /** The format of a directory's data. An older one would be migrated here. */
    static final int FORMAT = 3;

    /** The first format, without checkpoints and identity: those are added. */
    private static final int FORMAT_WITHOUT_CHECKPOINTS = 1;

    /** The second format, whose log blocks do not say when they were committed. */
    private static final int FORMAT_WITHOUT_COMMIT_TIMES = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private static final int GARBAGE_PER_BATCH = 10_000;

    private final KeyValueStore store;
    private final StoreOptions options;
    private final RecoveryProgress progress;
    private CheckpointLoad.Loaded checkpoint = CheckpointLoad.Loaded.nothing();
    private LogPlace end = LogPlace.BEGINNING;
    private RecoveryReport report;

    Recovery(KeyValueStore store, StoreOptions options, RecoveryListener listener) {
        this.store = store;
        this.options = options;
        this.progress = new RecoveryProgress(listener, options.directory());
    }

    /** Without anybody who is told how it goes on. */
    Recovery(KeyValueStore store, StoreOptions options) {
        this(store, options, (phase, done, total) -> {});
    }

    /** The checkpoint that further ones build upon. */
    CheckpointLoad.Loaded checkpoint() {
        return checkpoint;
    }

    /** The place where the log ends, once it is loaded. */
    LogPlace end() {
        return end;
    }

    RecoveryReport report() {
        return report;
    }

    /**
     * Reads the last position of the log, and prepares an empty store.
     *
     * @throws TidalException FORMAT_TOO_NEW, or DATA_CORRUPTED
     */
    long lastPosition() {
        byte[] format = store.get(Family.META, MetaKeys.FORMAT);
        byte[] position = store.get(Family.META, MetaKeys.LAST_POSITION);
        if (format == null) {
            if (position != null || !isEmpty()) {
                throw damaged(Family.META, MetaKeys.FORMAT, "it is missing");
            }
            store.write(
                    begun().put(Family.META, MetaKeys.LAST_POSITION, new byte[Long.BYTES]), true);
            return 0;
        }
        if (format.length != Integer.BYTES) {
            throw damaged(Family.META, MetaKeys.FORMAT, "it has " + format.length + " bytes");
        }
        int version = ByteBuffer.wrap(format).getInt();
        if (version > FORMAT) {
            throw new TidalException(
                    ErrorCode.FORMAT_TOO_NEW,
                    "the data in "
                            + options.directory()
                            + " have format "
                            + version
                            + ", this version of tidalDB reads up to "
                            + FORMAT
                            + "; open them with a newer version");
        }
        if (version < 1 || position == null || position.length != Long.BYTES) {
            throw damaged(Family.META, MetaKeys.LAST_POSITION, "it is missing or too short");
        }
        if (version == FORMAT_WITHOUT_CHECKPOINTS) {
            // The family was created when the database was opened; the log fills it in time.
            store.write(begun(), true);
            return ByteBuffer.wrap(position).getLong();
        }
        byte[] identity = store.get(Family.META, MetaKeys.IDENTITY);
        if (identity == null || identity.length != 2 * Long.BYTES) {
            throw damaged(Family.META, MetaKeys.IDENTITY, "it is missing or too short");
        }
        if (version == FORMAT_WITHOUT_COMMIT_TIMES) {
            // Blocks of both versions can be read; only older programs must be kept away.
            store.write(formatted(), true);
        }
        return ByteBuffer.wrap(position).getLong();
    }

    private static Batch formatted() {
        return new Batch()
                .put(
                        Family.META,
                        MetaKeys.FORMAT,
                        ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT).array());
    }

    private static Batch begun() {
        UUID identity = UUID.randomUUID();
        return formatted()
                .put(
                        Family.META,
                        MetaKeys.IDENTITY,
                        ByteBuffer.allocate(2 * Long.BYTES)
                                .putLong(identity.getMostSignificantBits())
                                .putLong(identity.getLeastSignificantBits())
                                .array());
    }

    private boolean isEmpty() {
        for (Family family : Family.values()) {
            try (Cursor cursor = store.scan(family, null, null)) {
                if (cursor.next()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Rebuilds everything as of the log's last position. */
    Projections load(long lastPosition) {
        refuseLogBeyond(lastPosition);
        Projections projections = Projections.empty().evolve(schema(), store, options);
        SignalBase.loadAll(store, projections);
        for (Table table : projections.tables()) {
            table.load(rows -> progress.at(RecoveryListener.Phase.ROWS, rows, -1));
        }
        projections.tables().forEach(table -> countReferences(table, projections));
        projections.relationships().forEach(this::loadEdges);
        return count(projections, lastPosition);
    }

    /** Loads the checkpoint and counts the events after it; without one, all of them. */
    private Projections count(Projections projections, long lastPosition) {
        String discarded = null;
        Projections counting = projections;
        try {
            checkpoint =
                    new CheckpointLoad(store, projections, lastPosition, true)
                            .load(
                                    options.clock(),
                                    pages ->
                                            progress.at(
                                                    RecoveryListener.Phase.CHECKPOINT, pages, -1));
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
            LOG.warn(
                    "{}: {}. It is not used: the whole log, which everything follows from, is"
                            + " counted instead. Check the disk, and the directory with verify.",
                    options.directory(),
                    discarded);
        }
        if (discarded != null) {
            counting = projections.uncounted(options);
        }
        if (checkpoint.number() == 0) {
            deletePages();
        }
        Replay replay = new Replay(store, counting, lastPosition);
        replay.from(
                checkpoint.position() + 1,
                options.clock(),
                position -> progress.at(RecoveryListener.Phase.LOG, position, lastPosition));
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
                        discarded);
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

    void refuseLogBeyond(long lastPosition) {
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

    Schema schema() {
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

    private static TidalException damaged(Family family, byte[] key, String what) {
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
