package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.checkpoint.Manifest;
import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.checkpoint.PageId;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.RocksStore;
import io.tidaldb.log.LogBlock;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.table.RowCodec;
import io.tidaldb.table.RowKey;
import io.tidaldb.table.StoredRow;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

class VerificationTest {
    @TempDir Path directory;

    private StoreOptions options;

    @BeforeEach
    void options() {
        options =
                StoreOptions.at(directory)
                        .withDurability(new Durability.None())
                        .withClock(new StoreClock.FixedClock(Feed.T0));
    }

    private List<VerificationReport.Finding> findings() {
        return Store.verify(directory).findings();
    }

    /** Says that there is one finding, of a family and with some words. */
    private void found(Family family, String words) {
        List<VerificationReport.Finding> findings = findings();
        assertEquals(1, findings.size(), findings::toString);
        assertEquals(family.label(), findings.getFirst().family());
        assertTrue(findings.getFirst().problem().contains(words), findings::toString);
    }

    private void tamper(Consumer<RocksStore> change) {
        RawStore.tamper(directory, change);
    }

    private void put(Family family, byte[] key, byte[] value) {
        tamper(raw -> raw.write(new Batch().put(family, key, value), true));
    }

    private void delete(Family family, byte[] key) {
        tamper(raw -> raw.write(new Batch().delete(family, key), true));
    }

    private byte[] read(Family family, byte[] key) {
        byte[][] value = new byte[1][];
        tamper(raw -> value[0] = raw.get(family, key));
        return value[0];
    }

    private void fill() {
        try (Store store = Feed.withPosts(options)) {
            for (long id = 1; id <= 5; id++) {
                store.commit(
                        new WriteSet()
                                .insert(Feed.NOTES, new Object[] {"note " + id})
                                .putEdge(Feed.FOLLOWS, "ann", 1L, id, 5)
                                .events(
                                        Feed.events(Feed.LIKES)
                                                .add(id, 1L, "ann", 1, Feed.T0 - id)));
            }
        }
    }

    @Test
    void everyKindOfDamageIsNamed() {
        fill();
        VerificationReport sound = Store.verify(directory);
        assertEquals(List.of(), sound.findings());
        assertEquals(5, sound.events());
        assertEquals(15, sound.rows());
        assertEquals(1, sound.edges());
        assertEquals(sound.position(), sound.checkpointPosition());
        assertTrue(sound.entries().get(Family.CHECKPOINT.label()) > 0);
        assertTrue(sound.compared());
        for (Family family : EnumSet.complementOf(EnumSet.of(Family.BASES))) {
            byte[][] entry = new byte[2][];
            tamper(
                    raw -> {
                        try (Cursor cursor = raw.scanDown(family, null, null)) {
                            assertTrue(cursor.next());
                            entry[0] = cursor.key();
                            entry[1] = cursor.value();
                        }
                    });
            put(family, entry[0], Arrays.copyOf(entry[1], entry[1].length - 1));
            List<VerificationReport.Finding> findings = findings();
            assertFalse(findings.isEmpty());
            assertEquals(family.label(), findings.getFirst().family());
            assertFalse(Store.verify(directory).compared());
            put(family, entry[0], entry[1]);
        }
        assertEquals(List.of(), findings());
    }

    @Test
    void whatLooksSoundAndIsNotWhatTheLogSaysIsFound() {
        fill();
        Schema schema = Feed.define(Schema.EMPTY);
        RowKey rowKey = new RowKey(schema.tableById(Feed.POSTS).orElseThrow());
        RowCodec codec = new RowCodec(schema.tableById(Feed.POSTS).orElseThrow().columns());
        byte[] key = rowKey.ofValues(List.of(2L));
        byte[] stored = read(Family.ROWS, key);
        ByteReader in = new ByteReader(stored);
        StoredRow.Header header = StoredRow.header(in);
        Object[] row = codec.decode(in, null);

        delete(Family.ROWS, key);
        found(Family.ROWS, "it is there, and it is not");

        row[1] = "another title";
        byte[] other = encode(codec, row);
        put(
                Family.ROWS,
                key,
                new StoredRow(header.bornAt(), header.modifiedAt(), header.ordinal(), other)
                        .encode());
        found(Family.ROWS, "it is another row (position " + header.modifiedAt() + ")");

        put(Family.ROWS, key, new StoredRow(1, 1, header.ordinal(), encode(codec, row)).encode());
        assertTrue(findings().toString().contains("the log says that it was changed"));

        put(Family.ROWS, key, stored);
        row[0] = 77L;
        byte[] foreign = rowKey.ofValues(List.of(77L));
        put(
                Family.ROWS,
                foreign,
                new StoredRow(header.bornAt(), header.bornAt(), 9, encode(codec, row)).encode());
        found(Family.ROWS, "the log does not tell of its insert");
        delete(Family.ROWS, foreign);
        assertEquals(List.of(), findings());
    }

