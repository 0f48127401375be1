package io.tidaldb.store;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.checkpoint.PageIndex;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.kv.TableFile;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;
import io.tidaldb.log.LogRecord;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.table.StoredRow;
import io.tidaldb.table.Table;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Looks at everything that a store has on disk, entry by entry, and notes what is wrong: files, log
 * blocks, rows, edges and pages, each by itself. It needs little memory and changes nothing, so a
 * store may be open and written to meanwhile: each family is seen as of one moment, and an entry
 * that is another one by the time it seems wrong is none.
 */
final class Walk {
    /** Takes all that is in the log, one after another. */
    interface LogVisitor {
        void section(LogBlock block, LogBlock.Section section, LogRecord record);
    }

    private final KeyValueStore store;
    private final Object place;
    private final Supplier<Projections> projections;
    private final Findings findings;
    private final VerificationListener listener;
    long position;

    /** The store's, in hexadecimal. */
    String identity = "";

    long events;
    long checkpointPosition;

    /** How much of each part was looked at. */
    final Map<String, Long> entries = new LinkedHashMap<>();

    /** The newest time of all events in the log; 0 for none. */
    long newestEvent;

    /**
     * @param place the store's directory, for messages
     * @param projections of the newest definitions, with tables that need not be filled
     */
    Walk(
            KeyValueStore store,
            Object place,
            Supplier<Projections> projections,
            Findings findings,
            VerificationListener listener) {
        this.store = store;
        this.place = place;
        this.projections = projections;
        this.findings = findings;
        this.listener = listener;
    }

    /**
     * Reads all files.
     *
     * @param current those that the database uses now
     */
    void files(Supplier<List<TableFile>> current) {
        List<TableFile> all = current.get();
        entries.put(VerificationReport.FILES, 0L);
        for (TableFile file : all) {
            listener.progress(
                    VerificationReport.FILES, count(VerificationReport.FILES), all.size());
            Optional<String> damage = file.damage();
            // A file that is used no more may be gone already.
            if (damage.isPresent() && current.get().contains(file)) {
                findings.note(VerificationReport.FILES, damage.get());
            }
        }
    }

    /** Reads the facts that the store keeps about itself, and with them how long its log is. */
    void facts() {
        StoredFacts facts = StoredFacts.read(store, place);
        position = facts == null ? 0 : facts.lastPosition();
        identity = facts == null ? "" : facts.identity();
    }

    /** Reads the definitions; null if they are damaged. */
    Schema catalog() {
        Schema[] schema = new Schema[1];
        findings.step(
                Family.CATALOG.label(),
                () -> {
                    schema[0] = Recovery.schema(store);
                    entries.put(
                            Family.CATALOG.label(),
                            (long) schema[0].tables().size()
                                    + schema[0].signals().size()
                                    + schema[0].relationships().size()
                                    + schema[0].profiles().size()
                                    + schema[0].indexes().size());
                });
        return schema[0];
    }

    /** Reads the log and all that is in it; false if some of it is damaged. */
    boolean log(LogVisitor visitor) {
        return findings.step(
                Family.LOG.label(),
                () -> {
                    facts();
                    long last = position;
                    entries.put(Family.LOG.label(), 0L);
                    try (LogReader reader = new LogReader(store, 1, last)) {
                        while (reader.next()) {
                            long reached = reader.block().position() + reader.block().count() - 1;
                            entries.put(Family.LOG.label(), reached);
                            listener.progress(Family.LOG.label(), reached, last);
                            for (LogBlock.Section section : reader.block().sections()) {
                                // Decoding is the check.
                                LogRecord record = reader.record(section);
                                if (record instanceof LogRecord.EventRun run) {
                                    events += run.count();
                                    newestEvent = Math.max(newestEvent, run.latest());
                                }
                                visitor.section(reader.block(), section, record);
                            }
                        }
                    }
                });
    }

    /** Reads all rows; false if some are damaged. */
    boolean rows() {
        return findings.step(
                Family.ROWS.label(),
                () -> {
                    Map<Integer, BitSet> ordinals = new HashMap<>();
                    entries.put(Family.ROWS.label(), 0L);
                    try (Cursor cursor = store.scan(Family.ROWS, null, null)) {
                        // Later than what the cursor sees, so that no row is of the future.
                        facts();
                        while (cursor.next()) {
                            listener.progress(Family.ROWS.label(), count(Family.ROWS.label()), -1);
                            try {
                                row(cursor.key(), cursor.value(), ordinals);
                            } catch (MalformedBytesException e) {
                                noteAt(Family.ROWS, cursor, e);
                            }
                        }
                    }
                });
    }

