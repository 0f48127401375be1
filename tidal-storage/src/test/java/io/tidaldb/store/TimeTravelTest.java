package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.oracle.SteppingClock;
import io.tidaldb.schema.Window;
import io.tidaldb.table.Table;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;

/** What is said of a moment that has passed is what was said then. */
class TimeTravelTest {
    private static final int POSTS = 6;
    private static final int[] SIGNALS = {Feed.LIKES, Feed.VIEWS};
    private static final double TOLERANCE = 1e-9;

    /**
     * An event, and when it was known.
     *
     * @param since from when on
     * @param until until when, where it was taken back
     */
    private record Known(
            long position, int signal, long post, double weight, long at, long since, long until) {
        boolean by(long moment) {
            return since <= moment && until > moment;
        }
    }

    /** What was said at a moment, per signal and row that was there. */
    private record Answer(long moment, Map<List<Long>, double[]> values) {}

    private static final class Past implements AutoCloseable {
        private final Random random;
        private final boolean imports;
        private final Disk disk = new Disk();
        private final SteppingClock clock = new SteppingClock(Feed.T0);
        private final List<Known> events = new ArrayList<>();
        private final List<Answer> answers = new ArrayList<>();
        private final Map<Long, Long> bornAt = new HashMap<>();
        private final Set<Long> eventIds = new HashSet<>();
        private long committed = Feed.T0;
        private long newest;
        private long nextId;
        private boolean following;
        private Store store;

        Past(long seed, boolean imports) {
            this.random = new Random(seed);
            this.imports = imports;
            open();
            store.commit(Feed.definitions());
            store.commit(new WriteSet().insert(Feed.READERS, Feed.reader("ann")));
            for (long id = 0; id < POSTS; id++) {
                bornAt.put(
                        id, store.commit(new WriteSet().insert(Feed.POSTS, Feed.post(id, null))));
            }
        }

        private void open() {
            CheckpointPolicy policy =
                    switch (random.nextInt(3)) {
                        case 0 -> CheckpointPolicy.NEVER;
                        case 1 -> CheckpointPolicy.DEFAULT;
                        default -> new CheckpointPolicy(Long.MAX_VALUE, 7, false);
                    };
            StoreOptions options = StoreOptions.at(Path.of("simulated")).withCheckpoints(policy);
            store =
                    Store.over(
                            disk, options.withClock(following ? StoreClock.parse("log") : clock));
        }

        void goOn() {
            clock.set(
                    clock.now()
                            + (random.nextInt(4) == 0
                                    ? random.nextLong(9 * Feed.DAY)
                                    : random.nextInt(200_000)));
            if (random.nextInt(4) == 0) {
                store.close();
                following = imports && random.nextBoolean();
                open();
            }
            for (int sets = random.nextInt(4); sets > 0; sets--) {
                write();
                if (random.nextInt(4) == 0) {
                    store.checkpoint();
                }
            }
            if (following) {
                clock.set(Math.max(clock.now(), committed));
            } else {
                store.advanceTo(clock.now());
                answers.add(new Answer(clock.now(), values(store::signal, clock.now())));
            }
        }

        private void write() {
            if (random.nextInt(6) == 0) {
                renew(random.nextInt(POSTS));
            }
            if (random.nextInt(4) == 0) {
                takeBack();
            }
            WriteSet set = new WriteSet();
            List<Known> accepted = new ArrayList<>();
            for (int signal : SIGNALS) {
                EventBatch batch = new EventBatch(signal);
                for (int i = random.nextInt(8); i > 0; i--) {
                    add(signal, batch, accepted);
                }
                set.events(batch);
            }
            long position = commit(set) - accepted.size();
            for (Known event : accepted) {
                position++;
                events.add(
                        new Known(
                                position,
                                event.signal,
                                event.post,
                                event.weight,
                                event.at,
                                following ? event.at : committed,
                                Long.MAX_VALUE));
            }
        }

