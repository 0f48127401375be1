package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.RocksOptions;
import io.tidaldb.kv.RocksStore;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.log.LogBlock;
import io.tidaldb.oracle.SteppingClock;
import io.tidaldb.schema.Window;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Snapshots of ledgers: when they are written, what they spare, and what becomes of bad ones. */
class HistorySnapshotsTest {
    private static final int HOURS = 240;
    private static final Runnable PATIENT = () -> {};

    private final SteppingClock clock = new SteppingClock(Feed.T0);
    private Path directory;
    private Path history;

    @BeforeEach
    void create() throws IOException {
        directory = Files.createTempDirectory("tidal-snapshots");
        history = new DirectoryLayout(directory).history();
    }

    @AfterEach
    void delete() {
        Feed.deleteRecursively(directory);
    }

    private StoreOptions options() {
        return StoreOptions.at(directory)
                .withDurability(new Durability.None())
                .withCheckpoints(new CheckpointPolicy(1000, Long.MAX_VALUE, false))
                .withClock(clock);
    }

    /** Some events an hour, each hour of ten days; the log of an hour has a block of its own. */
    private Store filled() {
        Random random = new Random(1);
        // No checkpoint begins by itself, which it would when the writer gets to it: not before the
        // first one is asked for, nor in the few bytes between two of them.
        Feed.withPosts(options().withCheckpoints(CheckpointPolicy.NEVER)).close();
        Store store = Store.open(options());
        for (int hour = 0; hour < HOURS; hour++) {
            clock.set(Feed.T0 + hour * Feed.HOUR);
            EventBatch likes = Feed.events(Feed.LIKES);
            EventBatch views = Feed.events(Feed.VIEWS);
            for (int i = 0; i < 5; i++) {
                likes.add(null, 1L + random.nextInt(5), "ann", random.nextDouble(), clock.now());
                views.add(
                        null,
                        1L + random.nextInt(5),
                        "bo",
                        1,
                        clock.now() - random.nextInt(1 << 29));
            }
            store.commit(new WriteSet().events(likes).events(views));
            if (hour % 2 == 0) {
                store.checkpoint();
                store.settleHistory();
            }
        }
        return store;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(history)) {
            return files.sorted().toList();
        }
    }

    private static double[] values(Store store) {
        double[] values = new double[HOURS / 7 * 2 * 3];
        int next = 0;
        for (int hour = 0; hour < HOURS / 7 * 7; hour += 7) {
            long moment = Feed.T0 + hour * Feed.HOUR + 1;
            SignalLedger likes = store.signalAsOf(Feed.LIKES, moment, PATIENT);
            SignalLedger views = store.signalAsOf(Feed.VIEWS, moment, PATIENT);
            for (long post : new long[] {1, 4}) {
                int ordinal = store.table(Feed.POSTS).ordinal(post);
                values[next++] = likes.decayed(ordinal, 1, moment);
                values[next++] = likes.windowSum(ordinal, Window.DAY);
                values[next++] = views.windowSum(ordinal, Window.WEEK);
            }
        }
        return values;
    }

    @Test
    void theyGrowWithTheLogAndAnswerAsTheLogDoes() throws IOException {
        double[] written;
        long logBytes;
        try (Store store = filled()) {
            written = values(store);
            logBytes = store.statistics().writes().logBytes();
        }
        List<Path> files = files();
        assertTrue(files.size() > 3, files::toString);
        long bytes = 0;
        for (Path file : files) {
            assertTrue(file.toString().endsWith(".snapshot"), file::toString);
            bytes += Files.size(file);
        }
        assertTrue(bytes <= logBytes, bytes + " of " + logBytes);
        try (Store store = Store.open(options())) {
            assertArrayEquals(written, values(store), 1e-12);
        }
        assertEquals(files, files());
        for (Path file : files) {
            Files.delete(file);
        }
        try (Store store = Store.open(options())) {
            assertArrayEquals(written, values(store), 1e-9);
        }
    }

    @Test
    void theLogBeforeOneIsNotRead() throws IOException {
        long damaged;
        try (Store store = filled()) {
            damaged = store.position() - 10L * HOURS + 1;
        }
        try (RocksStore raw =
                RocksStore.open(
                        new RocksOptions(
                                new DirectoryLayout(directory).database(), null, 16 << 20))) {
            raw.write(new Batch().put(Family.LOG, LogBlock.key(damaged), new byte[9]), true);
        }
        try (Store store = Store.open(options())) {
            int ordinal = store.table(Feed.POSTS).ordinal(1L);
            long late = Feed.T0 + HOURS / 2 * Feed.HOUR;
            double likes = 0;
            for (int day = 0; day < 5; day++) {
                long moment = late + day * Feed.DAY;
                double now =
                        store.signalAsOf(Feed.LIKES, moment, PATIENT)
                                .windowSum(ordinal, Window.ALL);
                assertTrue(now > likes, now + " after " + likes);
                likes = now;
            }
            TidalException e =
                    assertThrows(
                            TidalException.class,
                            () -> store.signalAsOf(Feed.LIKES, Feed.T0 + Feed.HOUR, PATIENT));
            assertEquals(ErrorCode.DATA_CORRUPTED, e.code());
        }
    }

    @Test
    void badOnesAreDeletedAndNeverServed() throws IOException {
        double[] written;
        try (Store store = filled()) {
            written = values(store);
        }
        Random random = new Random(2);
        List<Path> files = files();
        StoreOptions quiet = options().withCheckpoints(CheckpointPolicy.NEVER);
        for (int round = 0; round < 6; round++) {
            List<byte[]> sound = new ArrayList<>();
            for (Path file : files) {
                byte[] bytes = Files.readAllBytes(file);
                sound.add(bytes);
                byte[] bad = bytes.clone();
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, round == 5 ? Arrays.copyOf(bytes, bytes.length / 2) : bad);
            }
            try (Store store = Store.open(quiet)) {
                assertArrayEquals(written, values(store), 1e-9, "round " + round);
            }
            for (int i = 0; i < files.size(); i++) {
                // What was flipped may be of a signal that was not asked for.
                assertTrue(round < 5 || !Files.exists(files.get(i)));
                Files.write(files.get(i), sound.get(i));
            }
        }
        try (Store store = Store.open(quiet)) {
            assertArrayEquals(written, values(store), 1e-12);
        }
        assertEquals(files, files());
    }

    @Test
    void thoseOfAnotherLogAreDeleted() throws IOException {
        filled().close();
        List<Path> files = files();
        Path beyond = history.resolve("9999999999999999999.snapshot");
        Files.copy(files.getLast(), beyond);
        Path unfinished = history.resolve("0000000000000000123.unfinished");
        Files.write(unfinished, new byte[100]);
        // The same positions, and other commits.
        Path other = Files.createTempDirectory("tidal-other");
        Path kept = directory;
        directory = other;
        clock.set(Feed.T0 + 1);
        try (Store store = filled()) {
            store.settleHistory();
        }
        directory = kept;
        try {
            Path foreign = new DirectoryLayout(other).history().resolve(files.get(1).getFileName());
            assertTrue(Files.exists(foreign));
            Files.write(files.get(1), Files.readAllBytes(foreign));
            try (Store store = Store.open(options())) {
                store.settleHistory();
            }
            assertFalse(Files.exists(files.get(1)));
            assertFalse(Files.exists(unfinished));
            assertTrue(Files.exists(files.get(2)));
        } finally {
            Feed.deleteRecursively(other);
        }
    }
}
