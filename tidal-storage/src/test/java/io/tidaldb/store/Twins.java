package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Family;
import io.tidaldb.ledger.LinearView;
import io.tidaldb.ledger.SignalLedger;
import io.tidaldb.oracle.SteppingClock;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.Window;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Two stores to which the same is done, of which one keeps its events and the other lets them
 * expire. But for the events themselves they must hold the same.
 */
final class Twins implements AutoCloseable {
    private static final int POSTS = 6;
    private static final int[] SIGNALS = {Feed.LIKES, Feed.VIEWS, Feed.HIDES, Feed.OPENS};
    private static final Map<Integer, Long> RETENTION =
            Map.of(Feed.LIKES, 2 * Feed.DAY, Feed.VIEWS, 10 * Feed.DAY, Feed.OPENS, Feed.HOUR);
    private static final double TOLERANCE = 1e-12;
    private static final Runnable PATIENT = () -> {};

    final SteppingClock clock = new SteppingClock(Feed.T0);
    private final Random random;
    private final boolean following;
    private final CheckpointPolicy policy;
    private final Disk keepingDisk = new Disk();
    private final Store keeping;
    private Disk disk = new Disk();
    private Store expiring;
    private long nextId;

    /**
     * @param following whether the clock follows the events
     * @param policy when checkpoints are taken; null for any of several
     */
    Twins(Random random, boolean following, CheckpointPolicy policy) {
        this.random = random;
        this.policy = policy;
        this.following = following;
        keeping = Store.over(keepingDisk, options().withCheckpoints(CheckpointPolicy.NEVER));
        expiring = Store.over(disk, options());
        keeping.commit(new WriteSet().changeSchema(schema -> define(schema, Map.of())));
        expiring.commit(new WriteSet().changeSchema(schema -> define(schema, RETENTION)));
        WriteSet rows = new WriteSet();
        for (String reader : List.of("ann", "bo", "cy")) {
            rows.insert(Feed.READERS, Feed.reader(reader));
        }
        for (long id = 0; id < POSTS; id++) {
            rows.insert(Feed.POSTS, Feed.post(id, null));
        }
        commit(rows);
    }

    private StoreOptions options() {
        CheckpointPolicy any =
                switch (random.nextInt(3)) {
                    case 0 -> CheckpointPolicy.NEVER;
                    case 1 -> CheckpointPolicy.DEFAULT;
                    default -> new CheckpointPolicy(Long.MAX_VALUE, 9, false);
                };
        return StoreOptions.at(Path.of("simulated"))
                .withCheckpoints(policy == null ? any : policy)
                .withClock(following ? StoreClock.parse("log") : clock);
    }

    /** The signals of the feed, retained for so long, and one of them with linear decay as well. */
    static Schema define(Schema schema, Map<Integer, Long> retention) {
        Schema feed = Feed.define(schema);
        for (int id : SIGNALS) {
            SignalDefinition signal =
                    feed.signals().stream().filter(s -> s.id() == id).findAny().orElseThrow();
            feed =
                    feed.without(signal.name())
                            .with(
                                    new SignalDefinition(
                                            id,
                                            signal.name(),
                                            signal.targetTable(),
                                            signal.userTable(),
                                            signal.halfLivesMillis(),
                                            id == Feed.LIKES ? List.of(3 * Feed.DAY) : List.of(),
                                            signal.windows(),
                                            signal.role(),
                                            signal.marksSeen(),
                                            signal.excludes(),
                                            SignalDefinition.NO_ROLL_UP,
                                            false,
                                            retention.getOrDefault(id, SignalDefinition.KEEP)));
        }
        return feed;
    }

    private void commit(WriteSet set) {
        assertEquals(keeping.commit(set), expiring.commit(set));
    }

    Disk disk() {
        return disk;
    }

    Store expiring() {
        return expiring;
    }

    void goOn(int times) {
        for (int i = 0; i < times; i++) {
            goOn();
        }
    }

