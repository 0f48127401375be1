package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.checkpoint.PageCodec;
import io.tidaldb.clock.StoreClock;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.RocksOptions;
import io.tidaldb.kv.RocksStore;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Linear decay in a store: ahead of the clock, over checkpoints, behind a clock that went back. */
class LinearDecayTest {
    private static final long LIFETIME = 7 * Feed.DAY;
    private static final int POSTS = 5;

    private record Event(long post, double weight, long at) {}

    @TempDir Path directory;

    private final List<Event> events = new ArrayList<>();
    private final Random random = new Random(11);
    private StoreOptions options;

    @BeforeEach
    void options() {
        options =
                StoreOptions.at(directory)
                        .withDurability(new Durability.None())
                        .withCheckpoints(CheckpointPolicy.NEVER);
        try (Store store = at(Feed.T0)) {
            store.commit(RolledUp.definitions());
            WriteSet rows =
                    new WriteSet()
                            .insert(Feed.READERS, Feed.reader("ann"))
                            .insert(Feed.AUTHORS, Feed.author(1));
            for (long id = 0; id < POSTS; id++) {
                rows.insert(Feed.POSTS, Feed.post(id, 1L));
            }
            store.commit(rows);
        }
    }

    private Store at(long now) {
        return Store.open(options.withClock(new StoreClock.FixedClock(now)));
    }

    private void commit(Store store, int count, long earliest, long latest) {
        EventBatch batch = Feed.events(RolledUp.CLAPS);
        for (int i = 0; i < count; i++) {
            Event event =
                    new Event(
                            random.nextInt(POSTS),
                            random.nextInt(3) == 0 ? random.nextGaussian() : random.nextInt(4),
                            random.nextLong(earliest, latest));
            events.add(event);
            batch.add(null, event.post, "ann", event.weight, event.at);
        }
        store.commit(new WriteSet().events(batch));
    }

    private void check(Store store, long now) {
        store.advanceTo(now);
        double author = 0;
        for (long post = 0; post < POSTS; post++) {
            double expected = 0;
            for (Event event : events) {
                expected += event.post == post ? event.weight * left(event.at, now) : 0;
            }
            author += expected;
            int ordinal = store.table(Feed.POSTS).ordinal(post);
            var claps = store.signal(RolledUp.CLAPS);
            assertEquals(expected, claps.linear(0, now).value(ordinal), 1e-11);
        }
        assertEquals(author, store.rolledUp(RolledUp.CLAPS).linear(0, now).value(0), 1e-10);
    }

    private static double left(long at, long now) {
        long bucket = at * 1024 / LIFETIME;
        double age = now - bucket * (LIFETIME / 1024.0);
        return age < 0 ? 0 : Math.max(0, 1 - age / LIFETIME);
    }

    @Test
    void whatFadesComesBackFromACheckpointAndTheLogAfterIt() {
        long now = Feed.T0;
        for (int round = 0; round < 6; round++) {
            try (Store store = at(now)) {
                check(store, now);
                commit(store, 300, now - 10 * Feed.DAY, now);
                if (round % 2 == 0) {
                    store.checkpoint();
                }
                commit(store, 50, now - Feed.DAY, now + 4 * 60_000);
                check(store, now);
            }
            try (Store store = at(now)) {
                assertEquals(round % 2 == 0 ? 50 : 400, store.recovery().replayedEvents());
                check(store, now);
                // Nothing but the clock moves.
                check(store, now + Feed.DAY);
                check(store, now + Feed.DAY + 1_234_567);
            }
            now += 2 * Feed.DAY + 345_678;
        }
        assertEquals(List.of(), Store.verify(directory).findings());
        try (Store store = at(now + LIFETIME)) {
            for (int post = 0; post < POSTS; post++) {
                assertEquals(0, store.signal(RolledUp.CLAPS).linear(0, 0).value(post));
            }
            commit(store, 1, now, now + LIFETIME);
            store.checkpoint();
        }
        // The last event's, unless that is ahead of what the shorter lifetime reaches.
        int pages = fadingPages();
        assertTrue(pages == 1 || pages == 2, () -> pages + " pages");
    }

    /** How many pages of buckets a checkpoint has for what fades; windows have three grids. */
    private int fadingPages() {
        Path database = new DirectoryLayout(directory).database();
        try (RocksStore store = RocksStore.open(new RocksOptions(database, null, 16 << 20));
                Cursor cursor = store.scan(Family.CHECKPOINT, new byte[] {3}, new byte[] {4})) {
            int pages = 0;
            while (cursor.next()) {
                pages += PageCodec.key(cursor.key()).id().sub() >= 3 ? 1 : 0;
            }
            return pages;
        }
    }

    @Test
    void aClockThatWentBackFindsWhatItsOwnMomentLeaves() {
        try (Store store = at(Feed.T0 + 3 * Feed.DAY)) {
            commit(store, 100, Feed.T0 - 5 * Feed.DAY, Feed.T0 + 3 * Feed.DAY);
            store.checkpoint();
            check(store, Feed.T0 + 3 * Feed.DAY);
        }
        // Opened at an earlier moment everything is as of that: what lies ahead has yet to come.
        try (Store store = at(Feed.T0)) {
            check(store, Feed.T0);
            check(store, Feed.T0 + Feed.DAY);
        }
        // Within one opening a moment before the ledger's own counts as the ledger's own.
        try (Store store = at(Feed.T0 + Feed.DAY)) {
            var claps = store.signal(RolledUp.CLAPS);
            assertEquals(
                    claps.linear(0, Feed.T0 + Feed.DAY).value(0),
                    claps.linear(0, Feed.T0).value(0));
        }
    }
}
