package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.RocksOptions;
import io.tidaldb.kv.RocksStore;
import io.tidaldb.ledger.DecayView;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

class CheckpointTest {
    private static final int POSTS = 3000;

    /** Ordinals that are compared: some more than there are posts at first. */
    private static final int ORDINALS = POSTS + 100;

    @TemporaryHome Path directory;

    private StoreOptions options;

    @BeforeEach
    void options() {
        options =
                StoreOptions.at(directory)
                        .withDurability(new Durability.None())
                        .withCheckpoints(CheckpointPolicy.NEVER)
                        .withClock(new StoreClock.FixedClock(Feed.T0));
    }

    private static Store filled(StoreOptions options) {
        Store store = Store.open(options);
        fill(store);
        return store;
    }

    private static void fill(Store store) {
        store.commit(Feed.definitions());
        WriteSet rows = new WriteSet();
        rows.insert(Feed.AUTHORS, Feed.author(1));
        for (int r = 0; r < 40; r++) {
            rows.insert(Feed.READERS, Feed.reader("reader " + r));
        }
        for (long id = 0; id < POSTS; id++) {
            rows.insert(Feed.POSTS, Feed.post(id, 1L));
        }
        store.commit(rows);
    }

    private static WriteSet events(Random random, int count) {
        WriteSet writes = new WriteSet();
        for (int signal : new int[] {Feed.LIKES, Feed.VIEWS, Feed.HIDES}) {
            EventBatch batch = new EventBatch(signal);
            for (int i = 0; i < count; i++) {
                batch.add(
                        random.nextLong(),
                        (long) random.nextInt(POSTS),
                        "reader " + random.nextInt(40),
                        random.nextInt(4) == 0 ? random.nextGaussian() : random.nextInt(5),
                        Feed.T0 - 3 * Feed.HOUR - random.nextLong(10 * Feed.DAY));
            }
            writes.events(batch);
        }
        return writes;
    }

    /** The bits of everything that signals add up to. */
    private static List<long[]> bits(Store store) {
        List<long[]> all = new ArrayList<>();
        for (SignalDefinition signal : store.schema().signals()) {
            for (int i = 0; i < signal.halfLivesMillis().size(); i++) {
                DecayView view = store.signal(signal.id()).decay(i);
                all.add(new long[] {view.landmark()});
                all.add(bits(view.values()::value));
            }
            all.add(bits(store.signal(signal.id()).window(Window.ALL)::value));
        }
        for (int reader = 0; reader < 40; reader++) {
            long[] seen = new long[ORDINALS];
            for (int post = 0; post < ORDINALS; post++) {
                if (!store.table(Feed.POSTS).isLive(post)) {
                    continue;
                }
                seen[post] =
                        (store.seen(Feed.POSTS, Feed.READERS).of(reader).contains(post) ? 1L : 0L)
                                + (store.excluded(Feed.POSTS, Feed.READERS)
                                                .of(reader)
                                                .contains(post)
                                        ? 2L
                                        : 0L);
            }
            all.add(seen);
        }
        return all;
    }

    private interface Cells {
        double value(int ordinal);
    }

    private static long[] bits(Cells cells) {
        long[] bits = new long[ORDINALS];
        for (int ordinal = 0; ordinal < ORDINALS; ordinal++) {
            bits[ordinal] = Double.doubleToRawLongBits(cells.value(ordinal));
        }
        return bits;
    }

