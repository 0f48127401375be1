package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What creators add up to while items come, go and change hands. */
class RollUpTest {
    /** Of posts 1 to 5. */
    private static final Long[] CREATORS = {null, 1L, 1L, 1L, 2L, null};

    @TempDir Path directory;

    private StoreOptions options;
    private Store store;

    @BeforeEach
    void open() {
        options =
                StoreOptions.at(directory)
                        .withDurability(new Durability.None())
                        .withCheckpoints(CheckpointPolicy.NEVER)
                        .withClock(new StoreClock.FixedClock(Feed.T0));
        store = Store.open(options);
        store.commit(RolledUp.definitions());
        WriteSet rows = new WriteSet().insert(Feed.READERS, Feed.reader("ann"));
        for (long id = 1; id <= 3; id++) {
            rows.insert(Feed.AUTHORS, Feed.author(id));
        }
        for (long id = 1; id <= 5; id++) {
            rows.insert(Feed.POSTS, Feed.post(id, CREATORS[(int) id]));
        }
        store.commit(rows);
    }

    @AfterEach
    void close() {
        RolledUp.check(store, Feed.T0);
        store.close();
        store = Store.open(options);
        RolledUp.check(store, Feed.T0);
        store.close();
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    private void claps(long post, double weight) {
        store.commit(new WriteSet().events(clap(post, weight)));
    }

    private static EventBatch clap(long post, double weight) {
        return Feed.events(RolledUp.CLAPS).add(null, post, "ann", weight, Feed.T0 - Feed.HOUR);
    }

    private void assertClaps(double... ofAuthors) {
        SignalLedger claps = store.rolledUp(RolledUp.CLAPS);
        for (int i = 0; i < ofAuthors.length; i++) {
            int author = store.table(Feed.AUTHORS).ordinal(i + 1L);
            assertEquals(ofAuthors[i], claps.windowSum(author, Window.ALL));
            assertEquals(ofAuthors[i], claps.windowSum(author, Window.DAY));
            assertEquals(ofAuthors[i] / 2, claps.decayed(author, 1, Feed.T0), 1e-12);
        }
        RolledUp.check(store, Feed.T0);
    }

    private WriteSet delete(int table, Object key) {
        return new WriteSet().delete(table, store.table(table).ordinal(key), Long.MAX_VALUE);
    }

    @Test
    void eventsCountForTheCreatorAsWell() {
        claps(1, 1);
        claps(2, 2);
        claps(4, 5);
        claps(5, 100);
        assertClaps(3, 5, 0);
        assertEquals(1, store.signal(RolledUp.CLAPS).windowSum(0, Window.ALL));
        assertThrows(IllegalStateException.class, () -> store.rolledUp(Feed.LIKES));
    }

    @Test
    void anItemThatChangesHandsTakesItsPastAlong() {
        claps(1, 1);
        claps(2, 2);
        store.commit(new WriteSet().upsert(Feed.POSTS, Feed.post(2, 3L)));
        assertClaps(1, 0, 2);
        claps(2, 4);
        assertClaps(1, 0, 6);
        store.commit(new WriteSet().upsert(Feed.POSTS, Feed.post(2, null)));
        assertClaps(1, 0, 0);
        claps(2, 8);
        store.commit(new WriteSet().upsert(Feed.POSTS, Feed.post(2, 1L)));
        assertClaps(15, 0, 0);
        // An upsert that names the same creator changes nothing.
        store.commit(new WriteSet().upsert(Feed.POSTS, Feed.post(2, 1L)));
        assertClaps(15, 0, 0);
    }

    @Test
    void anEventThatIsTakenBackCountsForNoCreator() {
        long first = store.commit(new WriteSet().events(clap(1, 4)));
        claps(1, 2);
        store.commit(new WriteSet().upsert(Feed.POSTS, Feed.post(1, 3L)));
        assertClaps(0, 0, 6);
        store.commit(new WriteSet().retract(RolledUp.CLAPS, new long[] {first}));
        assertClaps(0, 0, 2);
    }

    @Test
    void anItemThatIsDeletedTakesItsPastAway() {
        claps(1, 1);
        claps(2, 2.5);
        store.commit(delete(Feed.POSTS, 2L));
        assertClaps(1, 0, 0);
        store.commit(new WriteSet().insert(Feed.POSTS, Feed.post(2, 1L)));
        assertClaps(1, 0, 0);
        claps(2, 16);
        assertClaps(17, 0, 0);
    }

    @Test
    void aCreatorThatIsInsertedAnewUnderItsItemsKeepsThem() {
        claps(1, 1);
        claps(4, 5);
        store.commit(delete(Feed.AUTHORS, 1L).insert(Feed.AUTHORS, Feed.author(1)));
        assertClaps(1, 5, 0);
        claps(2, 2);
        assertClaps(3, 5, 0);
        // All at once: deleted, an item moved away, an event, inserted, deleted and inserted.
        int author = store.table(Feed.AUTHORS).ordinal(1L);
        int next = store.table(Feed.AUTHORS).upcomingOrdinal(0);
        store.commit(
                new WriteSet()
                        .delete(Feed.AUTHORS, author, Long.MAX_VALUE)
                        .upsert(Feed.POSTS, Feed.post(2, 3L))
                        .events(clap(1, 8))
                        .insert(Feed.AUTHORS, Feed.author(1))
                        .events(clap(3, 16))
                        .delete(Feed.AUTHORS, next, Long.MAX_VALUE)
                        .insert(Feed.AUTHORS, Feed.author(1))
                        .upsert(Feed.POSTS, Feed.post(3, 1L)));
        assertClaps(25, 5, 2);
    }

    @Test
    void anItemMayComeBeforeItsCreator() {
        claps(4, 5);
        store.commit(
                new WriteSet()
                        .insert(Feed.POSTS, Feed.post(6, 4L))
                        .events(clap(6, 1))
                        .upsert(Feed.POSTS, Feed.post(4, 4L))
                        .insert(Feed.AUTHORS, Feed.author(4))
                        .events(clap(6, 2)));
        assertClaps(0, 0, 0, 8);
        store.commit(
                new WriteSet()
                        .insert(Feed.POSTS, Feed.post(7, 5L))
                        .insert(Feed.AUTHORS, Feed.author(5)));
        claps(7, 3);
        assertClaps(0, 0, 0, 8, 3);
    }

    @Test
    void aCreatorWithoutItemsLeavesNothingBehind() {
        claps(4, 0.1);
        claps(4, 0.2);
        store.commit(new WriteSet().upsert(Feed.POSTS, Feed.post(4, 1L)));
        int author = store.table(Feed.AUTHORS).ordinal(2L);
        store.commit(delete(Feed.AUTHORS, 2L));
        SignalLedger claps = store.rolledUp(RolledUp.CLAPS);
        assertEquals(0, claps.windowSum(author, Window.ALL));
        assertEquals(0, claps.decayed(author, 0, Feed.T0));
        store.commit(new WriteSet().insert(Feed.AUTHORS, Feed.author(2)));
        assertClaps(0.1 + 0.2, 0, 0);
    }

    @Test
    void aSignalMayBeDeclaredWhenItemsAreThere() {
        claps(4, 5);
        store.commit(new WriteSet().changeSchema(s -> s.without("claps")));
        store.commit(new WriteSet().changeSchema(s -> s.without("reads")));
        store.commit(new WriteSet().upsert(Feed.POSTS, Feed.post(4, 3L)));
        store.commit(new WriteSet().changeSchema(s -> RolledUp.with(s, 13, "claps")));
        EventBatch events = Feed.events(13).add(null, 4L, "ann", 7, Feed.T0);
        store.commit(new WriteSet().events(events));
        int author = store.table(Feed.AUTHORS).ordinal(3L);
        assertEquals(7, store.rolledUp(13).windowSum(author, Window.ALL));
    }

    @Test
    void theCreatorsStayWhileASignalIsRolledUpToThem() {
        TidalException refused =
                assertThrows(
                        TidalException.class,
                        () -> store.commit(new WriteSet().changeSchema(s -> s.without("authors"))));
        assertEquals(ErrorCode.DEPENDENT_OBJECTS, refused.code());
        assertEquals(
                "table authors cannot be dropped, since column posts.creator, signal claps, signal"
                        + " reads, relationship follows refer to it; drop that first",
                refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, SignalDefinition.MAX_LIFETIME_MILLIS + 1, Long.MAX_VALUE})
    void aLifetimeHasALimit(long lifetime) {
        SignalDefinition signal =
                new SignalDefinition(
                        13,
                        "glances",
                        Feed.POSTS,
                        Feed.READERS,
                        List.of(),
                        List.of(lifetime),
                        Set.of(Window.ALL),
                        null,
                        false,
                        false,
                        SignalDefinition.NO_ROLL_UP,
                        false,
                        SignalDefinition.KEEP);
        WriteSet create = new WriteSet().changeSchema(schema -> schema.with(signal));
        TidalException refused = assertThrows(TidalException.class, () -> store.commit(create));
        assertEquals(ErrorCode.INVALID_DEFINITION, refused.code());
    }

    @Test
    void windowsOfCreatorsMoveWithTheClock() {
        store.close();
        options = options.withClock(new StoreClock.LogClock(new AtomicLong(Long.MIN_VALUE)));
        store = Store.open(options);
        claps(1, 1);
        EventBatch later =
                Feed.events(RolledUp.CLAPS).add(null, 4L, "ann", 1, Feed.T0 + 2 * Feed.DAY);
        store.commit(new WriteSet().events(later));
        SignalLedger claps = store.rolledUp(RolledUp.CLAPS);
        int author = store.table(Feed.AUTHORS).ordinal(1L);
        assertEquals(0, claps.windowSum(author, Window.DAY));
        assertEquals(1, claps.windowSum(author, Window.WEEK));
        assertEquals(1, claps.windowSum(store.table(Feed.AUTHORS).ordinal(2L), Window.HOUR));
    }
}
