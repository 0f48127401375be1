package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that, after each checkpoint, sees to what the past is counted from, and to events that
 * have had their time. Neither the writer nor a reader ever waits for it; what it has not done when
 * the store is closed it does later.
 */
final class HistoryKeeper implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);

    /** What it does. */
    interface Task {
        /**
         * @param interruption is run now and then, and ends the task by what it throws
         */
        void run(Runnable interruption);
    }

    private final CheckpointPolicy policy;
    private final Task task;
    private final Thread thread;
    private long bytesSince;
    private long eventsSince;
    private boolean wanted;
    private boolean working;
    private volatile boolean stopped;

    /**
     * @param policy when the work is due where no checkpoints are taken
     */
    HistoryKeeper(CheckpointPolicy policy, Task task) {
        this.policy = policy;
        this.task = task;
        this.thread = Thread.ofPlatform().name("tidal-history").daemon().unstarted(this);
    }

    void start() {
        thread.start();
    }

    /**
     * Notes what was written to a store without checkpoints, after enough of which the work is due
     * as well. Writer only.
     */
    void wrote(long bytes, long events) {
        bytesSince += bytes;
        eventsSince += events;
        if (bytesSince >= policy.logBytes() || eventsSince >= policy.events()) {
            bytesSince = 0;
            eventsSince = 0;
            wake();
        }
    }

    /** Asks for the work to be done. Any thread. */
    synchronized void wake() {
        wanted = true;
        notifyAll();
    }

    @Override
    public void run() {
        while (await()) {
            try {
                task.run(this::requireRunning);
            } catch (RuntimeException | Error e) {
                // An error too: the thread that dies of it would never be missed.
                if (!stopped) {
                    LOG.warn(
                            "what the past is counted from could not be brought up to date, which"
                                    + " is tried again after the next checkpoint; nothing is lost",
                            e);
                }
            }
        }
    }

    private void requireRunning() {
        if (stopped) {
            throw new TidalException(ErrorCode.CLOSED, "the store is closed");
        }
    }

    private synchronized boolean await() {
        working = false;
        notifyAll();
        while (!wanted && !stopped) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Only closing ends it.
                continue;
            }
        }
        wanted = false;
        working = !stopped;
        return working;
    }

    /** Waits until all that was asked for is done. */
    synchronized void settle() {
        boolean interrupted = false;
        while ((wanted || working) && !stopped) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what it does, and waits until it has ended. */
    @Override
    public void close() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        Threads.join(thread);
    }
}
