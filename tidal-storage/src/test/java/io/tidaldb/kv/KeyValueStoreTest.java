package io.tidaldb.kv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

class KeyValueStoreTest {
    @TemporaryHome Path directory;

    private RocksStore rocks() {
        return RocksStore.open(new RocksOptions(directory, null, 16 << 20));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> keys(Cursor cursor) {
        List<String> keys = new ArrayList<>();
        try (cursor) {
            while (cursor.next()) {
                keys.add(new String(cursor.key(), StandardCharsets.ISO_8859_1));
            }
            assertFalse(cursor.next());
        }
        return keys;
    }

    /** From the floor on, twice: a cursor at its end can be moved back. */
    private static List<String> keysFrom(String floor, KeyValueStore store) {
        List<String> found = new ArrayList<>();
        try (Cursor cursor = store.scan(Family.ROWS, null, null)) {
            for (int i = 0; i < 2; i++) {
                cursor.seekFloor(bytes(floor));
                found.clear();
                while (cursor.next()) {
                    found.add(new String(cursor.key(), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return found;
    }

    @Test
    void scansKeepToTheirBoundsInUnsignedOrder() {
        try (KeyValueStore memory = new MemoryStore();
                KeyValueStore rocks = rocks()) {
            for (KeyValueStore store : List.of(memory, rocks)) {
                Batch batch = new Batch();
                for (String key : List.of("b", "\u00ff", "a", "ab", "\u0000")) {
                    batch.put(Family.ROWS, bytes(key), bytes(key + key));
                }
                store.write(batch, true);
                assertEquals(
                        List.of("\u0000", "a", "ab", "b", "\u00ff"),
                        keys(store.scan(Family.ROWS, null, null)));
                assertEquals(
                        List.of("a", "ab"), keys(store.scan(Family.ROWS, bytes("a"), bytes("b"))));
                assertEquals(
                        List.of("ab", "a"),
                        keys(store.scanDown(Family.ROWS, bytes("a"), bytes("b"))));
                assertEquals(
                        List.of("a", "\u0000"),
                        keys(store.scanDown(Family.ROWS, null, bytes("aa"))));
                assertEquals(List.of(), keys(store.scan(Family.LOG, null, null)));
                assertEquals(List.of("b", "\u00ff"), keysFrom("b\u0000", store));
                assertEquals(List.of("b", "\u00ff"), keysFrom("b", store));
                assertEquals(List.of("\u0000", "a", "ab", "b", "\u00ff"), keysFrom("", store));
                assertEquals(List.of("\u00ff"), keysFrom("\u00ff\u0000", store));
                assertEquals(List.of("ab", "b", "\u00ff"), keysFrom("az", store));
                assertNull(store.get(Family.LOG, bytes("a")));
                List<byte[]> many = store.multiGet(Family.ROWS, List.of(bytes("b"), bytes("x")));
                assertArrayEquals(bytes("bb"), many.get(0));
                assertNull(many.get(1));
                assertEquals(List.of(), store.multiGet(Family.ROWS, List.of()));
                assertTrue(store.byteSize() > 0);
            }
        }
    }

    @Test
    void bothImplementationsAgreeOnRandomBatches() {
        long seed = 42;
        Random random = new Random(seed);
        try (KeyValueStore memory = new MemoryStore();
                KeyValueStore rocks = rocks()) {
            for (int round = 0; round < 200; round++) {
                Batch batch = new Batch();
                for (int i = random.nextInt(6); i >= 0; i--) {
                    Family family = Family.values()[random.nextInt(5)];
                    byte[] key = {(byte) random.nextInt(256), (byte) random.nextInt(2)};
                    byte[] other = {(byte) random.nextInt(256)};
                    switch (random.nextInt(5)) {
                        case 0 -> batch.delete(family, key);
                        case 1 -> {
                            boolean ordered = Arrays.compareUnsigned(key, other) < 0;
                            batch.deleteRange(family, ordered ? key : other, ordered ? other : key);
                        }
                        default -> batch.put(family, key, new byte[] {(byte) round});
                    }
                }
                memory.write(batch, false);
                rocks.write(batch, false);
            }
            for (Family family : Family.values()) {
                try (Cursor left = memory.scan(family, null, null);
                        Cursor right = rocks.scan(family, null, null)) {
                    while (left.next()) {
                        assertTrue(right.next(), "seed " + seed);
                        assertArrayEquals(left.key(), right.key(), "seed " + seed);
                        assertArrayEquals(left.value(), right.value(), "seed " + seed);
                        assertArrayEquals(left.value(), rocks.get(family, left.key()));
                    }
                    assertFalse(right.next(), "seed " + seed);
                }
            }
        }
    }

    @Test
    void aCursorShowsTheLogAsItWasWhenItWasOpened() {
        try (KeyValueStore memory = new MemoryStore();
                KeyValueStore rocks = rocks()) {
            for (KeyValueStore store : List.of(memory, rocks)) {
                Batch before = new Batch();
                for (String key : List.of("a", "b", "c", "d", "e", "f")) {
                    before.put(Family.LOG, bytes(key), bytes(key));
                }
                store.write(before, false);
                try (Cursor up = store.scan(Family.LOG, null, null);
                        Cursor part = store.scan(Family.LOG, bytes("b"), bytes("e"));
                        Cursor down = store.scanDown(Family.LOG, null, null)) {
                    assertTrue(up.next());
                    store.write(
                            new Batch()
                                    .put(Family.LOG, bytes("b"), bytes("new"))
                                    .delete(Family.LOG, bytes("a"))
                                    .delete(Family.LOG, bytes("c"))
                                    .deleteRange(Family.LOG, bytes("e"), bytes("g")),
                            false);
                    store.write(
                            new Batch()
                                    .put(Family.LOG, bytes("b"), bytes("newer"))
                                    .put(Family.LOG, bytes("c"), bytes("new")),
                            false);
                    assertEquals("bcdef", values(up));
                    assertEquals("bcd", values(part));
                    assertEquals("fedcba", values(down));
                    for (String floor : List.of("a", "c", "d", "f")) {
                        up.seekFloor(bytes(floor));
                        assertEquals("abcdef".substring("abcdef".indexOf(floor)), values(up));
                    }
                    part.seekFloor(bytes("a"));
                    assertEquals("bcd", values(part));
                }
                try (Cursor later = store.scan(Family.LOG, null, null)) {
                    assertEquals("newernewd", values(later));
                }
            }
        }
    }

    private static String values(Cursor cursor) {
        StringBuilder values = new StringBuilder();
        while (cursor.next()) {
            values.append(new String(cursor.value(), StandardCharsets.ISO_8859_1));
        }
        return values.toString();
    }

    @Test
    void cursorsShowTheLogAsItWasWhileItIsRewritten() throws Exception {
        int keys = 50;
        int rounds = 3_000;
        AtomicBoolean done = new AtomicBoolean();
        try (KeyValueStore store = new MemoryStore();
                ExecutorService pool = Executors.newFixedThreadPool(2)) {
            rewrite(store, keys, 0);
            List<Future<?>> readers = new ArrayList<>();
            for (int r = 0; r < 2; r++) {
                Random random = new Random(r);
                readers.add(
                        pool.submit(
                                () -> {
                                    while (!done.get()) {
                                        oneState(store, keys, random);
                                    }
                                }));
            }
            for (int round = 1; round <= rounds; round++) {
                rewrite(store, keys, round);
            }
            done.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
            oneState(store, keys, new Random(2));
        }
    }

    /** All keys are always there between batches, and gone at times within one. */
    private static void rewrite(KeyValueStore store, int keys, int round) {
        Batch batch = new Batch();
        byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(round).array();
        for (int key = 0; key < keys; key++) {
            if (round % 2 == 0) {
                batch.delete(Family.LOG, new byte[] {(byte) key});
            }
        }
        for (int key = 0; key < keys; key++) {
            batch.put(Family.LOG, new byte[] {(byte) key}, value);
        }
        store.write(batch, false);
    }

    private static void oneState(KeyValueStore store, int keys, Random random) {
        try (Cursor cursor = store.scan(Family.LOG, null, null)) {
            assertTrue(cursor.next());
            byte[] value = cursor.value();
            int from = random.nextInt(keys);
            cursor.seekFloor(new byte[] {(byte) from});
            for (int key = from; key < keys; key++) {
                assertTrue(cursor.next());
                assertArrayEquals(new byte[] {(byte) key}, cursor.key());
                assertArrayEquals(value, cursor.value());
            }
            assertFalse(cursor.next());
        }
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() {
        Path wal = directory.resolve("wal");
        RocksOptions options = new RocksOptions(directory.resolve("db"), wal, 16 << 20);
        try (RocksStore store = RocksStore.open(options)) {
            store.write(new Batch().put(Family.EDGES, bytes("k"), bytes("v")), false);
            store.sync();
        }
        assertTrue(Files.isDirectory(wal));
        try (RocksStore store = RocksStore.open(options)) {
            assertArrayEquals(bytes("v"), store.get(Family.EDGES, bytes("k")));
        }
    }

    @Test
    void whatIsClearedIsGoneAndCanBeFilledAgain() {
        try (KeyValueStore memory = new MemoryStore();
                KeyValueStore rocks = rocks()) {
            for (KeyValueStore store : List.of(memory, rocks)) {
                store.write(
                        new Batch()
                                .put(Family.ROWS, new byte[] {0}, bytes("a"))
                                .put(Family.ROWS, bytes("b"), bytes("b"))
                                .put(Family.EDGES, bytes("c"), bytes("c")),
                        true);
                store.clear(Family.ROWS);
                assertEquals(List.of(), keys(store.scan(Family.ROWS, null, null)));
                assertEquals(List.of("c"), keys(store.scan(Family.EDGES, null, null)));
                store.write(new Batch().put(Family.ROWS, bytes("d"), bytes("d")), true);
                assertEquals(List.of("d"), keys(store.scan(Family.ROWS, null, null)));
            }
        }
        try (KeyValueStore rocks = rocks()) {
            assertEquals(List.of("d"), keys(rocks.scan(Family.ROWS, null, null)));
            assertEquals(List.of("c"), keys(rocks.scan(Family.EDGES, null, null)));
        }
    }

    @Test
    void everyCallAfterCloseSaysClosed() {
        for (KeyValueStore store : List.of(new MemoryStore(), rocks())) {
            store.write(new Batch().put(Family.ROWS, bytes("k"), bytes("v")), false);
            Cursor cursor = store.scan(Family.ROWS, null, null);
            Cursor finished = store.scan(Family.ROWS, null, null);
            finished.close();
            closed(finished::next);
            store.close();
            store.close();
            closed(cursor::next);
            cursor.close();
            closed(() -> store.get(Family.ROWS, bytes("k")));
            closed(() -> store.multiGet(Family.ROWS, List.of(bytes("k"))));
            closed(() -> store.scan(Family.ROWS, null, null));
            closed(() -> store.scanDown(Family.ROWS, null, null));
            closed(() -> store.write(new Batch().put(Family.ROWS, bytes("k"), bytes("v")), true));
            closed(store::sync);
        }
    }

    private static void closed(Runnable call) {
        assertEquals(ErrorCode.CLOSED, assertThrows(TidalException.class, call::run).code());
    }

    @Test
    void closingWaitsForCallsUnderWay() throws Exception {
        RocksStore store = rocks();
        Batch batch = new Batch();
        for (int i = 0; i < 2_000; i++) {
            batch.put(Family.ROWS, bytes("key " + i), bytes("value " + i));
        }
        store.write(batch, false);
        int threads = 4;
        CountDownLatch running = new CountDownLatch(threads);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> readers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                readers.add(
                        pool.submit(
                                () -> {
                                    running.countDown();
                                    while (true) {
                                        keys(store.scan(Family.ROWS, null, null));
                                        store.get(Family.ROWS, bytes("key 7"));
                                    }
                                }));
            }
            running.await();
            store.close();
            for (Future<?> reader : readers) {
                Exception e = assertThrows(Exception.class, reader::get);
                assertEquals(ErrorCode.CLOSED, ((TidalException) e.getCause()).code());
            }
        }
    }

    @Test
    void aPathThatIsNoDirectoryIsAnInputOutputError() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        TidalException e =
                assertThrows(
                        TidalException.class,
                        () -> RocksStore.open(new RocksOptions(file, null, 16 << 20)));
        assertEquals(ErrorCode.INPUT_OUTPUT, e.code());
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }
}