    /** Time passes, and something is written. */
    void goOn() {
        clock.set(
                clock.now()
                        + (random.nextInt(3) == 0
                                ? random.nextLong(4 * Feed.DAY)
                                : random.nextLong(Feed.HOUR)));
        for (int sets = random.nextInt(4); sets > 0; sets--) {
            switch (random.nextInt(8)) {
                case 0 -> renewPost();
                case 1 -> renewReader();
                case 2 -> takeBack();
                default -> append();
            }
        }
    }

    private void append() {
        WriteSet set = new WriteSet();
        for (int signal : SIGNALS) {
            if (keeping.schema().signals().stream().noneMatch(s -> s.id() == signal)) {
                continue;
            }
            EventBatch batch = new EventBatch(signal);
            for (int i = random.nextInt(6); i > 0; i--) {
                boolean repeated = nextId > 0 && random.nextInt(4) == 0;
                long id = repeated ? random.nextLong(nextId) : nextId++;
                long late =
                        switch (random.nextInt(6)) {
                            case 0 -> random.nextLong(60 * Feed.DAY);
                            case 1 -> -random.nextLong(WriteLimits.MAX_SKEW_MILLIS);
                            default -> random.nextLong(Feed.HOUR);
                        };
                batch.add(
                        random.nextInt(4) == 0 ? null : (Long) id,
                        (long) random.nextInt(POSTS),
                        random.nextInt(4) == 0
                                ? null
                                : List.of("ann", "bo", "cy").get(random.nextInt(3)),
                        random.nextInt(-4, 9) / 8.0,
                        clock.now() - late);
            }
            set.events(batch);
        }
        commit(set);
    }

    private void renewPost() {
        long key = random.nextInt(POSTS);
        int ordinal = keeping.table(Feed.POSTS).ordinal(key);
        int other = expiring.table(Feed.POSTS).ordinal(key);
        assertEquals(
                keeping.commit(new WriteSet().delete(Feed.POSTS, ordinal, Long.MAX_VALUE)),
                expiring.commit(new WriteSet().delete(Feed.POSTS, other, Long.MAX_VALUE)));
        commit(new WriteSet().insert(Feed.POSTS, Feed.post(key, null)));
    }

    private void renewReader() {
        int ordinal = keeping.table(Feed.READERS).ordinal("cy");
        int other = expiring.table(Feed.READERS).ordinal("cy");
        assertEquals(
                keeping.commit(new WriteSet().delete(Feed.READERS, ordinal, Long.MAX_VALUE)),
                expiring.commit(new WriteSet().delete(Feed.READERS, other, Long.MAX_VALUE)));
        commit(new WriteSet().insert(Feed.READERS, Feed.reader("cy")));
    }

    private void takeBack() {
        int signal = SIGNALS[random.nextInt(3)];
        long[] positions =
                events(expiring, signal, 0).stream()
                        .mapToLong(e -> (Long) e.getFirst())
                        .filter(position -> random.nextInt(3) == 0)
                        .toArray();
        WriteSet set = new WriteSet().retract(signal, positions);
        long position;
        try {
            position = expiring.commit(set);
        } catch (TidalException e) {
            // Some of them expired meanwhile.
            assertEquals(ErrorCode.SERIALIZATION_FAILURE, e.code());
            return;
        }
        assertEquals(keeping.commit(set), position);
    }

    /** One of the signals that mark items as seen goes, and takes its marks along. */
    void dropOpens() {
        commit(new WriteSet().changeSchema(schema -> schema.without("opens")));
    }

    void expire() {
        expiring.checkpoint();
        expiring.settleHistory();
    }

    /** How a store comes back. */
    enum Reopening {
        CLOSED,
        KILLED,
        WITHOUT_CHECKPOINT
    }

    void reopen(Reopening how) {
        if (how == Reopening.CLOSED) {
            expiring.close();
        } else {
            kill();
        }
        if (how == Reopening.WITHOUT_CHECKPOINT) {
            dropCheckpoint(disk);
        }
        expiring = Store.over(disk, options());
    }