    private static byte[] encode(RowCodec codec, Object[] row) {
        ByteWriter out = new ByteWriter(64);
        codec.encode(row, out);
        return out.toByteArray();
    }

    @Test
    void edgesAndDefinitionsAreComparedToo() {
        fill();
        byte[] key = EdgeKey.encode(Feed.FOLLOWS, "ann", 1L);
        byte[] stored = read(Family.EDGES, key);
        EdgeKey.Value edge = EdgeKey.Value.decode(stored);
        delete(Family.EDGES, key);
        found(Family.EDGES, "it is there, and it is not");
        put(Family.EDGES, key, new EdgeKey.Value(99, edge.at(), edge.position()).encode());
        found(Family.EDGES, "it is another edge");
        put(Family.EDGES, key, new EdgeKey.Value(1, 5, edge.position() - 4).encode());
        assertTrue(findings().toString().contains("the log says that it was changed"));
        put(Family.EDGES, key, stored);
        byte[] foreign = EdgeKey.encode(Feed.FOLLOWS, "bo", 2L);
        put(Family.EDGES, foreign, stored);
        found(Family.EDGES, "1 edges are there that the log does not tell of");
        delete(Family.EDGES, foreign);
        put(
                Family.CATALOG,
                MetaKeys.SCHEMA,
                SchemaCodec.encode(Feed.define(Schema.EMPTY).without("opens")));
        assertTrue(findings().toString().contains("not those that the log ends with"));
    }

    @Test
    void rowsAndEdgesThatWentAreNoFinding() {
        try (Store store = Feed.withPosts(options)) {
            store.commit(new WriteSet().putEdge(Feed.FOLLOWS, "ann", 3L, 1, 5));
            store.commit(
                    new WriteSet()
                            .putEdge(Feed.FOLLOWS, "bo", 3L, 1, 5)
                            .putEdge(Feed.FOLLOWS, "bo", 2L, 1, 5));
            store.commit(new WriteSet().removeEdge(Feed.FOLLOWS, "bo", 2L));
            int three = store.table(Feed.AUTHORS).ordinal(3L);
            store.commit(new WriteSet().delete(Feed.AUTHORS, three, store.position()));
            store.commit(new WriteSet().insert(Feed.AUTHORS, Feed.author(3)));
            store.commit(new WriteSet().upsert(Feed.AUTHORS, new Object[] {3L, "other"}));
            store.commit(new WriteSet().insert(Feed.NOTES, new Object[] {"x"}));
            store.commit(new WriteSet().changeSchema(s -> s.without("notes").without("likes")));
            assertEquals(List.of(), store.verify(VerificationListener.SILENT).findings());
        }
        assertEquals(List.of(), findings());
        Store.open(options).close();
        assertEquals(List.of(), findings());
    }

    @Test
    void aCheckpointThatForgotAnEventIdIsFound() {
        fill();
        RawStore.checkpoint(directory)
                .forEach(
                        (key, value) -> {
                            if (!Arrays.equals(key, Manifest.KEY)
                                    && PageCodec.key(key).id().kind() == PageId.Kind.EVENT_IDS) {
                                forget(key, value);
                            }
                        });
        found(Family.CHECKPOINT, "only the last 2 of the log are among them");
    }

    /** Leaves one of five ids out of a page, and lets everything else fit. */
    private void forget(byte[] key, byte[] value) {
        ByteReader in =
                new ByteReader(
                        value, PageCodec.HEADER_BYTES, value.length - PageCodec.HEADER_BYTES);
        long[] ids =
                Arrays.stream(in.readLongs(in.readVarInt())).filter(known -> known != 3).toArray();
        assertEquals(4, ids.length);
        tamper(
                raw ->
                        RawStore.replacePage(
                                raw,
                                key,
                                out -> out.writeVarInt(ids.length).writeLongs(ids, ids.length)));
    }

