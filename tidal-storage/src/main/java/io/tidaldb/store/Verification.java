package io.tidaldb.store;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.index.IndexStorage;
import io.tidaldb.index.StoredGraphs;
import io.tidaldb.index.TableIndex;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.kv.RocksOptions;
import io.tidaldb.kv.RocksStore;
import io.tidaldb.kv.TableFile;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.table.Table;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Verifies a directory that no store has open, without changing it: walks over all that is there,
 * and then, if that is undamaged, fills tables and ledgers as opening would and compares: that
 * every reference leads to a row; that rows, edges and definitions are those that the log tells of;
 * and that the checkpoint and the log after it give what the whole log gives.
 */
final class Verification {
    private static final long MEMORY_BYTES = 32L << 20;

    private final KeyValueStore store;
    private final StoreOptions options;
    private final VerificationListener listener;
    private final Findings findings = new Findings();
    private final Walk walk;
    private Projections projections;
    private BaseVerification bases;

    /** Null where none are on disk beside the store. */
    private final Path texts;

    private boolean compared;

    /**
     * @param options whose directory the store is in
     */
    Verification(KeyValueStore store, StoreOptions options, VerificationListener listener) {
        this(store, options, null, listener);
    }

    private Verification(
            KeyValueStore store, StoreOptions options, Path texts, VerificationListener listener) {
        this.texts = texts;
        this.store = store;
        this.options = options;
        this.listener = listener;
        this.walk = new Walk(store, options.directory(), () -> projections, findings, listener);
    }

    /**
     * Verifies a directory, which is locked meanwhile.
     *
     * @param walDirectory where the write-ahead log is, or null for where it was last
     * @param cacheDirectory where the cache is, or null for its usual place
     */
    static VerificationReport of(
            Path directory, Path walDirectory, Path cacheDirectory, VerificationListener listener) {
        try (StoreDirectory files =
                StoreDirectory.openExisting(directory, walDirectory, cacheDirectory)) {
            return of(files.rocksOptions(MEMORY_BYTES), directory, files.texts(), listener);
        }
    }

    /** Verifies a directory that nobody else knows of. */
    static VerificationReport of(
            DirectoryLayout layout, Path walDirectory, VerificationListener listener) {
        return of(
                new RocksOptions(layout.database(), walDirectory, MEMORY_BYTES),
                layout.root(),
                layout.texts(),
                listener);
    }

    private static VerificationReport of(
            RocksOptions how, Path directory, Path texts, VerificationListener listener) {
        try (RocksStore store = RocksStore.openReadOnly(how)) {
            Verification verification =
                    new Verification(store, StoreOptions.at(directory), texts, listener);
            verification.walk.files(store::tableFiles);
            return verification.run();
        } catch (TidalException e) {
            if (e.code() != ErrorCode.DATA_CORRUPTED) {
                throw e;
            }
            return unopened(how.directory(), e);
        }
    }

    /**
     * Walks over what an open store has on disk, without comparing any of it with the log, and
     * compares its indexes with the rows.
     *
     * @param position up to which the log is applied
     * @param settle returns when all that was written before has been applied
     */
    static VerificationReport ofOpen(
            KeyValueStore store,
            RocksStore rocks,
            Path directory,
            Supplier<Projections> definitions,
            LongSupplier position,
            Runnable settle,
            VerificationListener listener) {
        Findings findings = new Findings();
        Walk walk = new Walk(store, directory, definitions, findings, listener);
        walk.files(rocks::tableFiles);
        walk.catalog();
        walk.log((block, section, record) -> {});
        walk.rows();
        walk.edges();
        walk.checkpoint();
        for (TableIndex index : definitions.get().indexes()) {
            walk.index(
                    index.definition(),
                    (progress, found) -> index.compare(position, settle, progress, found));
        }
        return report(walk, false, findings);
    }

    private static VerificationReport report(Walk walk, boolean compared, Findings findings) {
        return new VerificationReport(
                walk.position,
                walk.entries,
                walk.events,
                walk.checkpointPosition,
                compared,
                findings.list());
    }

    /** Without a list of its files, a database can only be looked at file by file. */
    private static VerificationReport unopened(Path database, TidalException e) {
        Findings findings = new Findings();
        findings.note(VerificationReport.FILES, e.getMessage());
        List<TableFile> files = TableFile.in(database);
        for (TableFile file : files) {
            file.damage().ifPresent(d -> findings.note(VerificationReport.FILES, d));
        }
        return new VerificationReport(
                0,
                Map.of(VerificationReport.FILES, (long) files.size()),
                0,
                0,
                false,
                findings.list());
    }

