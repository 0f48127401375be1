package io.tidaldb.crash;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.oracle.BruteForce;
import io.tidaldb.oracle.Operation;
import io.tidaldb.oracle.WriteSets;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Durability;
import io.tidaldb.store.Store;
import io.tidaldb.store.StoreOptions;
import io.tidaldb.store.WriteSet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The child process: several writers follow their {@link Script scripts} from where the store says
 * that they are, while checkpoints and backups are taken, until it is killed or its time is over.
 */
final class Ingest {
    /** How far the child's clock runs ahead of the moment that scripts are relative to, at most. */
    static final long CLOCK_RUN = 2 * 3_600_000L;

    private static final long CLOCK_STEP = 1_700;

    /** Few, so that what names rows need not wait for long. */
    private static final int MAX_UNDER_WAY = 6;

    private static final int EVENTS_PER_BATCH = 25;

    private final Task task;
    private final Report report;
    private final Store store;
    private final AtomicInteger submitted = new AtomicInteger();
    private volatile boolean stopped;
    private volatile boolean full;

    private Ingest(Task task, Report report) {
        this.task = task;
        this.report = report;
        report.phase(Report.Phase.OPENING);
        this.store =
                Store.open(
                        StoreOptions.at(task.directory())
                                .withWalDirectory(task.walDirectory())
                                .withClock(new RunningAhead(task.now(), new AtomicLong()))
                                .withDurability(Durability.parse(task.durability()))
                                .withMemoryBytes(task.memoryBytes())
                                .withQueuedCommits(task.queuedCommits())
                                .withCheckpoints(
                                        new CheckpointPolicy(
                                                1 << 20, task.eventsPerCheckpoint(), true)));
    }

    /** A clock that goes on whenever it is asked, as far as it may. */
    private record RunningAhead(long start, AtomicLong asked) implements StoreClock {
        @Override
        public long now() {
            return start + Math.min(CLOCK_RUN, asked.incrementAndGet() * CLOCK_STEP);
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        Report report = new Report();
        Task task = Task.parse(arguments);
        try {
            new Ingest(task, report).run();
        } catch (TidalException e) {
            if (task.fileKilobytes() == 0 || e.code() != ErrorCode.INPUT_OUTPUT) {
                report.failed(e);
                Runtime.getRuntime().halt(1);
            }
            // There is not even room to open the store.
            report.phase(Report.Phase.FULL);
            report.phase(Report.Phase.CLOSED);
        } catch (RuntimeException | Error e) {
            report.failed(e);
            Runtime.getRuntime().halt(1);
        }
    }

    private void run() throws InterruptedException {
        BruteForce beginning = new BruteForce(false, Integer.MAX_VALUE);
        beginning.commit(Script.beginning(task.seed()), task.now());
        if (store.position() == 0) {
            store.commit(writes(Script.beginning(task.seed())));
        }
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < task.writers(); i++) {
            int writer = i;
            long written = Script.written(store, writer);
            report.resumed(writer, written);
            Script script = new Script(task.seed(), writer, beginning);
            script.skipTo(written, task.now());
            writers.add(Thread.ofPlatform().unstarted(() -> write(writer, script)));
        }
        report.phase(Report.Phase.OPEN);
        writers.forEach(Thread::start);
        lookAfter();
        for (Thread writer : writers) {
            writer.join();
        }
        if (full) {
            requireNoMoreWrites();
            report.phase(Report.Phase.FULL);
        }
        report.phase(Report.Phase.CLOSING);
        try {
            store.close();
        } catch (TidalException e) {
            if (!full || e.code() != ErrorCode.INPUT_OUTPUT) {
                throw e;
            }
        }
        report.phase(Report.Phase.CLOSED);
    }