    @Test
    void aStoreThatCannotBeOpenedIsReadFileByFile() throws IOException {
        try (Store store = Feed.withPosts(options)) {
            store.backup(directory.resolveSibling(directory.getFileName() + "-backups"));
        }
        DirectoryLayout layout = new DirectoryLayout(directory);
        List<Path> files;
        try (Stream<Path> all = Files.list(layout.database())) {
            files = all.filter(f -> f.toString().endsWith(".sst")).sorted().toList();
        }
        assertTrue(files.size() > 2);
        for (Path file : files.subList(0, 2)) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            Files.write(file, bytes);
        }
        VerificationReport report = Store.verify(directory);
        assertEquals(Map.of(VerificationReport.FILES, (long) files.size()), report.entries());
        for (Path file : files.subList(0, 2)) {
            assertTrue(report.findings().toString().contains(file.toString()), report::toString);
        }
        assertFalse(report.findings().toString().contains(files.get(2).toString()));
        Feed.deleteRecursively(directory.resolveSibling(directory.getFileName() + "-backups"));
    }

    @Test
    void aStoreWhoseMakingWasCutShortIsSound() {
        tamper(raw -> {});
        VerificationReport report = Store.verify(directory);
        assertEquals(List.of(), report.findings());
        assertEquals(0, report.position());
    }

    /** Nothing that changes while it is looked at is taken for damage. */
    @Test
    void anOpenStoreIsVerifiedWhileItIsWrittenTo() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (Store store =
                Feed.withPosts(
                        options.withCheckpoints(new CheckpointPolicy(Long.MAX_VALUE, 20, true)))) {
            CompletableFuture<Void> writer =
                    CompletableFuture.runAsync(
                            () -> {
                                for (long id = 1; !done.get(); id++) {
                                    write(store, id);
                                }
                            });
            long events = 0;
            for (int i = 0; (i < 40 || events < 100) && !writer.isDone(); i++) {
                VerificationReport report = store.verify(VerificationListener.SILENT);
                assertEquals(List.of(), report.findings());
                assertFalse(report.compared());
                assertTrue(report.events() >= events);
                events = report.events();
            }
            done.set(true);
            writer.get();
        }
        assertEquals(List.of(), findings());
    }

    private static void write(Store store, long id) {
        store.commit(
                new WriteSet()
                        .insert(Feed.NOTES, new Object[] {"note " + id})
                        .upsert(Feed.POSTS, Feed.post(id % 7, 1L))
                        .putEdge(Feed.FOLLOWS, "ann", id % 3 + 1, id, 5)
                        .events(Feed.events(Feed.LIKES).add(id, id % 5 + 1, "ann", 1, Feed.T0)));
        if (id % 5 == 0) {
            int ordinal = store.table(Feed.POSTS).ordinal(6L);
            if (ordinal >= 0) {
                store.commit(new WriteSet().delete(Feed.POSTS, ordinal, store.position()));
            }
        }
        if (id % 10 == 0) {
            store.commit(new WriteSet().changeSchema(s -> s.without("order_lines")));
            store.commit(new WriteSet().changeSchema(VerificationTest::withLines));
            int lines = store.schema().table("order_lines").orElseThrow().id();
            store.commit(new WriteSet().insert(lines, new Object[] {"o", 1, 1.5}));
        }
    }

    private static Schema withLines(Schema schema) {
        TableDefinition lines = Feed.define(Schema.EMPTY).tableById(Feed.LINES).orElseThrow();
        return schema.with(
                new TableDefinition(
                        schema.nextId(),
                        lines.name(),
                        lines.kind(),
                        lines.columns(),
                        lines.primaryKey()));
    }

    @Test
    void damageBeforeTheCheckpointIsFoundWhileTheStoreIsOpen() {
        fill();
        byte[] key = LogBlock.key(1);
        byte[] block = read(Family.LOG, key);
        block[block.length / 2] ^= 1;
        put(Family.LOG, key, block);
        try (Store store = Store.open(options)) {
            List<VerificationReport.Finding> findings =
                    store.verify(VerificationListener.SILENT).findings();
            assertEquals(1, findings.size(), findings::toString);
            assertEquals(Family.LOG.label(), findings.getFirst().family());
        }
        try (Store memory = Store.open(StoreOptions.inMemory())) {
            TidalException e =
                    assertThrows(
                            TidalException.class, () -> memory.verify(VerificationListener.SILENT));
            assertEquals(ErrorCode.FEATURE_NOT_SUPPORTED, e.code());
        }
    }
}