    /** Ends the process that has the store open; what it has written stays. */
    void kill() {
        disk.cutPower();
        assertThrows(TidalException.class, expiring::close);
        disk = disk.kept(disk.written());
    }

    private long now() {
        return following ? Math.max(Feed.T0, expiring.clock().now()) : clock.now();
    }

    void mustHoldTheSame() {
        long now = now();
        keeping.advanceTo(now);
        expiring.advanceTo(now);
        for (SignalDefinition signal : keeping.schema().signals()) {
            compareEvents(signal);
        }
        compareAll(keeping, expiring, now);
    }

    private void compareAll(Store one, Store other, long now) {
        for (SignalDefinition signal : one.schema().signals()) {
            compare(
                    one,
                    one.signal(signal.id()),
                    other,
                    other.signal(signal.id()),
                    now,
                    TOLERANCE,
                    signal.name() + " now");
        }
        for (String reader : List.of("ann", "bo", "cy")) {
            assertEquals(marks(one, reader), marks(other, reader), reader);
        }
    }

    /**
     * After a power failure there is a beginning of what was written, of any length. Each must hold
     * what the store that keeps its events held at that log position.
     */
    void mustHoldTheSameAfterEveryPowerFailure() {
        Map<Long, Integer> kept = new HashMap<>();
        for (int i = 1; i <= keepingDisk.written(); i++) {
            kept.put(position(keepingDisk.kept(i)), i);
        }
        for (int i = 1; i <= disk.written(); i += 1 + random.nextInt(3)) {
            long position = position(disk.kept(i));
            if (!kept.containsKey(position)) {
                continue;
            }
            VerificationReport report =
                    new Verification(disk.kept(i), options(), VerificationListener.SILENT).run();
            assertTrue(report.isSound(), i + ": " + report);
            Disk left = disk.kept(i);
            if (random.nextBoolean()) {
                dropCheckpoint(left);
            }
            StoreOptions options = options().withCheckpoints(CheckpointPolicy.NEVER);
            try (Store one = Store.over(keepingDisk.kept(kept.get(position)), options);
                    Store other = Store.over(left, options)) {
                if (!one.schema().tables().isEmpty() && one.table(Feed.READERS).liveCount() == 3) {
                    compareAll(one, other, now());
                }
            }
        }
    }

    private static long position(Disk disk) {
        byte[] position = disk.get(Family.META, MetaKeys.LAST_POSITION);
        return position == null ? 0 : ByteBuffer.wrap(position).getLong();
    }

    private static void dropCheckpoint(Disk disk) {
        disk.write(
                new Batch().deleteRange(Family.CHECKPOINT, new byte[] {0}, new byte[] {(byte) 255}),
                true);
    }

    private void compareEvents(SignalDefinition signal) {
        long expired;
        List<List<Object>> left;
        do {
            // More may expire meanwhile, in the background.
            expiring.settleHistory();
            expired = expiring.expired(signal.id()).position();
            left = events(expiring, signal.id(), 0);
            expiring.settleHistory();
        } while (expired != expiring.expired(signal.id()).position());
        assertEquals(events(keeping, signal.id(), expired), left, signal.name());
    }

    void mustKnowTheSameOfThePast(int moments) {
        expiring.settleHistory();
        for (int i = 0; i < moments; i++) {
            long moment = Math.max(0, now() - random.nextLong(now() - Feed.T0 + 2 * Feed.DAY));
            for (SignalDefinition signal : keeping.schema().signals()) {
                mustKnowTheSame(signal, moment);
            }
        }
        for (SignalDefinition signal : expiring.schema().signals()) {
            // What is asked for at least is what the signal says that it retains.
            long retained = now() - signal.retentionMillis();
            if (signal.retentionMillis() != SignalDefinition.KEEP) {
                assertTrue(expiring.expired(signal.id()).knownFrom() <= retained, signal.name());
            }
        }
    }

