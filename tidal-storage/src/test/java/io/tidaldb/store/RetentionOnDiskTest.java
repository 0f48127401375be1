package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.RocksOptions;
import io.tidaldb.kv.RocksStore;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.oracle.SteppingClock;
import io.tidaldb.schema.Window;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Expired events on a real disk: their space, damage, killed processes, and many threads. */
class RetentionOnDiskTest {
    private static final long MINUTE = 60_000;
    private static final Runnable PATIENT = () -> {};

    private final SteppingClock clock = new SteppingClock(Feed.T0);
    private Path directory;

    @BeforeEach
    void create() throws IOException {
        directory = Files.createTempDirectory("tidal-retention");
    }

    @AfterEach
    void delete() {
        Feed.deleteRecursively(directory);
    }

    private StoreOptions options(CheckpointPolicy policy) {
        return StoreOptions.at(directory)
                .withDurability(new Durability.None())
                .withCheckpoints(policy)
                .withClock(clock);
    }

    private static Store filled(StoreOptions options) {
        Store store = Store.open(options);
        store.commit(
                new WriteSet()
                        .changeSchema(
                                schema ->
                                        Twins.define(
                                                schema,
                                                Map.of(
                                                        Feed.LIKES, Feed.HOUR,
                                                        Feed.VIEWS, Feed.DAY))));
        WriteSet rows = new WriteSet();
        for (String reader : List.of("ann", "bo")) {
            rows.insert(Feed.READERS, Feed.reader(reader));
        }
        for (long id = 0; id < 10; id++) {
            rows.insert(Feed.POSTS, Feed.post(id, null));
        }
        store.commit(rows);
        return store;
    }

    private static double total(SignalLedger ledger) {
        double total = 0;
        for (int ordinal = 0; ordinal < 10; ordinal++) {
            total += ledger.windowSum(ordinal, Window.ALL);
        }
        return total;
    }

    private static long count(Store store, int signal) {
        long count = 0;
        try (EventCursor cursor = store.events(signal)) {
            while (cursor.next()) {
                count++;
            }
        }
        return count;
    }

    private void tamper(Consumer<RocksStore> change) {
        try (RocksStore raw =
                RocksStore.open(
                        new RocksOptions(
                                new DirectoryLayout(directory).database(), null, 16 << 20))) {
            change.accept(raw);
        }
    }

    private void dropCheckpoint() {
        tamper(
                raw ->
                        raw.write(
                                new Batch()
                                        .deleteRange(
                                                Family.CHECKPOINT,
                                                new byte[] {0},
                                                new byte[] {(byte) 255}),
                                true));
    }

    @Test
    void theirSpaceIsGivenBack() throws IOException {
        Random random = new Random(1);
        int commits = 12_000;
        int events = 200_000;
        long before;
        try (Store store = filled(options(CheckpointPolicy.NEVER))) {
            // Many small blocks, then few large ones.
            for (int i = 0; i < commits; i++) {
                store.commit(
                        new WriteSet()
                                .events(
                                        Feed.events(Feed.LIKES)
                                                .add(null, i % 10L, "ann", 1, clock.now())));
            }
            for (int i = 0; i < events; i += 10_000) {
                EventBatch batch = Feed.events(Feed.LIKES);
                for (int e = 0; e < 10_000; e++) {
                    batch.add(null, e % 10L, "bo", 1, clock.now() - random.nextInt(1 << 30));
                }
                store.commit(new WriteSet().events(batch));
            }
            store.commit(
                    new WriteSet()
                            .events(Feed.events(Feed.HIDES).add(null, 3L, "bo", 1, clock.now())));
            clock.set(clock.now() + 2 * Feed.HOUR);
            store.commit(
                    new WriteSet()
                            .events(Feed.events(Feed.LIKES).add(null, 1L, "bo", 1, clock.now())));
        }
        before = logFiles();
        try (Store store = Store.open(options(CheckpointPolicy.NEVER))) {
            assertEquals(commits + events + 1, count(store, Feed.LIKES));
            store.checkpoint();
            store.settleHistory();
            assertEquals(1, count(store, Feed.LIKES));
            assertEquals(1, count(store, Feed.HIDES));
            assertEquals(commits + events, store.expired(Feed.LIKES).events());
            assertEquals(commits + events + 1, total(store.signal(Feed.LIKES)));
        }
        assertEquals(List.of(), Store.verify(directory).findings());
        int[] blocks = {0};
        tamper(
                raw -> {
                    try (Cursor cursor = raw.scan(Family.LOG, null, null)) {
                        while (cursor.next()) {
                            blocks[0]++;
                        }
                    }
                });
        // The definitions, the rows, what has expired, the hide, the last like.
        assertEquals(5, blocks[0]);
        dropCheckpoint();
        try (Store store = Store.open(options(CheckpointPolicy.NEVER))) {
            assertEquals(commits + events + 1, total(store.signal(Feed.LIKES)));
            assertEquals(1, count(store, Feed.LIKES));
            long after = store.statistics().storedBytes();
            assertTrue(after < before / 10, after + " of " + before);
        }
    }