    /** Walks through all families and compares what can be compared. */
    VerificationReport run() {
        boolean facts = findings.step(Family.META.label(), walk::facts);
        Schema schema = walk.catalog();
        if (facts && schema != null) {
            projections = Projections.empty().evolve(schema, store, options);
            bases = new BaseVerification(store, projections, options, findings);
            boolean based = bases.load();
            boolean log =
                    findings.step(
                                    Family.LOG.label(),
                                    () -> Recovery.refuseLogBeyond(store, walk.position))
                            && walk.log(bases)
                            && bases.compareEntries();
            boolean rows = walk.rows();
            boolean edges = walk.edges();
            boolean checkpoint = walk.checkpoint();
            if (based && log && rows && edges && checkpoint) {
                compare();
            }
        }
        return report(walk, compared, findings);
    }

    private void compare() {
        boolean loaded =
                findings.step(
                        Family.ROWS.label(),
                        () -> {
                            projections.tables().forEach(Table::load);
                            compareReferences();
                        });
        if (loaded) {
            compared =
                    findings.step(
                            Family.LOG.label(),
                            () ->
                                    new LogComparison(store, projections, findings, listener)
                                            .run(walk.position, walk.edgeCount()));
            try (IndexStorage storage = new IndexStorage(texts, walk.identity)) {
                compareIndexes(storage, compareCheckpoint(storage));
            }
        }
    }

    /** The graphs of vectors that a checkpoint has, and the position that it stands for. */
    private record Graphs(StoredGraphs stored, long captured) {}

    private Graphs compareCheckpoint(IndexStorage storage) {
        StoredGraphs graphs = storage.graphs(projections.indexes());
        long[] captured = new long[1];
        if (bases.read()) {
            findings.step(Family.CHECKPOINT.label(), () -> captured[0] = compareCheckpoint(graphs));
        }
        return captured[0] == 0
                ? new Graphs(StoredGraphs.NONE, 0)
                : new Graphs(graphs, captured[0]);
    }

    private void compareIndexes(IndexStorage storage, Graphs graphs) {
        for (TableIndex index : projections.indexes()) {
            walk.index(
                    index.definition(),
                    (progress, found) ->
                            storage.compareStored(
                                    index,
                                    walk.position,
                                    graphs.stored,
                                    graphs.captured,
                                    progress,
                                    found));
        }
    }

    private void compareReferences() {
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
                        findings.noteAt(
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

    /** Returns the position of a checkpoint that can be used; 0 if there is none. */
    private long compareCheckpoint(StoredGraphs graphs) {
        long position = walk.position;
        Projections loaded = projections.uncounted(options);
        CheckpointLoad.Loaded checkpoint;
        try {
            checkpoint =
                    new CheckpointLoad(store, loaded, position, graphs, false)
                            .load(null, Advance.SILENT);
        } catch (CheckpointLoad.UnfitException e) {
            // It is undamaged; opening counts the log instead.
            return 0;
        }
        if (checkpoint.number() == 0) {
            return 0;
        }
        // Not before any event, as the value of one that lies far ahead has no limit.
        long moment = Math.max(walk.newestEvent, bases.newestEvent());
        for (Projections.Signal signal : loaded.signals()) {
            moment = Math.max(moment, signal.ledger().moment());
        }
        StoreClock clock = new StoreClock.FixedClock(moment);
        Replay after = new Replay(store, loaded, position);
        after.from(checkpoint.position() + 1, clock, Advance.SILENT);
        Projections replayed = projections.uncounted(options);
        Replay whole = new Replay(store, replayed, position);
        whole.from(
                1,
                clock,
                (done, total) -> listener.progress("checkpoint with the log", done, total));
        long newest = checkpoint.place().newestEvent();
        if (Math.max(newest, after.newestEvent())
                != Math.max(whole.newestEvent(), bases.newestEvent())) {
            findings.note(
                    Family.CHECKPOINT.label(),
                    "the newest event is at " + newest + ", by the log at " + whole.newestEvent());
        }
        new Comparison(loaded, replayed, moment, bases.magnitudes())
                .run(
                        (place, problem) ->
                                findings.note(Family.CHECKPOINT.label(), place + ": " + problem));
        new EventIdComparison(store, loaded, findings).run(position);
        return checkpoint.position();
    }
}
