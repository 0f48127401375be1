package io.tidaldb.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.oracle.Agreement;
import io.tidaldb.oracle.BruteForce;
import io.tidaldb.store.BackupInfo;
import io.tidaldb.store.Backups;
import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.DirectoryLayout;
import io.tidaldb.store.Feed;
import io.tidaldb.store.Store;
import io.tidaldb.store.StoreOptions;
import io.tidaldb.store.VerificationListener;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A directory in which process after process is killed, and what must be in it. */
final class Victim {
    private static final List<String> MODES = List.of("sync", "interval:10", "none");

    /** Sets with which a file mostly comes to its limit, unless what it holds is moved before. */
    private static final int ENOUGH_TO_FILL = 800;

    private final Child child;
    private final Path place;
    private final Random random;
    private final long seed;
    private final int writers;
    private final boolean ownWal;
    private final Map<Kill.Moment, Integer> moments = new EnumMap<>(Kill.Moment.class);
    private final Expectation expectation;

    /** By writer, how many sets are certain to be there. */
    private final long[] certain;

    private boolean checked = true;
    private long now = Feed.T0;

    Victim(Child child, Path place, long seed) {
        this.child = child;
        this.place = place;
        this.seed = seed;
        this.random = new Random(seed);
        this.writers = 1 + random.nextInt(4);
        this.ownWal = random.nextInt(3) == 0;
        this.certain = new long[writers];
        this.expectation = new Expectation(seed, writers);
    }

    private Path directory() {
        return place.resolve("store");
    }

    private Path database() {
        return new DirectoryLayout(directory()).database();
    }

    private Path walDirectory() {
        return ownWal ? place.resolve("wal") : null;
    }

    private Path backups() {
        return place.resolve("backups");
    }

    /**
     * Lets a process write until it is killed, and mostly looks at what it left.
     *
     * @param last whether to look in any case
     * @return whether it was killed, and did not end by itself before that
     */
    boolean round(boolean last) throws IOException {
        if (checked) {
            moveClock();
        }
        Task task = task();
        Kill kill =
                task.fileKilobytes() > 0
                        ? new Kill(Kill.Moment.NEVER, 1, 0)
                        : Kill.random(random, task);
        try {
            return round(task, kill, last);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("after " + kill + " of " + task, e);
        }
    }

    private boolean round(Task task, Kill kill, boolean last) throws IOException {
        Acknowledgements said = child.run(task, kill);
        boolean killed = !said.reached(Report.Phase.CLOSED);
        if (killed) {
            moments.merge(kill.moment(), 1, Integer::sum);
        }
        boolean opened = said.reached(Report.Phase.OPEN);
        for (int i = 0; opened && i < writers; i++) {
            assertTrue(said.resumed()[i] >= certain[i], said::toString);
        }
        boolean powerLoss =
                opened
                        && task.isUnsynced()
                        && !said.reached(Report.Phase.CLOSING)
                        && random.nextBoolean();
        if (powerLoss) {
            // What was there when the store was opened was put on disk then.
            PowerLoss.strike(
                    ownWal ? walDirectory() : database(),
                    new DirectoryLayout(directory()).syncMark(),
                    random);
            // Backups may have what is lost, and has another sequel from here on.
            if (Files.exists(backups())) {
                Feed.deleteRecursively(backups());
            }
        }
        for (int i = 0; opened && i < writers; i++) {
            certain[i] = (powerLoss ? said.resumed() : said.acknowledged())[i];
        }
        checked = last || random.nextInt(3) > 0;
        if (checked) {
            check(task);
        }
        return killed;
    }

    private void moveClock() {
        now +=
                switch (random.nextInt(6)) {
                    case 0 -> random.nextLong(60_000);
                    case 1, 2 -> Ingest.CLOCK_RUN + random.nextLong(3 * Feed.HOUR);
                    case 3 -> random.nextLong(3 * Feed.DAY);
                    case 4 -> random.nextLong(90 * Feed.DAY);
                    // It is set back.
                    default -> -random.nextLong(2 * Feed.DAY);
                };
        now = Math.max(now, Feed.T0);
    }

    private Task task() {
        boolean full = random.nextInt(12) == 0;
        return new Task(
                directory(),
                walDirectory(),
                random.nextInt(3) == 0 ? backups() : null,
                seed,
                writers,
                now,
                MODES.get(random.nextInt(MODES.size())),
                random.nextBoolean() ? 8 << 20 : 64 << 20,
                random.nextBoolean() ? 2 : 1024,
                random.nextBoolean() ? 60 : 1500,
                full ? ENOUGH_TO_FILL : 20 + random.nextInt(200),
                full ? 100 + random.nextInt(150) : 0);
    }

    private void check(Task task) throws IOException {
        if (Arrays.stream(certain).anyMatch(count -> count > 0)) {
            assertEquals(
                    List.of(),
                    Store.verify(directory(), walDirectory(), VerificationListener.SILENT)
                            .findings());
        }
        try (Store store = open(directory(), walDirectory())) {
            String discarded = store.recovery().discarded();
            assertFalse(discarded != null && discarded.contains("damaged"), discarded);
            compare(store);
        }
        // A process that was killed before it marked the directory has made none.
        if (task.backups() != null && Files.exists(backups().resolve("tidal-backup"))) {
            checkBackup();
        }
    }

    private Store open(Path directory, Path wal) {
        return Store.open(
                StoreOptions.at(directory)
                        .withWalDirectory(wal)
                        .withClock(new StoreClock.FixedClock(now + Ingest.CLOCK_RUN))
                        .withCheckpoints(CheckpointPolicy.NEVER));
    }

    private void compare(Store store) {
        if (store.position() == 0) {
            assertEquals(0, Arrays.stream(certain).sum(), "lost");
            return;
        }
        for (int i = 0; i < writers; i++) {
            long written = Script.written(store, i);
            assertTrue(written >= certain[i], "lost");
            certain[i] = written;
        }
        BruteForce expected = expectation.advanceTo(certain, now);
        long moment = now + Ingest.CLOCK_RUN;
        expected.reopenedAt(moment);
        Agreement.check(expected, store, moment);
        for (long later :
                new long[] {59 * 60_000, Feed.HOUR, Feed.DAY, 8 * Feed.DAY, 31 * Feed.DAY}) {
            expected.advanceTo(moment + later);
            Agreement.checkSums(expected, store, moment + later);
        }
    }

    /** Whatever a killed process left there, the backups that are listed are whole. */
    private void checkBackup() throws IOException {
        List<BackupInfo> all = Backups.list(backups());
        if (all.isEmpty()) {
            return;
        }
        Path restored = place.resolve("restored");
        int id = all.getLast().id();
        assertTrue(
                Backups.restore(backups(), id, restored, null, VerificationListener.SILENT)
                        .isSound());
        try (Store store = open(restored, null)) {
            assertTrue(store.position() >= all.getLast().position());
            long[] written = new long[writers];
            for (int i = 0; i < writers; i++) {
                written[i] = Script.written(store, i);
            }
            BruteForce expected = expectation.at(written);
            expected.reopenedAt(now + Ingest.CLOCK_RUN);
            Agreement.check(expected, store, now + Ingest.CLOCK_RUN);
        }
        Feed.deleteRecursively(restored);
    }

    Map<Kill.Moment, Integer> moments() {
        return moments;
    }

    /** How many sets were written. */
    long sets() {
        return Arrays.stream(certain).sum();
    }
}