    /** Takes checkpoints and backups, and makes indexes, at random moments. */
    private void lookAfter() throws InterruptedException {
        Random random = new Random(task.seed() ^ task.now());
        while (!stopped) {
            Thread.sleep(random.nextInt(30));
            try {
                if (task.backups() != null && random.nextBoolean()) {
                    report.phase(Report.Phase.BACKUP);
                    store.backup(task.backups());
                } else if (random.nextInt(3) == 0) {
                    report.phase(Report.Phase.INDEX);
                    buildIndex(random);
                } else {
                    report.phase(Report.Phase.CHECKPOINT);
                    store.checkpoint();
                }
            } catch (TidalException e) {
                requireFull(e);
            }
        }
    }

    /** Makes the indexes that are only defined, or else one anew; it may be dropped meanwhile. */
    private void buildIndex(Random random) {
        try {
            List<IndexDefinition> all = List.copyOf(store.schema().indexes());
            WriteSets.buildIndexes(store);
            if (!all.isEmpty() && random.nextBoolean()) {
                store.buildIndex(all.get(random.nextInt(all.size())).id(), () -> {});
            }
        } catch (TidalException e) {
            if (e.code() != ErrorCode.UNKNOWN_INDEX) {
                throw e;
            }
        }
    }

    private void write(int writer, Script script) {
        Deque<CompletableFuture<Long>> underWay = new ArrayDeque<>();
        try {
            while (!stopped) {
                Script.Attempt attempt = script.next(task.now());
                boolean defines = attempt.set().stream().anyMatch(Operation::isDefinition);
                if (defines || !attempt.accepted() || WriteSets.namesWhatIsThere(attempt.set())) {
                    finish(underWay, 0);
                }
                if (!attempt.accepted()) {
                    requireRefusal(attempt.set());
                    continue;
                }
                stopped |= submitted.incrementAndGet() >= task.sets();
                long number = script.written();
                if (attempt.set().stream().anyMatch(Operation.Retract.class::isInstance)) {
                    commitAgain(attempt.set());
                    report.acknowledged(writer, number);
                    continue;
                }
                underWay.add(
                        store.submit(writes(attempt.set()))
                                .thenApply(
                                        position -> {
                                            report.acknowledged(writer, number);
                                            return position;
                                        }));
                finish(underWay, defines ? 0 : MAX_UNDER_WAY);
            }
            finish(underWay, 0);
        } catch (TidalException e) {
            requireFull(e);
        } catch (RuntimeException | Error e) {
            report.failed(e);
            Runtime.getRuntime().halt(1);
        }
    }

    private static void finish(Deque<CompletableFuture<Long>> underWay, int left) {
        while (underWay.size() > left) {
            try {
                underWay.remove().join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof TidalException cause ? cause : e;
            }
        }
    }

    private WriteSet writes(List<Operation> set) {
        return new WriteSets(store, EVENTS_PER_BATCH).of(set);
    }

    /** Commits what fails where another writer takes events back at the same time. */
    private void commitAgain(List<Operation> set) {
        while (true) {
            try {
                store.commit(writes(set));
                return;
            } catch (TidalException e) {
                if (e.code() != ErrorCode.SERIALIZATION_FAILURE) {
                    throw e;
                }
            }
        }
    }

    private void requireRefusal(List<Operation> set) {
        try {
            store.commit(writes(set));
        } catch (TidalException e) {
            if (e.code() == ErrorCode.INPUT_OUTPUT) {
                throw e;
            }
            if (e.code() != ErrorCode.INTERNAL) {
                return;
            }
        }
        throw new IllegalStateException("a set was accepted that must be refused");
    }

    /** A failure to write is one only where the disk has room. */
    private void requireFull(TidalException e) {
        if (task.fileKilobytes() == 0 || e.code() != ErrorCode.INPUT_OUTPUT) {
            report.failed(e);
            Runtime.getRuntime().halt(1);
        }
        full = store.statistics().readOnly();
        stopped = full;
    }

    private void requireNoMoreWrites() {
        try {
            store.commit(writes(Script.beginning(task.seed())));
        } catch (TidalException e) {
            if (e.code() == ErrorCode.INPUT_OUTPUT && e.getMessage().contains("takes no")) {
                return;
            }
        }
        throw new IllegalStateException("a store takes writes after one failed");
    }
}
