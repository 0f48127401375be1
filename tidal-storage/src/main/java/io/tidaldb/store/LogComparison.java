package io.tidaldb.store;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.log.LogBlock;
import io.tidaldb.log.LogReader;
import io.tidaldb.log.LogRecord;
import io.tidaldb.table.StoredRow;
import io.tidaldb.table.Table;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the rows, the edges and the definitions on disk with what the log says of them, in one
 * pass over the log. What is on disk names the log position of its last change: there the log must
 * say the same, and nothing of it later; and what the log says must be there.
 */
final class LogComparison {
    /** Rows and edges are read in as many at a time. */
    private static final int READ_TOGETHER = 1000;

    private final KeyValueStore store;
    private final Projections projections;
    private final Findings findings;
    private final VerificationListener listener;

    /** What waits to be compared with what is stored under its key. */
    private final List<Change> waiting = new ArrayList<>();

    /** Keys that the log says are there and that are not, unless it takes that back later. */
    private final Map<ByteBuffer, Change> missing = new HashMap<>();

    private final Map<Integer, BitSet> born = new HashMap<>();
    private final Map<Integer, BitSet> current = new HashMap<>();
    private long confirmedEdges;
    private byte[] schema;

    /**
     * One entry of the log.
     *
     * @param record of a row or an edge
     */
    private record Change(Family family, byte[] key, long position, LogRecord record) {}

    /**
     * @param projections with their tables filled
     */
    LogComparison(
            KeyValueStore store,
            Projections projections,
            Findings findings,
            VerificationListener listener) {
        this.store = store;
        this.projections = projections;
        this.findings = findings;
        this.listener = listener;
    }

    /**
     * Runs it.
     *
     * @param last the log's last position
     * @param edges how many edges of relationships are stored
     */
    void run(long last, long edges) {
        try (LogReader reader = new LogReader(store, 1, last)) {
            while (reader.next()) {
                listener.progress("rows and edges with the log", reader.block().position(), last);
                for (LogBlock.Section section : reader.block().sections()) {
                    if (section.tag() != LogBlock.EVENTS
                            && section.tag() != LogBlock.RETRACTION
                            && section.tag() != LogBlock.EXPIRED) {
                        add(reader.record(section), section.position());
                    }
                }
            }
        }
        compareWaiting();
        byte[] stored = store.get(Family.CATALOG, MetaKeys.SCHEMA);
        if (!Arrays.equals(stored, schema)) {
            findings.note(
                    Family.CATALOG.label(), "the definitions are not those that the log ends with");
        }
        projections.tables().forEach(this::requireToldOf);
        missing.values().forEach(this::noteMissing);
        if (confirmedEdges < edges) {
            findings.note(
                    Family.EDGES.label(),
                    edges - confirmedEdges + " edges are there that the log does not tell of");
        }
    }

    private void add(LogRecord record, long position) {
        switch (record) {
            case LogRecord.RowPut put ->
                    await(Family.ROWS, put.table(), put.key(), position, record);
            case LogRecord.RowDelete delete ->
                    await(Family.ROWS, delete.table(), delete.key(), position, record);
            case LogRecord.EdgePut put ->
                    await(
                            Family.EDGES,
                            put.relationship(),
                            EdgeKey.encode(put.relationship(), put.from(), put.to()),
                            position,
                            record);
            case LogRecord.EdgeRemove remove ->
                    await(
                            Family.EDGES,
                            remove.relationship(),
                            EdgeKey.encode(remove.relationship(), remove.from(), remove.to()),
                            position,
                            record);
            case LogRecord.SchemaChange change -> schema = change.schema();
            case LogRecord.EventRun run -> throw new IllegalStateException("no row or edge");
            case LogRecord.Retraction other -> throw new IllegalStateException("no row or edge");
            case LogRecord.Expired other -> throw new IllegalStateException("no row or edge");
        }
    }

    /** Of what was dropped nothing is stored. */
    private void await(Family family, int object, byte[] key, long position, LogRecord record) {
        boolean kept =
                family == Family.ROWS
                        ? projections.findTable(object) != null
                        : projections.relationships().stream()
                                .anyMatch(r -> r.definition().id() == object);
        if (!kept) {
            return;
        }
        waiting.add(new Change(family, key, position, record));
        if (waiting.size() == READ_TOGETHER) {
            compareWaiting();
        }
    }