        private void add(int signal, EventBatch batch, List<Known> accepted) {
            boolean repeated = nextId > 0 && random.nextInt(5) == 0;
            // One signal has the even ids, the other the odd ones.
            long id =
                    (repeated ? random.nextLong(nextId) : nextId++) * 2
                            + (signal == Feed.LIKES ? 0 : 1);
            long post = random.nextInt(POSTS);
            double weight = random.nextInt(4) == 0 ? random.nextDouble(-3, 3) : 1;
            long late =
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextLong(40 * Feed.DAY);
                        case 1 -> -random.nextLong(WriteLimits.MAX_SKEW_MILLIS);
                        default -> random.nextLong(2 * Feed.HOUR);
                    };
            long at = clock.now() - late;
            batch.add(id, post, random.nextBoolean() ? "ann" : null, weight, at);
            if (eventIds.add(id)) {
                newest = Math.max(newest, at);
                accepted.add(new Known(0, signal, post, weight, at, 0, 0));
            }
        }

        private void takeBack() {
            int signal = SIGNALS[random.nextInt(SIGNALS.length)];
            long[] positions =
                    events.stream()
                            .filter(e -> e.signal == signal && random.nextInt(5) == 0)
                            .mapToLong(Known::position)
                            .toArray();
            commit(new WriteSet().retract(signal, positions));
            Set<Long> gone = new HashSet<>();
            Arrays.stream(positions).forEach(gone::add);
            events.replaceAll(
                    e ->
                            gone.contains(e.position) && e.until == Long.MAX_VALUE
                                    ? new Known(
                                            e.position,
                                            e.signal,
                                            e.post,
                                            e.weight,
                                            e.at,
                                            e.since,
                                            committed)
                                    : e);
        }

        /** Deletes a row and inserts it again, which starts without a past. */
        private void renew(long post) {
            int ordinal = store.table(Feed.POSTS).ordinal(post);
            commit(new WriteSet().delete(Feed.POSTS, ordinal, WriteSet.NO_READ_POSITION));
            bornAt.put(post, commit(new WriteSet().insert(Feed.POSTS, Feed.post(post, null))));
        }

        /**
         * The moment of a commit is kept in what it writes: of nothing there is none. A clock that
         * follows the events stands at the newest of all, which may have come ahead of the other
         * clock.
         */
        private long commit(WriteSet set) {
            long before = store.position();
            long position = store.commit(set);
            if (position > before) {
                committed = Math.max(committed, following ? newest : clock.now());
            }
            return position;
        }

        /** All values of all rows, by signal, key and the position of the row's birth. */
        private Map<List<Long>, double[]> values(IntFunction<SignalLedger> signals, long moment) {
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
                Map<List<Long>, double[]> again =
                        values(s -> asOf(s, answer.moment), answer.moment);
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
                long span = clock.now() - Feed.T0 + 30 * Feed.DAY;
                long moment = Feed.T0 - 30 * Feed.DAY + random.nextLong(span + 1);
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
            try (EventCursor cursor = store.events(signal, EventFilter.ALL, moment, () -> {})) {
                while (cursor.next()) {
                    count++;
                }
            }
            return count;
        }

        private List<Known> known(int signal, long moment) {
            return events.stream().filter(e -> e.signal == signal && e.by(moment)).toList();
        }

        private double[] expected(SignalLedger ledger, int signal, long post, long moment) {
            List<Known> counted =
                    known(signal, moment).stream()
                            .filter(e -> e.post == post && e.position > bornAt.get(post))
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
        }
    }

    @Property(tries = 60)
    void aMomentAnswersAsItDidThen(@ForAll long seed) {
        try (Past past = new Past(seed, false)) {
            for (int i = 0; i < 20; i++) {
                past.goOn();
                if (i % 7 == 6) {
                    past.answersAreTheSame();
                }
            }
            past.answersAreTheSame();
            past.answersAreTheSame();
            past.everyMomentIsTheSumOfWhatWasKnown(8);
        }
    }

    @Property(tries = 60)
    void historyThatIsLoadedIsKnownFromItsOwnTimesOn(@ForAll long seed) {
        try (Past past = new Past(seed, true)) {
            for (int i = 0; i < 20; i++) {
                past.goOn();
                if (i % 7 == 6) {
                    past.everyMomentIsTheSumOfWhatWasKnown(4);
                }
            }
            past.everyMomentIsTheSumOfWhatWasKnown(12);
        }
    }
}
