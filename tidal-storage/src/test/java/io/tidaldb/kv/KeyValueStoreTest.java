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
