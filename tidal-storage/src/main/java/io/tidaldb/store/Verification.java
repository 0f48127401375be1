package io.tidaldb.store;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.kv.RocksStore;
import io.tidaldb.ledger.EventIds;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;
import io.tidaldb.log.LogRecord;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.table.StoredRow;
import io.tidaldb.table.Table;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Walks through a directory that no store has open, without changing it, and notes what is wrong:
 * the files' checksums; every log block, its checksum and that none is missing; every row, its key
 * and what it refers to; every edge; and whether the checkpoint and the log after it give what the
 * whole log gives.
 */
final class Verification {
    private static final int MAX_FINDINGS = 1000;
    private static final long MEMORY_BYTES = 32L << 20;

    private final KeyValueStore store;
    private final StoreOptions options;
    private final List<VerificationReport.Finding> findings = new ArrayList<>();
    private long position;
    private long events;
    private long rows;
    private long edges;
    private long checkpointPosition;

    /** The newest time of all events in the log; 0 for none. */
    private long newestEvent;

    /**
     * @param options whose directory the store is in
     */
    Verification(KeyValueStore store, StoreOptions options) {
        this.store = store;
        this.options = options;
    }

    static VerificationReport of(Path directory, Path walDirectory) {
        try (StoreDirectory files = StoreDirectory.openExisting(directory, walDirectory);
                RocksStore store = RocksStore.openReadOnly(files.rocksOptions(MEMORY_BYTES))) {
            Verification verification = new Verification(store, StoreOptions.at(directory));
            verification.step("files", store::verifyChecksums);
            return verification.run();
        } catch (TidalException e) {
            if (e.code() != ErrorCode.DATA_CORRUPTED) {
                throw e;
            }
            return new VerificationReport(
                    0,
                    0,
                    0,
                    0,
                    0,
                    List.of(new VerificationReport.Finding("files", e.getMessage())));
        }
    }

    /** Walks through all families. */
    VerificationReport run() {
        boolean meta =
                step(
                        Family.META.label(),
                        () -> position = new Recovery(store, options).lastPosition());
        Schema[] schema = new Schema[1];
        boolean catalog =
                step(
                        Family.CATALOG.label(),
                        () -> schema[0] = new Recovery(store, options).schema());
        if (meta && catalog) {
            Projections projections = Projections.empty().evolve(schema[0], store, options);
            boolean bases =
                    step(Family.BASES.label(), () -> SignalBase.loadAll(store, projections));
            boolean log = step(Family.LOG.label(), () -> walkLog(projections));
            int before = findings.size();
            boolean walked = step(Family.ROWS.label(), () -> walkRows(projections));
            boolean loaded =
                    walked
                            && findings.size() == before
                            && step(
                                    Family.ROWS.label(),
                                    () -> projections.tables().forEach(Table::load));
            if (loaded) {
                step(Family.ROWS.label(), () -> walkReferences(projections));
                step(Family.EDGES.label(), () -> walkEdges(projections));
            }
            bases = bases && loaded && step(Family.BASES.label(), () -> readBases(projections));
            if (bases && log) {
                step(Family.CHECKPOINT.label(), () -> compareCheckpoint(projections));
            }
        }
        return new VerificationReport(position, events, rows, edges, checkpointPosition, findings);
    }

    private boolean step(String family, Runnable step) {
        try {
            step.run();
            return true;
        } catch (TidalException | MalformedBytesException e) {
            note(family, e.getMessage());
            return false;
        }
    }