    private void mustKnowTheSame(SignalDefinition signal, long moment) {
        if (moment >= expiring.expired(signal.id()).knownFrom()) {
            try {
                compare(
                        keeping,
                        keeping.signalAsOf(signal.id(), moment, PATIENT),
                        expiring,
                        expiring.signalAsOf(signal.id(), moment, PATIENT),
                        moment,
                        1e-9,
                        signal.name() + " at " + moment);
                return;
            } catch (TidalException e) {
                // More may have expired meanwhile, in the background.
                assertEquals(ErrorCode.INVALID_TIMESTAMP, e.code(), e.getMessage());
            }
        }
        assertTrue(moment < expiring.expired(signal.id()).knownFrom(), signal.name());
        TidalException e =
                assertThrows(
                        TidalException.class,
                        () -> expiring.signalAsOf(signal.id(), moment, PATIENT));
        assertEquals(ErrorCode.INVALID_TIMESTAMP, e.code());
        assertThrows(
                TidalException.class,
                () -> expiring.events(signal.id(), EventFilter.ALL, moment, PATIENT));
    }

    private static void compare(
            Store one,
            SignalLedger expected,
            Store other,
            SignalLedger actual,
            long moment,
            double tolerance,
            String what) {
        for (long post = 0; post < POSTS; post++) {
            int ordinal = one.table(Feed.POSTS).ordinal(post);
            int otherOrdinal = other.table(Feed.POSTS).ordinal(post);
            assertEquals(ordinal < 0, otherOrdinal < 0);
            if (ordinal < 0) {
                continue;
            }
            double[] values = values(expected, ordinal, moment);
            double[] others = values(actual, otherOrdinal, moment);
            for (int i = 0; i < values.length; i++) {
                double scale = Math.max(1, Math.abs(values[i]));
                assertEquals(
                        values[i],
                        others[i],
                        tolerance * scale,
                        what + ", post " + post + ", value " + i);
            }
        }
    }

    private static double[] values(SignalLedger ledger, int ordinal, long moment) {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < ledger.definition().halfLivesMillis().size(); i++) {
            values.add(ledger.decayed(ordinal, i, moment));
        }
        for (int i = 0; i < ledger.definition().lifetimesMillis().size(); i++) {
            LinearView view = ledger.linear(i, moment);
            values.add(view.value(ordinal));
        }
        for (Window window : Window.values()) {
            if (ledger.definition().windows().contains(window)) {
                values.add(ledger.windowSum(ordinal, window));
            }
        }
        return values.stream().mapToDouble(d -> d).toArray();
    }

    private static List<List<Object>> events(Store store, int signal, long after) {
        List<List<Object>> events = new ArrayList<>();
        try (EventCursor cursor = store.events(signal)) {
            while (cursor.next()) {
                if (cursor.position() > after) {
                    events.add(
                            List.of(
                                    cursor.position(),
                                    cursor.hasEventId() ? cursor.eventId() : "",
                                    cursor.target(),
                                    String.valueOf(cursor.user()),
                                    cursor.weight(),
                                    cursor.at()));
                }
            }
        }
        return events;
    }

    private static Map<String, List<Boolean>> marks(Store store, String reader) {
        Map<String, List<Boolean>> marks = new HashMap<>();
        int user = store.table(Feed.READERS).ordinal(reader);
        for (long post = 0; post < POSTS; post++) {
            int ordinal = store.table(Feed.POSTS).ordinal(post);
            if (ordinal >= 0) {
                marks.put(
                        "post " + post,
                        List.of(
                                store.seen(Feed.POSTS, Feed.READERS).of(user).contains(ordinal),
                                store.excluded(Feed.POSTS, Feed.READERS)
                                        .of(user)
                                        .contains(ordinal)));
            }
        }
        return marks;
    }

    @Override
    public void close() {
        keeping.close();
        expiring.close();
        VerificationReport report =
                new Verification(disk, options(), VerificationListener.SILENT).run();
        assertTrue(report.isSound(), report::toString);
    }
}