    private void row(byte[] key, byte[] value, Map<Integer, BitSet> ordinals) {
        Table table =
                key.length < Integer.BYTES
                        ? null
                        : projections.get().findTable(ByteBuffer.wrap(key).getInt());
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

    /**
     * Reads all edges; false if some are damaged. Edges to rows that are gone are no finding: they
     * are dropped when the store is opened.
     */
    boolean edges() {
        return findings.step(
                Family.EDGES.label(),
                () -> {
                    entries.put(Family.EDGES.label(), 0L);
                    try (Cursor cursor = store.scan(Family.EDGES, null, null)) {
                        facts();
                        while (cursor.next()) {
                            listener.progress(
                                    Family.EDGES.label(), count(Family.EDGES.label()), -1);
                            try {
                                edge(cursor.key(), cursor.value());
                            } catch (MalformedBytesException e) {
                                noteAt(Family.EDGES, cursor, e);
                            }
                        }
                    }
                });
    }

    private void edge(byte[] key, byte[] value) {
        int id = key.length < Integer.BYTES ? -1 : ByteBuffer.wrap(key).getInt();
        Projections.Relationship relationship =
                projections.get().relationships().stream()
                        .filter(r -> r.definition().id() == id)
                        .findAny()
                        .orElseThrow(
                                () -> new MalformedBytesException("it belongs to no relationship"));
        EdgeKey.decode(key, relationship.from().hasLongKey(), relationship.to().hasLongKey());
        EdgeKey.Value edge = EdgeKey.Value.decode(value);
        if (edge.position() > position) {
            throw new MalformedBytesException(
                    "it was made at " + edge.position() + " of " + position);
        }
    }

    /** Reads the checkpoint's pages; false if more than graphs of vectors is damaged. */
    boolean checkpoint() {
        GraphDamage graphs = new GraphDamage();
        boolean isSound =
                findings.step(
                        Family.CHECKPOINT.label(),
                        () -> {
                            entries.put(Family.CHECKPOINT.label(), 0L);
                            try (Cursor cursor = store.scan(Family.CHECKPOINT, null, null)) {
                                // The manifest comes first; without one, pages are of none that
                                // counts.
                                if (cursor.next() && Arrays.equals(cursor.key(), Manifest.KEY)) {
                                    checkpoint(cursor, graphs);
                                }
                            }
                        });
        graphs.found.forEach(
                (index, what) ->
                        findings.note(
                                VerificationReport.INDEX + name(index),
                                "its graph in the checkpoint is damaged, and made anew when the"
                                        + " store is opened: "
                                        + what));
        return isSound;
    }

    private void checkpoint(Cursor cursor, GraphDamage graphs) {
        facts();
        Manifest manifest = CheckpointPages.manifest(cursor.value(), position);
        checkpointPosition = manifest.position();
        PageIndex index =
                CheckpointPages.read(
                        cursor,
                        manifest,
                        graphs,
                        unfinished -> {},
                        (done, total) -> listener.progress(Family.CHECKPOINT.label(), done, total));
        CheckpointPages.requireAll(index, manifest, graphs);
    }

    /** Counts pages, and keeps the first that is wrong with each graph. */
    private final class GraphDamage implements CheckpointPages.Visitor {
        final Map<Integer, String> found = new TreeMap<>();

        @Override
        public void page(PageId id, byte[] key, byte[] value) {
            count(Family.CHECKPOINT.label());
        }

        @Override
        public void graphDamaged(int index, byte[] key, String what) {
            found.putIfAbsent(
                    index,
                    key == null ? what : "key " + HexFormat.of().formatHex(key) + ": " + what);
        }
    }

    private String name(int index) {
        return projections.get().schema().indexes().stream()
                .filter(one -> one.id() == index)
                .map(IndexDefinition::name)
                .findAny()
                .orElse("of id " + index + ", which was dropped");
    }

    /** Compares a row of an index's table after another. */
    @FunctionalInterface
    interface IndexWalk {
        /**
         * @param progress is told how many rows were read
         * @param found takes a sentence for each difference
         * @return how many rows were read; -1 if there was nothing to compare them with
         */
        long compare(IntConsumer progress, Consumer<String> found);
    }

    /** Compares an index with the rows. */
    void index(IndexDefinition index, IndexWalk walk) {
        String part = VerificationReport.INDEX + index.name();
        findings.step(
                part,
                () -> {
                    long rows =
                            walk.compare(
                                    done -> listener.progress(part, done, -1),
                                    found -> findings.note(part, found));
                    if (rows >= 0) {
                        entries.put(part, rows);
                    }
                });
    }

    /** How many edges were looked at. */
    long edgeCount() {
        return entries.get(Family.EDGES.label());
    }

    private long count(String part) {
        return entries.merge(part, 1L, Long::sum);
    }

    private void noteAt(Family family, Cursor cursor, MalformedBytesException e) {
        if (Arrays.equals(store.get(family, cursor.key()), cursor.value())) {
            findings.noteAt(family, cursor.key(), e.getMessage());
        }
    }
}