    private void note(String family, String problem) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(new VerificationReport.Finding(family, problem));
        }
    }

    private void noteAt(Family family, byte[] key, String problem) {
        note(family.label(), "key " + HexFormat.of().formatHex(key) + ": " + problem);
    }

    private void walkLog(Projections projections) {
        new Recovery(store, options).refuseLogBeyond(position);
        Map<Integer, Long> expired = new HashMap<>();
        try (LogReader reader = new LogReader(store, 1, position)) {
            while (reader.next()) {
                for (LogBlock.Section section : reader.block().sections()) {
                    // Decoding is the check.
                    if (reader.record(section) instanceof LogRecord.EventRun run) {
                        events += run.count();
                        newestEvent = Math.max(newestEvent, run.latest());
                    }
                    countExpired(projections, reader.block(), section, expired);
                }
            }
        }
        for (Projections.Signal signal : projections.signals()) {
            SignalBase base = signal.expiry().base();
            long entries = expired.getOrDefault(signal.definition().id(), 0L);
            if (base != null && base.entries() != entries) {
                noteAt(
                        Family.BASES,
                        SignalBase.key(signal.definition().id()),
                        "it is of " + base.entries() + " entries of the log, which had " + entries);
            }
        }
    }

    /** Counts what a base must hold, be it still there or not. */
    private static void countExpired(
            Projections projections,
            LogBlock block,
            LogBlock.Section section,
            Map<Integer, Long> expired) {
        for (Projections.Signal signal : projections.signals()) {
            if (Retention.isOf(signal, block, section)) {
                if (section.tag() == LogBlock.EXPIRED) {
                    signal.expiry().requireHeld(section, Long.MAX_VALUE);
                }
                if (section.position() <= signal.expiry().position()) {
                    expired.merge(signal.definition().id(), (long) section.count(), Long::sum);
                }
            }
        }
    }

    private void readBases(Projections projections) {
        for (Projections.Signal signal : projections.signals()) {
            SignalBase base = signal.expiry().base();
            if (base != null) {
                base.restore(
                        signal,
                        new SignalLedger(signal.definition()),
                        new EventIds(options.rememberedEventIds()),
                        null);
            }
        }
    }

    private void walkRows(Projections projections) {
        Map<Integer, BitSet> ordinals = new HashMap<>();
        try (Cursor cursor = store.scan(Family.ROWS, null, null)) {
            while (cursor.next()) {
                rows++;
                try {
                    walkRow(cursor.key(), cursor.value(), projections, ordinals);
                } catch (MalformedBytesException e) {
                    noteAt(Family.ROWS, cursor.key(), e.getMessage());
                }
            }
        }
    }

    private void walkRow(
            byte[] key, byte[] value, Projections projections, Map<Integer, BitSet> ordinals) {
        Table table =
                key.length < Integer.BYTES
                        ? null
                        : projections.findTable(ByteBuffer.wrap(key).getInt());
        if (table == null) {
            throw new MalformedBytesException("it belongs to no table");
        }
        ByteReader in = new ByteReader(value);
        StoredRow.Header header = StoredRow.header(in);
        Object[] row = table.codec().decode(in, null);
        if (in.remaining() != 0) {
            throw new MalformedBytesException("it has " + in.remaining() + " bytes too many");
        }
        if (!Arrays.equals(key, table.rowKey().of(row, header.bornAt()))) {
            throw new MalformedBytesException("its key is not that of its values");
        }
        if (header.bornAt() > header.modifiedAt() || header.modifiedAt() > position) {
            throw new MalformedBytesException(
                    "it was inserted at "
                            + header.bornAt()
                            + " and changed at "
                            + header.modifiedAt()
                            + " of "
                            + position);
        }
        BitSet used = ordinals.computeIfAbsent(table.definition().id(), id -> new BitSet());
        if (header.ordinal() < 0 || used.get(header.ordinal())) {
            throw new MalformedBytesException(
                    "its ordinal, " + header.ordinal() + ", is that of another row");
        }
        used.set(header.ordinal());
    }

    private void walkReferences(Projections projections) {
        for (Table table : projections.tables()) {
            List<ColumnDefinition> columns = table.definition().columns();
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).references() == ColumnDefinition.NO_REFERENCE) {
                    continue;
                }
                Table target = projections.table(columns.get(i).references());
                for (int ordinal = 0; ordinal < table.size(); ordinal++) {
                    Object key = table.isLive(ordinal) ? table.value(ordinal, i) : null;
                    if (key != null && target.ordinal(key) < 0) {
                        noteAt(
                                Family.ROWS,
                                table.encodedKey(ordinal),
                                "it refers to row "
                                        + key
                                        + " of "
                                        + target.definition().name()
                                        + ", which is not there");
                    }
                }
            }
        }
    }

    /** Edges to rows that are gone are no finding: they are dropped when the store is opened. */
    private void walkEdges(Projections projections) {
        try (Cursor cursor = store.scan(Family.EDGES, null, null)) {
            while (cursor.next()) {
                edges++;
                try {
                    byte[] key = cursor.key();
                    int id = key.length < Integer.BYTES ? -1 : ByteBuffer.wrap(key).getInt();
                    Projections.Relationship relationship =
                            projections.relationships().stream()
                                    .filter(r -> r.definition().id() == id)
                                    .findAny()
                                    .orElseThrow(
                                            () ->
                                                    new MalformedBytesException(
                                                            "it belongs to no relationship"));
                    EdgeKey.decode(
                            key, relationship.from().hasLongKey(), relationship.to().hasLongKey());
                    EdgeKey.Value.decode(cursor.value());
                } catch (MalformedBytesException e) {
                    noteAt(Family.EDGES, cursor.key(), e.getMessage());
                }
            }
        }
    }

    private void compareCheckpoint(Projections projections) {
        Projections loaded = projections.uncounted(options);
        CheckpointLoad.Loaded checkpoint;
        try {
            checkpoint = new CheckpointLoad(store, loaded, position, false).load(null, pages -> {});
        } catch (CheckpointLoad.UnfitException e) {
            // It is undamaged; opening counts the log instead.
            return;
        }
        checkpointPosition = checkpoint.position();
        if (checkpoint.number() == 0) {
            return;
        }
        // Not before any event, as the value of one that lies far ahead has no limit.
        long moment = newestEvent;
        for (Projections.Signal signal : loaded.signals()) {
            SignalBase base = signal.expiry().base();
            long newest = base == null ? moment : base.manifest().place().newestEvent();
            moment = Math.max(moment, newest);
        }
        for (Projections.Signal signal : loaded.signals()) {
            moment = Math.max(moment, signal.ledger().moment());
        }
        StoreClock clock = new StoreClock.FixedClock(moment);
        new Replay(store, loaded, position).from(checkpoint.position() + 1, clock, p -> {});
        Projections replayed = projections.uncounted(options);
        new Replay(store, replayed, position).from(1, clock, p -> {});
        new Comparison(loaded, replayed, moment)
                .run((place, problem) -> note(Family.CHECKPOINT.label(), place + ": " + problem));
    }
}
