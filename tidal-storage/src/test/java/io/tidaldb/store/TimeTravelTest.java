package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.kv.MemoryStore;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.schema.Window;
import io.tidaldb.table.Table;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** What is said of a moment that has passed is what was said then. */
class TimeTravelTest {
    private static final int POSTS = 6;
    private static final int[] SIGNALS = {Feed.LIKES, Feed.VIEWS};
    private static final double TOLERANCE = 1e-9;

    /** An event, and when it became known. */
    private record Known(int signal, long post, double weight, long at, long since) {}

    /** What was said at a moment, per signal and row that was there. */
    private record Answer(long moment, Map<List<Long>, double[]> values) {}

    /** Memory that outlives the store over it. */
    private static final class Kept extends FrontedStore {
        Kept() {
            super(new MemoryStore());
        }

        @Override
        public void close() {}
    }

    private static final class History implements AutoCloseable {
        private final Random random;
        private final boolean imports;

        /** Null for a store in memory. */
        private final Path directory;

        private final KeyValueStore memory = new Kept();
        private final List<Known> events = new ArrayList<>();
        private final List<Answer> answers = new ArrayList<>();
        private final Map<Long, Integer> bornAfter = new HashMap<>();
        private long now = Feed.T0;
        private long nextId;
        private final Set<Long> eventIds = new HashSet<>();
        private Store store;

        History(long seed, boolean imports, boolean disk) throws IOException {
            this.random = new Random(seed);
            this.imports = imports;
            this.directory = disk ? Files.createTempDirectory("tidal-history") : null;
            open(new StoreClock.FixedClock(now));
            store.commit(Feed.definitions());
            WriteSet rows = new WriteSet().insert(Feed.READERS, Feed.reader("ann"));
            for (long id = 0; id < POSTS; id++) {
                rows.insert(Feed.POSTS, Feed.post(id, null));
                bornAfter.put(id, 0);
            }
            store.commit(rows);
        }

        private void open(StoreClock clock) {
            CheckpointPolicy policy =
                    switch (random.nextInt(3)) {
                        case 0 -> CheckpointPolicy.NEVER;
                        case 1 -> CheckpointPolicy.DEFAULT;
                        default -> new CheckpointPolicy(Long.MAX_VALUE, 7, false);
                    };
            store =
                    directory == null
                            ? Store.open(
                                    StoreOptions.inMemory().withClock(clock),
                                    (phase, done, total) -> {},
                                    unused -> memory)
                            : Store.open(
                                    StoreOptions.at(directory)
                                            .withDurability(new Durability.None())
                                            .withCheckpoints(policy)
                                            .withClock(clock));
        }

        /** Time passes while the store is closed, since a fixed clock does not run. */
        void goOn() {
            store.close();
            now += random.nextInt(4) == 0 ? random.nextLong(9 * Feed.DAY) : random.nextInt(200_000);
            boolean following = imports && random.nextBoolean();
            open(
                    following
                            ? new StoreClock.LogClock(new AtomicLong(Long.MIN_VALUE))
                            : new StoreClock.FixedClock(now));
            for (int sets = random.nextInt(4); sets > 0; sets--) {
                write(following);
            }
            if (following) {
                now = Math.max(now, store.clock().now());
            } else {
                answers.add(new Answer(now, values(store::signal, now)));
            }
        }

        private void write(boolean following) {
            WriteSet set = new WriteSet();
            if (random.nextInt(5) == 0) {
                renew(random.nextInt(POSTS));
            }
            for (int signal : SIGNALS) {
                EventBatch batch = new EventBatch(signal);
                for (int i = random.nextInt(8); i > 0; i--) {
                    boolean repeated = nextId > 0 && random.nextInt(5) == 0;
                    long id = repeated ? random.nextLong(nextId) : nextId++;
                    long post = random.nextInt(POSTS);
                    double weight = random.nextInt(4) == 0 ? random.nextDouble(-3, 3) : 1;
                    long late =
                            switch (random.nextInt(4)) {
                                case 0 -> random.nextLong(40 * Feed.DAY);
                                case 1 -> -random.nextLong(WriteLimits.MAX_SKEW_MILLIS);
                                default -> random.nextLong(2 * Feed.HOUR);
                            };
                    // One signal has the even ids, the other the odd ones.
                    long own = id * 2 + (signal == Feed.LIKES ? 0 : 1);
                    batch.add(own, post, random.nextBoolean() ? "ann" : null, weight, now - late);
                    if (eventIds.add(own)) {
                        long since = following ? now - late : now;
                        events.add(new Known(signal, post, weight, now - late, since));
                    }
                }
                set.events(batch);
            }
            store.commit(set);
        }

        /** Deletes a row and inserts it again, which starts without a past. */
        private void renew(long post) {
            int ordinal = store.table(Feed.POSTS).ordinal(post);
            store.commit(new WriteSet().delete(Feed.POSTS, ordinal, WriteSet.NO_READ_POSITION));
            store.commit(new WriteSet().insert(Feed.POSTS, Feed.post(post, null)));
            bornAfter.put(post, events.size());
        }

        /** All values of all rows, by signal, key and the position of the row's birth. */
        private Map<List<Long>, double[]> values(
                IntFunction<SignalLedger> signals, long moment) {
            Map<List<Long>, double[]> values = new HashMap<>();
            Table posts = store.table(Feed.POSTS);
            for (int signal : SIGNALS) {
                for (long post = 0; post < POSTS; post++) {
                    int ordinal = posts.ordinal(post);
                    values.put(
                            List.of((long) signal, post, posts.bornAt(ordinal)),
                            values(signals.apply(signal), ordinal, moment));
                }
            }
            return values;
        }

