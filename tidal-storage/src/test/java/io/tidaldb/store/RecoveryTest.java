package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.RocksOptions;
import io.tidaldb.kv.RocksStore;
import io.tidaldb.schema.ProfileDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.Window;
import io.tidaldb.table.RowKey;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

class RecoveryTest {
    @TemporaryHome Path directory;

    private StoreOptions options;

    @BeforeEach
    void options() {
        options =
                StoreOptions.at(directory)
                        .withDurability(new Durability.None())
                        .withClock(new StoreClock.FixedClock(Feed.T0));
    }

    private TidalException fails(ErrorCode code) {
        TidalException e = assertThrows(TidalException.class, () -> Store.open(options).close());
        assertEquals(code, e.code(), e.getMessage());
        return e;
    }

    private void tamper(Consumer<RocksStore> change) {
        try (RocksStore store =
                RocksStore.open(
                        new RocksOptions(
                                new DirectoryLayout(directory).database(), null, 16 << 20))) {
            change.accept(store);
        }
    }

    @Test
    void definitionsComeBack() {
        ProfileDefinition profile =
                new ProfileDefinition(11, "p", 3, Feed.POSTS, "DECAY(likes)", null);
        try (Store store = Store.open(options)) {
            store.commit(Feed.definitions().changeSchema(schema -> schema.with(profile)));
        }
        try (Store store = Store.open(options)) {
            var expected = Feed.define(Schema.EMPTY).with(profile);
            assertEquals(List.copyOf(expected.tables()), List.copyOf(store.schema().tables()));
            assertEquals(List.copyOf(expected.signals()), List.copyOf(store.schema().signals()));
            assertEquals(
                    List.copyOf(expected.relationships()),
                    List.copyOf(store.schema().relationships()));
            assertEquals(List.of(profile), List.copyOf(store.schema().profiles()));
            assertEquals(expected.nextId(), store.schema().nextId());
            assertEquals(expected.version(), store.schema().version());
        }
    }

    @Test
    void whatWasDroppedStaysGone() {
        try (Store store = Feed.withPosts(options)) {
            store.commit(
                    new WriteSet()
                            .insert(Feed.NOTES, new Object[] {"x"})
                            .putEdge(Feed.FOLLOWS, "ann", 1L, 1, 5)
                            .events(Feed.events(Feed.LIKES).add(null, 1L, "ann", 1, 5)));
            store.commit(
                    new WriteSet()
                            .changeSchema(
                                    schema ->
                                            schema.without("notes")
                                                    .without("follows")
                                                    .without("likes")));
        }
        try (Store store = Store.open(options)) {
            assertThrows(TidalException.class, () -> store.table(Feed.NOTES));
            assertThrows(TidalException.class, () -> store.signal(Feed.LIKES));
        }
        tamper(
                raw -> {
                    for (byte[] lower :
                            List.of(
                                    RowKey.lowerBound(Feed.NOTES),
                                    EdgeKey.lowerBound(Feed.FOLLOWS))) {
                        for (Family family : List.of(Family.ROWS, Family.EDGES)) {
                            try (Cursor cursor = raw.scan(family, lower, EdgeKey.after(lower))) {
                                assertFalse(cursor.next());
                            }
                        }
                    }
                });
    }

    @Test
    void ordinalsOfDeletedRowsAreUsedAgainOnlyAfterReopening() {
        try (Store store = Feed.withPosts(options)) {
            store.commit(
                    new WriteSet()
                            .events(Feed.events(Feed.VIEWS).add(null, 2L, "ann", 1, 5))
                            .delete(Feed.POSTS, 1, store.position()));
            store.commit(new WriteSet().insert(Feed.POSTS, Feed.post(6, null)));
            assertEquals(5, store.table(Feed.POSTS).ordinal(6));
        }
        try (Store store = Store.open(options)) {
            store.commit(
                    new WriteSet()
                            .insert(Feed.POSTS, Feed.post(7, null))
                            .insert(Feed.POSTS, Feed.post(8, null)));
            assertEquals(1, store.table(Feed.POSTS).ordinal(7));
            assertEquals(6, store.table(Feed.POSTS).ordinal(8));
            int ann = store.table(Feed.READERS).ordinal("ann");
            assertEquals(0, store.seen(Feed.POSTS, Feed.READERS).of(ann).cardinality());
        }
        try (Store store = Store.open(options)) {
            assertEquals(1, store.table(Feed.POSTS).ordinal(7));
            assertEquals(7, store.table(Feed.POSTS).size());
        }
    }

    @Test
    void aLogClockComesBackToTheNewestEvent() {
        StoreOptions log = options.withClock(StoreClock.parse("log"));
        try (Store store = Feed.withPosts(log)) {
            store.commit(
                    new WriteSet().events(Feed.events(Feed.LIKES).add(null, 1L, "ann", 1, 1000)));
        }
        StoreClock again = StoreClock.parse("log");
        try (Store store = Store.open(options.withClock(again))) {
            assertEquals(1000, again.now());
            assertEquals(
                    1,
                    store.signal(Feed.LIKES)
                            .windowSum(store.table(Feed.POSTS).ordinal(1), Window.HOUR));
        }
    }