    private long logFiles() throws IOException {
        try (Store store = Store.open(options(CheckpointPolicy.NEVER))) {
            return store.statistics().storedBytes();
        }
    }

    @Test
    void damageIsNamedAndNeverServed() {
        try (Store store = filled(options(CheckpointPolicy.NEVER))) {
            for (int i = 0; i < 300; i++) {
                clock.set(clock.now() + MINUTE);
                store.commit(
                        new WriteSet()
                                .events(
                                        Feed.events(Feed.LIKES)
                                                .add((long) i, i % 10L, "ann", 1, clock.now()))
                                .events(
                                        Feed.events(Feed.OPENS)
                                                .add(null, i % 10L, "bo", 1, clock.now())));
                if (i % 100 == 99) {
                    store.checkpoint();
                    store.settleHistory();
                }
            }
        }
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        tamper(
                raw -> {
                    try (Cursor cursor = raw.scan(Family.BASES, new byte[] {0, 0}, null)) {
                        while (cursor.next()) {
                            keys.add(cursor.key());
                            values.add(cursor.value());
                        }
                    }
                });
        assertTrue(keys.size() > 4);
        dropCheckpoint();
        Random random = new Random(3);
        int stride = Math.max(1, keys.size() / 6);
        for (int i = 0; i < keys.size(); i += i == 0 ? 1 : stride) {
            byte[] key = keys.get(i);
            byte[] flipped = values.get(i).clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            boolean missing = i > 0 && random.nextBoolean();
            tamper(
                    raw ->
                            raw.write(
                                    missing
                                            ? new Batch().delete(Family.BASES, key)
                                            : new Batch().put(Family.BASES, key, flipped),
                                    true));
            var findings = Store.verify(directory).findings();
            assertEquals("bases", findings.getFirst().family(), findings::toString);
            TidalException e =
                    assertThrows(
                            TidalException.class,
                            () -> Store.open(options(CheckpointPolicy.NEVER)));
            assertEquals(ErrorCode.DATA_CORRUPTED, e.code());
            assertTrue(e.getMessage().contains("(family bases, key "), e.getMessage());
            byte[] value = values.get(i);
            tamper(raw -> raw.write(new Batch().put(Family.BASES, key, value), true));
        }
        // A manifest that is gone leaves expired sections that nothing holds.
        tamper(raw -> raw.write(new Batch().delete(Family.BASES, keys.getFirst()), true));
        assertThrows(TidalException.class, () -> Store.open(options(CheckpointPolicy.NEVER)));
        assertTrue(!Store.verify(directory).isSound());
        tamper(
                raw ->
                        raw.write(
                                new Batch()
                                        .put(Family.BASES, keys.getFirst(), values.getFirst())
                                        .put(Family.BASES, new byte[] {0}, new byte[] {1, 2}),
                                true));
        // Without a note of how far the log was rewritten, it is looked through again.
        try (Store store = Store.open(options(CheckpointPolicy.NEVER))) {
            store.settleHistory();
            assertEquals(300, total(store.signal(Feed.LIKES)));
        }
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readersGoOnWhileEventsExpire(boolean inMemory) throws Exception {
        CheckpointPolicy policy = new CheckpointPolicy(2000, 20, false);
        StoreOptions options =
                inMemory
                        ? StoreOptions.inMemory().withClock(clock).withCheckpoints(policy)
                        : options(policy);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        int minutes = 1500;
        try (Store store = filled(options)) {
            List<Thread> readers = new ArrayList<>();
            for (int r = 0; r < 3; r++) {
                Random random = new Random(r);
                readers.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            try {
                                                while (!done.get()) {
                                                    read(store, random);
                                                }
                                            } catch (Throwable e) {
                                                failure.compareAndSet(null, e);
                                            }
                                        }));
            }
            for (int i = 0; i < minutes && failure.get() == null; i++) {
                clock.set(clock.now() + MINUTE);
                store.commit(
                        new WriteSet()
                                .events(
                                        Feed.events(Feed.LIKES)
                                                .add((long) i, i % 10L, "ann", 1, clock.now()))
                                .events(
                                        Feed.events(Feed.HIDES)
                                                .add(null, i % 10L, "bo", 1, clock.now())));
            }
            done.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
            if (failure.get() != null) {
                throw new AssertionError(failure.get());
            }
            store.checkpoint();
            store.settleHistory();
            assertTrue(store.expired(Feed.LIKES).events() > minutes - 100);
            assertEquals(minutes, store.expired(Feed.LIKES).events() + count(store, Feed.LIKES));
            assertEquals(minutes, total(store.signal(Feed.LIKES)));
            assertEquals(minutes, count(store, Feed.HIDES));
        }
        if (!inMemory) {
            assertEquals(List.of(), Store.verify(directory).findings());
        }
    }

    /** One like a minute: so many minutes have passed since the beginning, so many are known. */
    private void read(Store store, Random random) {
        long since = (clock.now() - Feed.T0) / MINUTE;
        if (since == 0) {
            return;
        }
        long minute = since - random.nextLong(Math.min(since, 55));
        // The last commit may be under way.
        minute = Math.max(0, minute - 1);
        long moment = Feed.T0 + minute * MINUTE;
        try {
            assertEquals(minute, total(store.signalAsOf(Feed.LIKES, moment, PATIENT)));
        } catch (TidalException e) {
            // The clock went on meanwhile.
            assertEquals(ErrorCode.INVALID_TIMESTAMP, e.code());
            assertTrue(moment < store.expired(Feed.LIKES).knownFrom());
        }
        double hides = total(store.signalAsOf(Feed.HIDES, Feed.T0 + minute / 2 * MINUTE, PATIENT));
        assertEquals(minute / 2, hides);
        long last = -1;
        try (EventCursor cursor = store.events(Feed.LIKES)) {
            while (cursor.next()) {
                // Those that expire under a cursor it still shows.
                assertTrue(
                        last < 0 || cursor.eventId() == last + 1,
                        cursor.eventId() + " after " + last);
                last = cursor.eventId();
            }
        }
        assertTrue(last < 0 || last >= minute - 1, last + " is the last of " + minute);
    }

    @Test
    void aKilledProcessCountsEveryEventOnce() throws Exception {
        filled(options(CheckpointPolicy.NEVER)).close();
        long known = 0;
        for (int round = 1; round <= 4; round++) {
            Process process = spawn();
            long acknowledged = 0;
            try (var lines = process.inputReader()) {
                for (int i = 0; i < 150 * round; i++) {
                    acknowledged = number(lines.readLine());
                }
                process.toHandle().destroyForcibly();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    acknowledged = line.endsWith(".") ? number(line) : acknowledged;
                }
            }
            process.waitFor();
            assertEquals(List.of(), Store.verify(directory).findings());
            if (round % 2 == 0) {
                dropCheckpoint();
            }
            clock.set(Feed.T0 + 100 * Feed.DAY);
            StoreOptions options = options(CheckpointPolicy.NEVER);
            try (Store store = Store.open(options)) {
                assertNull(store.recovery().discarded());
                // What the process did not come to do is done now.
                store.settleHistory();
                long events = (long) total(store.signal(Feed.LIKES));
                assertTrue(events >= acknowledged, events + " of " + acknowledged);
                assertTrue(acknowledged > known);
                long expired = store.expired(Feed.LIKES).events();
                assertTrue(expired > 0);
                long expected = expired;
                try (EventCursor cursor = store.events(Feed.LIKES)) {
                    while (cursor.next()) {
                        assertEquals(++expected, cursor.eventId());
                    }
                }
                assertEquals(events, expected);
                // Each of them is remembered, those that have expired included.
                EventBatch repeats = Feed.events(Feed.LIKES);
                for (long id = 1; id <= events; id++) {
                    repeats.add(id, 1L, "bo", 1, Feed.T0);
                }
                long position = store.position();
                store.commit(new WriteSet().events(repeats));
                assertEquals(position, store.position());
                known = events;
            }
        }
    }

    private Process spawn() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ingester.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long number(String line) {
        return Long.parseLong(line.substring(0, line.length() - 1));
    }

    /** Writes a like a minute, which is retained for an hour, and says which are acknowledged. */
    static final class Ingester {
        public static void main(String[] arguments) {
            SteppingClock clock = new SteppingClock(Feed.T0);
            try (Store store =
                    Store.open(
                            StoreOptions.at(Path.of(arguments[0]))
                                    .withDurability(new Durability.None())
                                    .withCheckpoints(new CheckpointPolicy(1000, 30, false))
                                    .withClock(clock))) {
                for (long id = (long) total(store.signal(Feed.LIKES)) + 1; ; id++) {
                    clock.set(Feed.T0 + id * MINUTE);
                    store.commit(
                            new WriteSet()
                                    .events(
                                            Feed.events(Feed.LIKES)
                                                    .add(id, id % 10, "ann", 1, clock.now())));
                    System.out.println(id + ".");
                }
            }
        }
    }
}