        private static double[] values(SignalLedger ledger, int ordinal, long moment) {
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < ledger.definition().halfLivesMillis().size(); i++) {
                values.add(ledger.decayed(ordinal, i, moment));
            }
            for (Window window : Window.values()) {
                if (ledger.definition().windows().contains(window)) {
                    values.add(ledger.windowSum(ordinal, window));
                }
            }
            return values.stream().mapToDouble(d -> d).toArray();
        }

        private SignalLedger asOf(int signal, long moment) {
            return store.signalAsOf(signal, moment, () -> {});
        }

        void answersAreTheSame() {
            for (Answer answer : answers) {
                Map<List<Long>, double[]> again = values(s -> asOf(s, answer.moment), answer.moment);
                again.forEach(
                        (row, values) -> {
                            double[] said = answer.values.get(row);
                            if (said != null) {
                                same(said, values, row + " at " + answer.moment);
                            }
                        });
            }
        }

        void everyMomentIsTheSumOfWhatWasKnown(int moments) {
            for (int m = 0; m < moments; m++) {
                long moment = Feed.T0 - 30 * Feed.DAY + random.nextLong(now - Feed.T0 + 30 * Feed.DAY + 1);
                for (int signal : SIGNALS) {
                    SignalLedger ledger = asOf(signal, moment);
                    assertSame(ledger, asOf(signal, moment));
                    for (long post = 0; post < POSTS; post++) {
                        int ordinal = store.table(Feed.POSTS).ordinal(post);
                        same(
                                expected(ledger, signal, post, moment),
                                values(ledger, ordinal, moment),
                                signal + " of " + post + " at " + moment);
                    }
                    assertEquals(known(signal, moment).size(), count(signal, moment));
                }
            }
        }

        private long count(int signal, long moment) {
            long count = 0;
            try (EventCursor cursor = store.eventsAsOf(signal, moment, () -> {})) {
                while (cursor.next()) {
                    count++;
                }
            }
            return count;
        }

        private List<Known> known(int signal, long moment) {
            return events.stream().filter(e -> e.signal == signal && e.since <= moment).toList();
        }

        private double[] expected(SignalLedger ledger, int signal, long post, long moment) {
            List<Known> counted =
                    events.subList(bornAfter.get(post), events.size()).stream()
                            .filter(e -> e.signal == signal && e.post == post && e.since <= moment)
                            .toList();
            List<Double> values = new ArrayList<>();
            for (long halfLife : ledger.definition().halfLivesMillis()) {
                values.add(
                        counted.stream()
                                .mapToDouble(
                                        e ->
                                                e.weight
                                                        * Math.pow(
                                                                2,
                                                                -(double) (moment - e.at)
                                                                        / halfLife))
                                .sum());
            }
            for (Window window : Window.values()) {
                if (ledger.definition().windows().contains(window)) {
                    values.add(
                            counted.stream()
                                    .filter(e -> covers(window, e.at, moment))
                                    .mapToDouble(e -> e.weight)
                                    .sum());
                }
            }
            return values.stream().mapToDouble(d -> d).toArray();
        }

        private static boolean covers(Window window, long at, long moment) {
            if (window == Window.ALL) {
                return true;
            }
            long age = moment / window.bucketMillis() - at / window.bucketMillis();
            return age >= 0 && age < window.buckets();
        }

        private static void same(double[] expected, double[] actual, String what) {
            assertEquals(expected.length, actual.length);
            for (int i = 0; i < expected.length; i++) {
                double scale = Math.max(1, Math.abs(expected[i]));
                assertEquals(expected[i], actual[i], TOLERANCE * scale, what + ", value " + i);
            }
        }

        @Override
        public void close() {
            store.close();
            if (directory != null) {
                Feed.deleteRecursively(directory);
            }
        }
    }

    @Property(tries = 60)
    void aMomentAnswersAsItDidThen(@ForAll long seed) throws IOException {
        answersStay(seed, false);
    }

    @Property(tries = 3)
    void aMomentAnswersAsItDidThenFromCheckpoints(@ForAll long seed) throws IOException {
        answersStay(seed, true);
    }

    private static void answersStay(long seed, boolean disk) throws IOException {
        try (History history = new History(seed, false, disk)) {
            for (int i = 0; i < 14; i++) {
                history.goOn();
                if (i % 5 == 4) {
                    history.answersAreTheSame();
                }
            }
            history.answersAreTheSame();
            history.answersAreTheSame();
            history.everyMomentIsTheSumOfWhatWasKnown(8);
        }
    }

    @Property(tries = 60)
    void historyThatIsLoadedIsKnownFromItsOwnTimesOn(@ForAll long seed) throws IOException {
        momentsAreSums(seed, false);
    }

    @Property(tries = 3)
    void historyThatIsLoadedIsKnownFromCheckpoints(@ForAll long seed) throws IOException {
        momentsAreSums(seed, true);
    }

    private static void momentsAreSums(long seed, boolean disk) throws IOException {
        try (History history = new History(seed, true, disk)) {
            for (int i = 0; i < 12; i++) {
                history.goOn();
                if (i % 4 == 3) {
                    history.everyMomentIsTheSumOfWhatWasKnown(4);
                }
            }
            history.everyMomentIsTheSumOfWhatWasKnown(12);
        }
    }
}