    private static double[] windows(Store store) {
        List<Double> sums = new ArrayList<>();
        for (SignalDefinition signal : store.schema().signals()) {
            for (Window window : Window.values()) {
                for (int o = 0; signal.windows().contains(window) && o < ORDINALS; o++) {
                    sums.add(store.signal(signal.id()).windowSum(o, window));
                }
            }
        }
        return sums.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void assertSame(List<long[]> expected, List<long[]> got) {
        assertEquals(expected.size(), got.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), got.get(i), "column " + i);
        }
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
    void whatComesBackIsBitForBitWhatWas() {
        Random random = new Random(1);
        List<long[]> expected;
        double[] windows;
        long between;
        try (Store store = filled(options)) {
            for (int round = 0; round < 6; round++) {
                store.commit(events(random, 500));
                // The row that takes the key begins anew, under another ordinal.
                int post = random.nextInt(POSTS);
                store.commit(
                        new WriteSet()
                                .delete(
                                        Feed.POSTS,
                                        store.table(Feed.POSTS).ordinal(post),
                                        Long.MAX_VALUE)
                                .insert(Feed.POSTS, Feed.post(post, null)));
                between = store.checkpoint();
                assertEquals(store.position(), between);
            }
            store.commit(events(random, 30));
            expected = bits(store);
            windows = windows(store);
        }
        try (Store store = Store.open(options)) {
            assertEquals(90, store.recovery().replayedEvents());
            assertSame(expected, bits(store));
            assertArrayEquals(windows, windows(store), 1e-12);
        }
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @Test
    void onlyWhatChangedIsWritten() {
        AtomicInteger pages = new AtomicInteger();
        Store store =
                Store.open(
                        options,
                        (phase, done, total) -> {},
                        inner ->
                                new FrontedStore(inner) {
                                    @Override
                                    public void write(Batch batch, boolean sync) {
                                        batch.operations().stream()
                                                .filter(o -> o.family() == Family.CHECKPOINT)
                                                .filter(Batch.Put.class::isInstance)
                                                .forEach(o -> pages.incrementAndGet());
                                        super.write(batch, sync);
                                    }
                                });
        try (store) {
            fill(store);
            store.commit(events(new Random(2), 2000));
            store.checkpoint();
            int all = pages.getAndSet(0);
            store.commit(
                    new WriteSet()
                            .events(
                                    new EventBatch(Feed.VIEWS)
                                            .add(null, 1L, "reader 1", 1, Feed.T0)));
            store.checkpoint();
            // A block of decayed values, one of sums, a bucket, a group of users, the manifest.
            assertEquals(5, pages.getAndSet(0));
            assertTrue(all > 100, all + " pages");
            store.checkpoint();
            assertEquals(0, pages.get());
        }
    }

    @Test
    void enoughEventsBringACheckpointByThemselves() {
        options = options.withCheckpoints(new CheckpointPolicy(Long.MAX_VALUE, 100, false));
        try (Store store = filled(options)) {
            store.commit(events(new Random(3), 20));
            store.commit(events(new Random(4), 20));
        }
        try (Store store = Store.open(options)) {
            assertTrue(store.recovery().checkpointPosition() > POSTS);
            assertEquals(0, store.recovery().replayedEvents());
        }
    }

    @Test
    void commitsGoOnWhileACheckpointIsTaken() throws Exception {
        options = options.withCheckpoints(new CheckpointPolicy(1, 1, true));
        Random random = new Random(5);
        List<long[]> expected;
        try (Store store = filled(options)) {
            for (int i = 0; i < 200; i++) {
                store.commit(events(random, 3));
            }
            expected = bits(store);
        }
        try (Store store = Store.open(options)) {
            assertEquals(store.position(), store.recovery().checkpointPosition());
            assertSame(expected, bits(store));
        }
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    @Test
    void aDamagedCheckpointIsNeverServed() {
        double[] windows;
        try (Store store = filled(options)) {
            store.commit(events(new Random(6), 60));
            store.checkpoint();
            store.commit(events(new Random(7), 60));
            store.checkpoint();
            windows = windows(store);
        }
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        tamper(
                raw -> {
                    try (Cursor cursor = raw.scan(Family.CHECKPOINT, null, null)) {
                        while (cursor.next()) {
                            keys.add(cursor.key());
                            values.add(cursor.value());
                        }
                    }
                });
        Random random = new Random(8);
        int stride = keys.size() / 12;
        for (int i = 0; i < keys.size(); i += i == 0 ? 1 : stride) {
            byte[] key = keys.get(i);
            byte[] flipped = values.get(i).clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            boolean missing = i > 0 && random.nextInt(4) == 0;
            Batch damage = new Batch();
            if (missing) {
                damage.delete(Family.CHECKPOINT, key);
            } else {
                damage.put(Family.CHECKPOINT, key, flipped);
            }
            tamper(raw -> raw.write(damage, true));
            var findings = Store.verify(directory).findings();
            assertEquals(1, findings.size(), findings::toString);
            assertEquals("checkpoint", findings.getFirst().family());
            try (Store store = Store.open(options)) {
                String discarded = store.recovery().discarded();
                assertNotNull(discarded);
                assertTrue(discarded.contains("(family checkpoint, key "), discarded);
                assertEquals(0, store.recovery().checkpointPosition());
                assertArrayEquals(windows, windows(store), 1e-12);
            }
            tamper(
                    raw -> {
                        Batch whole = new Batch();
                        for (int k = 0; k < keys.size(); k++) {
                            whole.put(Family.CHECKPOINT, keys.get(k), values.get(k));
                        }
                        raw.write(whole, true);
                    });
        }
        try (Store store = Store.open(options)) {
            assertNull(store.recovery().discarded());
            assertEquals(store.position(), store.recovery().checkpointPosition());
        }
    }

    @Test
    void aDamagedFileOfACheckpointGoesWithIt(@TemporaryHome Path backups) throws IOException {
        double[] windows;
        try (Store store = filled(options)) {
            store.commit(events(new Random(6), 60));
            store.checkpoint();
            windows = windows(store);
        }
        // From the write-ahead log into files.
        Store.open(options).close();
        List<Path> files = filesOfCheckpoint();
        assertFalse(files.isEmpty());
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[10] ^= 1;
            Files.write(file, bytes);
        }
        assertEquals("files", Store.verify(directory).findings().getFirst().family());
        try (Store store = Store.open(options)) {
            assertTrue(store.recovery().damaged(), () -> store.recovery().toString());
            assertArrayEquals(windows, windows(store), 1e-12);
            store.backup(backups.resolve("feed"));
            assertEquals(store.position(), store.checkpoint());
        }
        assertEquals(List.of(), Store.verify(directory).findings());
        try (Store store = Store.open(options)) {
            assertEquals(store.position(), store.recovery().checkpointPosition());
            assertArrayEquals(windows, windows(store), 1e-12);
        }
    }

    /** RocksDB's files say which family they belong to. */
    private List<Path> filesOfCheckpoint() throws IOException {
        List<Path> found = new ArrayList<>();
        try (var files = Files.list(new DirectoryLayout(directory).database())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".sst")).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                        .contains(Family.CHECKPOINT.label())) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    @Test
    void aClockThatWasSetBackCountsTheLogAnew() {
        try (Store store = filled(options)) {
            store.commit(events(new Random(11), 100));
            store.checkpoint();
        }
        StoreOptions earlier =
                options.withClock(new StoreClock.FixedClock(Feed.T0 - 2 * Feed.HOUR));
        double[] expected;
        try (Store memory =
                filled(
                        StoreOptions.inMemory()
                                .withClock(new StoreClock.FixedClock(Feed.T0 - 2 * Feed.HOUR)))) {
            memory.commit(events(new Random(11), 100));
            expected = windows(memory);
        }
        try (Store store = Store.open(earlier)) {
            assertTrue(store.recovery().discarded().contains("clock"));
            assertArrayEquals(expected, windows(store), 1e-12);
        }
    }

