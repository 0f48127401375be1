package io.tidaldb.crash;

import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * When a child process is killed: some time after it said that it came to a phase, or that sets are
 * acknowledged; or never, and it ends by itself.
 *
 * @param times how often the phase must come first, or how many sets
 */
record Kill(Moment moment, int times, long delayMicros) {
    enum Moment {
        /** While the store is opened: in its very first milliseconds, or while it recovers. */
        OPENING,
        WRITING,
        CHECKPOINT,
        BACKUP,
        /** While an index is made, or made anew. */
        INDEX,
        CLOSING,
        /** When the disk is full, or the time is over. */
        NEVER
    }

    static Kill random(Random random, Task task) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> new Kill(Moment.OPENING, 1, random.nextLong(150_000));
            case 2, 3, 4 ->
                    new Kill(
                            Moment.WRITING,
                            1 + random.nextInt(task.sets()),
                            random.nextLong(3_000));
            case 5, 6 ->
                    task.backups() != null
                            ? new Kill(
                                    Moment.BACKUP, 1 + random.nextInt(2), random.nextLong(60_000))
                            : new Kill(
                                    Moment.CHECKPOINT,
                                    1 + random.nextInt(4),
                                    random.nextLong(5_000));
            case 7 -> new Kill(Moment.INDEX, 1 + random.nextInt(3), random.nextLong(20_000));
            case 8 -> new Kill(Moment.CHECKPOINT, 1 + random.nextInt(4), random.nextLong(5_000));
            default -> new Kill(Moment.CLOSING, 1, random.nextLong(15_000));
        };
    }

    /** Waits for the moment; returns early if the process has ended. */
    void await(Acknowledgements said) {
        switch (moment) {
            case OPENING -> said.await(Report.Phase.OPENING, times);
            case WRITING -> said.awaitSets(times);
            case CHECKPOINT -> said.await(Report.Phase.CHECKPOINT, times);
            case BACKUP -> said.await(Report.Phase.BACKUP, times);
            case INDEX -> said.await(Report.Phase.INDEX, times);
            case CLOSING -> said.await(Report.Phase.CLOSING, times);
            case NEVER -> said.await(Report.Phase.CLOSED, 1);
        }
        LockSupport.parkNanos(delayMicros * 1000);
    }
}
