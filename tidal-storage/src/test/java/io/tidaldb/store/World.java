package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.oracle.Agreement;
import io.tidaldb.oracle.BruteForce;
import io.tidaldb.oracle.Operation;
import io.tidaldb.oracle.SteppingClock;
import io.tidaldb.oracle.WriteSets;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A store that lives through a history, under one configuration of many that must not matter. */
final class World implements AutoCloseable {
    /**
     * What must not matter.
     *
     * @param eventsPerBatch into how large batches events are split within their set
     * @param pipelined whether sets are submitted without waiting for those before
     */
    record Configuration(
            Durability durability,
            CheckpointPolicy checkpoints,
            int queuedCommits,
            long memoryBytes,
            int eventsPerBatch,
            boolean pipelined) {
        static Configuration random(Random random) {
            return new Configuration(
                    pick(
                            random,
                            new Durability.Sync(),
                            new Durability.None(),
                            new Durability.Interval(5)),
                    pick(
                            random,
                            CheckpointPolicy.DEFAULT,
                            CheckpointPolicy.NEVER,
                            new CheckpointPolicy(1, 1, true),
                            new CheckpointPolicy(2000, 20, false)),
                    pick(random, 1, 3, 1024),
                    pick(random, 8L << 20, 64L << 20),
                    pick(random, 1, 7, 1_000_000),
                    random.nextBoolean());
        }

        @SafeVarargs
        private static <T> T pick(Random random, T... choices) {
            return choices[random.nextInt(choices.length)];
        }
    }

    /** More event ids than any history has. */
    private static final int MANY_IDS = 100_000;

    private record Submitted(List<Operation> set, CompletableFuture<Long> done, boolean accepted) {}

    private final History history;
    private final Configuration configuration;
    private final Place place;
    private final SteppingClock clock = new SteppingClock(Feed.T0);
    private final Deque<Submitted> underWay = new ArrayDeque<>();

    /** When things were looked at. */
    private final List<Long> moments = new ArrayList<>();

    private Store store;
    private BruteForce expected;
    private BruteForce backup;

    World(History history, Configuration configuration, Place place) {
        this.history = history;
        this.configuration = configuration;
        this.place = place;
        this.expected = new BruteForce(history.followsEvents(), history.rememberedIds());
        open();
    }

    private void open() {
        StoreClock now = history.followsEvents() ? StoreClock.parse("log") : clock;
        store =
                place.open(
                        options ->
                                options.withClock(now)
                                        .withDurability(configuration.durability)
                                        .withCheckpoints(configuration.checkpoints)
                                        .withQueuedCommits(configuration.queuedCommits)
                                        .withMemoryBytes(configuration.memoryBytes)
                                        .withRememberedEventIds(history.rememberedIds()));
    }

    void run() {
        for (History.Step step : history.steps()) {
            if (!(step instanceof History.Commit)) {
                finishUnderWay();
            }
            run(step);
        }
    }

    private void run(History.Step step) {
        switch (step) {
            case History.Commit commit -> commit(commit.set());
            case History.SetClock set -> clock.set(set.now());
            case History.Read read -> {
                expected.advanceTo(clock.now());
                Agreement.checkSums(expected, store, now());
            }
            case History.Checkpoint checkpoint -> store.checkpoint();
            case History.Check check -> check();
            case History.Reopen reopen -> {
                store.close();
                open();
                expected.reopenedAt(clock.now());
                check();
            }
            case History.Crash crash -> crash(crash);
            case History.Backup ignored -> {
                place.backup(store);
                backup = expected.copy();
            }
            case History.Restore restore -> {
                store.close();
                place.restore();
                open();
                expected = backup.copy();
                expected.reopenedAt(clock.now());
                check();
            }
        }
    }

    private void commit(List<Operation> set) {
        if (WriteSets.namesWhatIsThere(set)) {
            finishUnderWay();
        }
        BruteForce next = expected.after(set, clock.now());
        CompletableFuture<Long> done =
                store.submit(new WriteSets(store, configuration.eventsPerBatch).of(set));
        expected = next == null ? expected : next;
        underWay.add(new Submitted(set, done, next != null));
        // Within a commit group all ids are remembered, however few a signal remembers.
        boolean waits = !configuration.pipelined || history.rememberedIds() < MANY_IDS;
        if (waits || set.stream().anyMatch(Operation::isDefinition)) {
            finishUnderWay();
            assertEquals(expected.position(), store.position());
            WriteSets.buildIndexes(store);
        }
    }

    private void finishUnderWay() {
        while (!underWay.isEmpty()) {
            Submitted one = underWay.remove();
            if (one.accepted) {
                one.done.join();
                continue;
            }
            CompletionException e =
                    assertThrows(CompletionException.class, one.done::join, one.set::toString);
            TidalException refusal = (TidalException) e.getCause();
            assertNotEquals(ErrorCode.INTERNAL, refusal.code(), refusal.getMessage());
            assertNotEquals(ErrorCode.INPUT_OUTPUT, refusal.code(), refusal.getMessage());
        }
    }

    private void check() {
        expected.advanceTo(clock.now());
        store.settleHistory();
        Agreement.check(expected, store, now());
        Random random = new Random(expected.position());
        for (int i = 0; i < 2 && !moments.isEmpty(); i++) {
            long moment = moments.get(random.nextInt(moments.size())) + random.nextInt(-1, 2);
            if (moment <= now()) {
                Agreement.checkPast(expected, store, moment);
            }
        }
        moments.add(now());
    }

    /** What the store's clock shows; the test's own before a first event sets one that follows. */
    private long now() {
        return history.followsEvents() && expected.newestEvent() != Long.MIN_VALUE
                ? expected.newestEvent()
                : clock.now();
    }

    private void crash(History.Crash crash) {
        WriteSet writes = new WriteSets(store, configuration.eventsPerBatch).of(crash.set());
        BruteForce kept = History.afterCrash(expected, crash.moment(), crash.set(), clock.now());
        place.crash(store, crash.moment(), writes);
        open();
        expected = kept;
        check();
    }

    /** Closes the store for the last time; its data must be sound and complete then. */
    @Override
    public void close() {
        end();
        VerificationReport report = place.verify();
        assertTrue(report.isSound(), report::toString);
        assertEquals(expected.position(), report.position());
    }

    /** Closes the store for the last time. */
    void end() {
        store.close();
    }
}