    /** What follows the drop of a signal before the store is closed. */
    enum AfterDrop {
        NOTHING,
        CHECKPOINT,
        ANOTHER_OF_ITS_KIND
    }

    @ParameterizedTest
    @EnumSource(AfterDrop.class)
    void aSignalThatIsDroppedTakesItsSeenItemsAlong(AfterDrop then) {
        try (Store store = filled(options)) {
            store.commit(
                    new WriteSet()
                            .events(
                                    Feed.events(Feed.VIEWS)
                                            .add(null, 1L, "reader 1", 1, Feed.T0)
                                            .add(null, 1L, "reader 39", 1, Feed.T0))
                            .events(Feed.events(Feed.OPENS).add(null, 2L, "reader 1", 1, Feed.T0)));
            store.checkpoint();
            store.commit(new WriteSet().changeSchema(schema -> schema.without("views")));
            if (then == AfterDrop.ANOTHER_OF_ITS_KIND) {
                SignalDefinition opens = store.schema().signal("opens").orElseThrow();
                store.commit(new WriteSet().changeSchema(schema -> schema.without("opens")));
                store.commit(
                        new WriteSet()
                                .changeSchema(
                                        schema ->
                                                schema.with(
                                                        new SignalDefinition(
                                                                schema.nextId(),
                                                                "reads",
                                                                opens.targetTable(),
                                                                opens.userTable(),
                                                                List.of(),
                                                                opens.windows(),
                                                                null,
                                                                true,
                                                                false))));
            }
            if (then != AfterDrop.NOTHING) {
                store.checkpoint();
            }
        }
        assertEquals(List.of(), Store.verify(directory).findings());
        try (Store store = Store.open(options)) {
            var seen = store.seen(Feed.POSTS, Feed.READERS);
            assertFalse(seen.of(1).contains(1));
            assertFalse(seen.of(39).contains(1));
            assertEquals(then != AfterDrop.ANOTHER_OF_ITS_KIND, seen.of(1).contains(2));
        }
    }