    @Test
    void eventIdsAreRememberedAcrossOpens() {
        WriteSet like = new WriteSet().events(Feed.events(Feed.LIKES).add(7L, 1L, "ann", 1, 5));
        long position;
        try (Store store = Feed.withPosts(options)) {
            position = store.commit(like);
        }
        try (Store store = Store.open(options)) {
            assertEquals(position, store.commit(like));
            assertEquals(1, store.statistics().events());
        }
    }

    @Test
    void aSecondOpenerInThisProcessIsRefused() {
        try (Store store = Feed.withPosts(options)) {
            TidalException e = fails(ErrorCode.DIRECTORY_LOCKED);
            assertTrue(e.getMessage().contains(Long.toString(ProcessHandle.current().pid())));
            fails(ErrorCode.DIRECTORY_LOCKED);
            store.commit(new WriteSet().insert(Feed.AUTHORS, Feed.author(9)));
        }
        Store.open(options).close();
    }

    @Test
    void whatADeadProcessLeftIsNoObstacle() throws IOException {
        Files.writeString(new DirectoryLayout(directory).lock(), "999999");
        Store.open(options).close();
    }

    @Test
    void aFileIsNoDirectory() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        options = StoreOptions.at(file);
        fails(ErrorCode.INVALID_CONFIGURATION);
    }

    @Test
    void aNewerFormatIsRefused() {
        Store.open(options).close();
        byte[] format = ByteBuffer.allocate(4).putInt(StoredFacts.FORMAT + 1).array();
        tamper(raw -> raw.write(new Batch().put(Family.META, MetaKeys.FORMAT, format), true));
        fails(ErrorCode.FORMAT_TOO_NEW);
    }

    @Test
    void everyKindOfDamageIsNamed() {
        // With a checkpoint, opening would not read the log before it.
        options = options.withCheckpoints(CheckpointPolicy.NEVER);
        try (Store store = Feed.withPosts(options)) {
            for (int i = 0; i < 5; i++) {
                store.commit(
                        new WriteSet()
                                .putEdge(Feed.FOLLOWS, "ann", 1L, i, 5)
                                .events(Feed.events(Feed.LIKES).add(null, 1L, "ann", 1, 5)));
            }
        }
        for (Family family : EnumSet.complementOf(EnumSet.of(Family.CHECKPOINT, Family.BASES))) {
            List<byte[]> keys = new ArrayList<>();
            List<byte[]> values = new ArrayList<>();
            tamper(
                    raw -> {
                        try (Cursor cursor = raw.scan(family, null, null)) {
                            while (cursor.next()) {
                                keys.add(cursor.key());
                                values.add(cursor.value());
                            }
                        }
                    });
            assertFalse(keys.isEmpty());
            for (int i = 0; i < keys.size(); i++) {
                byte[] key = keys.get(i);
                byte[] value = values.get(i);
                byte[] cut = Arrays.copyOf(value, value.length - 1);
                tamper(raw -> raw.write(new Batch().put(family, key, cut), true));
                TidalException e = fails(ErrorCode.DATA_CORRUPTED);
                assertTrue(e.getMessage().contains(family.label()), e.getMessage());
                if (family == Family.LOG) {
                    // The position of the block's first entry, in hexadecimal.
                    assertTrue(
                            e.getMessage().contains(HexFormat.of().formatHex(key)), e.getMessage());
                    tamper(raw -> raw.write(new Batch().delete(family, key), true));
                    fails(ErrorCode.DATA_CORRUPTED);
                }
                tamper(raw -> raw.write(new Batch().put(family, key, value), true));
            }
        }
        Store.open(options).close();
    }

    @Test
    void aDamagedWriteAheadLogIsNotServed() throws IOException {
        try (Store store = Feed.withPosts(options)) {
            for (int i = 0; i < 50; i++) {
                store.commit(
                        new WriteSet().events(Feed.events(Feed.LIKES).add(null, 1L, "ann", 1, 5)));
            }
        }
        Path wal;
        try (var files = Files.list(new DirectoryLayout(directory).database())) {
            wal =
                    files.filter(file -> file.toString().endsWith(".log"))
                            .max(Comparator.comparingLong(f -> f.toFile().length()))
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(wal);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(wal, bytes);
        fails(ErrorCode.DATA_CORRUPTED);
    }

    private Process spawn(Class<?> main) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void aSecondProcessIsRefused() throws Exception {
        try (Store store = Feed.withPosts(options)) {
            Process process = spawn(Opener.class);
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor());
            assertTrue(said.startsWith("DIRECTORY_LOCKED"), said);
            assertTrue(said.contains("process " + ProcessHandle.current().pid()), said);
            assertEquals(3, store.table(Feed.AUTHORS).liveCount());
        }
    }

    /** Tries to open a directory and says what came of it. */
    static final class Opener {
        public static void main(String[] arguments) {
            try (Store store = Store.open(StoreOptions.at(Path.of(arguments[0])))) {
                System.out.println("opened at " + store.position());
            } catch (TidalException e) {
                System.out.println(e.code() + " " + e.getMessage());
            }
        }
    }
}