    private void compareWaiting() {
        for (Family family : List.of(Family.ROWS, Family.EDGES)) {
            List<Change> changes = waiting.stream().filter(c -> c.family == family).toList();
            List<byte[]> stored =
                    store.multiGet(family, changes.stream().map(Change::key).toList());
            for (int i = 0; i < stored.size(); i++) {
                compare(changes.get(i), stored.get(i));
            }
        }
        waiting.clear();
    }

    private void compare(Change change, byte[] stored) {
        switch (change.record) {
            case LogRecord.RowPut put -> compareRow(change, put, stored);
            case LogRecord.EdgePut put -> compareEdge(change, put, stored);
            case LogRecord.RowDelete delete -> {
                missing.remove(ByteBuffer.wrap(change.key));
                if (stored != null
                        && StoredRow.header(new ByteReader(stored)).bornAt() < change.position) {
                    note(change, "the log says that it was deleted");
                }
            }
            case LogRecord.EdgeRemove remove -> {
                missing.remove(ByteBuffer.wrap(change.key));
                if (stored != null && EdgeKey.Value.decode(stored).position() < change.position) {
                    note(change, "the log says that it was removed");
                }
            }
            case LogRecord.SchemaChange other -> throw new IllegalStateException("no key");
            case LogRecord.EventRun other -> throw new IllegalStateException("no key");
            case LogRecord.Retraction other -> throw new IllegalStateException("no key");
            case LogRecord.Expired other -> throw new IllegalStateException("no key");
        }
    }

    private void compareRow(Change change, LogRecord.RowPut put, byte[] stored) {
        if (stored == null) {
            missing.put(ByteBuffer.wrap(change.key), change);
            return;
        }
        ByteReader in = new ByteReader(stored);
        StoredRow.Header header = StoredRow.header(in);
        if (header.bornAt() == change.position) {
            mark(born, put.table(), header.ordinal());
        }
        if (header.modifiedAt() == change.position) {
            mark(current, put.table(), header.ordinal());
            if (!Arrays.equals(put.row(), in.readBytes(in.remaining()))) {
                note(change, "the log says that it is another row");
            }
        } else if (header.modifiedAt() < change.position) {
            note(change, "the log says that it was changed");
        }
    }

    private void compareEdge(Change change, LogRecord.EdgePut put, byte[] stored) {
        if (stored == null) {
            missing.put(ByteBuffer.wrap(change.key), change);
            return;
        }
        EdgeKey.Value edge = EdgeKey.Value.decode(stored);
        if (edge.position() == change.position) {
            confirmedEdges++;
            if (edge.at() != put.at() || edge.weight() != put.weight()) {
                note(change, "the log says that it is another edge");
            }
        } else if (edge.position() < change.position) {
            note(change, "the log says that it was changed");
        }
    }

    private static void mark(Map<Integer, BitSet> marks, int table, int ordinal) {
        marks.computeIfAbsent(table, id -> new BitSet()).set(ordinal);
    }

    private void requireToldOf(Table table) {
        int id = table.definition().id();
        BitSet both = born.getOrDefault(id, new BitSet());
        both.and(current.getOrDefault(id, new BitSet()));
        for (int ordinal = 0; ordinal < table.size(); ordinal++) {
            if (table.isLive(ordinal) && !both.get(ordinal)) {
                findings.noteAt(
                        Family.ROWS,
                        table.encodedKey(ordinal),
                        "the log does not tell of its insert at "
                                + table.bornAt(ordinal)
                                + " or its change at "
                                + table.modifiedAt(ordinal));
            }
        }
    }

    private void noteMissing(Change change) {
        boolean expected =
                switch (change.record) {
                    case LogRecord.RowPut put -> true;
                    case LogRecord.EdgePut put -> joinsWhatIsThere(put, change.position);
                    case LogRecord.RowDelete other -> false;
                    case LogRecord.EdgeRemove other -> false;
                    case LogRecord.SchemaChange other -> false;
                    case LogRecord.EventRun other -> false;
                    case LogRecord.Retraction other -> false;
                    case LogRecord.Expired other -> false;
                };
        if (expected) {
            note(change, "the log says that it is there, and it is not");
        }
    }

    /** An edge goes with either of its ends. */
    private boolean joinsWhatIsThere(LogRecord.EdgePut put, long position) {
        Projections.Relationship relationship = projections.relationship(put.relationship());
        int from = relationship.from().ordinal(put.from());
        int to = relationship.to().ordinal(put.to());
        return from >= 0
                && to >= 0
                && relationship.from().bornAt(from) < position
                && relationship.to().bornAt(to) < position;
    }

    private void note(Change change, String problem) {
        findings.noteAt(change.family, change.key, problem + " (position " + change.position + ")");
    }
}