    @Test
    void anOrdinalThatIsUsedAgainStartsWithoutAPast() {
        options = options.withRememberedEventIds(10);
        try (Store store = filled(options)) {
            store.commit(
                    new WriteSet()
                            .events(
                                    Feed.events(Feed.VIEWS)
                                            .add(1L, 7L, "reader 1", 1, Feed.T0)
                                            .add(2L, 8L, "reader 1", 1, Feed.T0)));
            store.checkpoint();
            store.commit(
                    new WriteSet()
                            .delete(Feed.POSTS, 7, Long.MAX_VALUE)
                            .delete(Feed.READERS, 2, Long.MAX_VALUE));
        }
        try (Store store = Store.open(options)) {
            store.commit(new WriteSet().insert(Feed.POSTS, Feed.post(7000, 1L)));
            assertEquals(7, store.table(Feed.POSTS).ordinal(7000));
            assertEquals(0, store.signal(Feed.VIEWS).windowSum(7, Window.WEEK));
            assertEquals(0, store.signal(Feed.VIEWS).windowSum(7, Window.ALL));
            assertEquals(0, store.signal(Feed.VIEWS).decayed(7, 0, Feed.T0));
            assertFalse(store.seen(Feed.POSTS, Feed.READERS).of(1).contains(7));
            store.checkpoint();
        }
        try (Store store = Store.open(options)) {
            assertEquals(0, store.recovery().replayedEvents());
            assertEquals(0, store.signal(Feed.VIEWS).windowSum(7, Window.WEEK));
            assertFalse(store.seen(Feed.POSTS, Feed.READERS).of(1).contains(7));
            assertTrue(store.seen(Feed.POSTS, Feed.READERS).of(1).contains(8));
            // Its id is still remembered.
            long position = store.position();
            store.commit(
                    new WriteSet()
                            .events(Feed.events(Feed.VIEWS).add(2L, 8L, "reader 1", 1, Feed.T0)));
            assertEquals(position, store.position());
        }
    }

    @Test
    void aDirectoryOfTheFirstFormatIsMigrated() {
        double[] windows;
        try (Store store = filled(options)) {
            store.commit(events(new Random(12), 20));
            windows = windows(store);
        }
        tamper(
                raw ->
                        raw.write(
                                new Batch()
                                        .put(
                                                Family.META,
                                                MetaKeys.FORMAT,
                                                ByteBuffer.allocate(4).putInt(1).array())
                                        .delete(Family.META, MetaKeys.IDENTITY),
                                true));
        for (int i = 0; i < 2; i++) {
            try (Store store = Store.open(options)) {
                assertArrayEquals(windows, windows(store), 1e-12);
                store.checkpoint();
            }
        }
        tamper(raw -> assertEquals(StoredFacts.FORMAT, ByteBuffer.wrap(format(raw)).getInt()));
    }

    private static byte[] format(RocksStore raw) {
        return raw.get(Family.META, MetaKeys.FORMAT);
    }

    @Test
    void aStoreInMemoryHasNothingToDo() {
        try (Store store = Store.open(StoreOptions.inMemory())) {
            store.commit(Feed.definitions());
            assertEquals(store.position(), store.checkpoint());
        }
    }
}
