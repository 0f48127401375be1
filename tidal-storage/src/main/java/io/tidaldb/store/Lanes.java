package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs the tasks of one lane one after another, in the order given, and those of different lanes
 * side by side. One thread gives them out.
 */
final class Lanes implements AutoCloseable {
    private static final int MAX_LANES = 4;

    private final List<ExecutorService> lanes = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /**
     * @param waiting how many tasks of a lane may wait
     */
    Lanes(int waiting) {
        int count = Math.min(MAX_LANES, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < count; i++) {
            lanes.add(
                    new ThreadPoolExecutor(
                            1,
                            1,
                            0,
                            TimeUnit.SECONDS,
                            new ArrayBlockingQueue<>(waiting),
                            Thread.ofPlatform().name("tidal-open-" + i).daemon().factory(),
                            Lanes::waitForRoom));
        }
    }

    private static void waitForRoom(Runnable task, ThreadPoolExecutor lane) {
        try {
            lane.getQueue().put(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(e);
        }
    }

    /** Gives out a task, waiting while too many are out. Throws what an earlier one threw. */
    void run(int lane, Runnable task) {
        rethrow();
        lanes.get(Math.floorMod(lane, lanes.size()))
                .execute(
                        () -> {
                            if (failure.get() != null) {
                                return;
                            }
                            try {
                                task.run();
                            } catch (RuntimeException | Error e) {
                                failure.compareAndSet(null, e);
                            }
                        });
    }

    /** Waits until all tasks are done. Throws what one of them threw. */
    void finish() {
        close();
        rethrow();
    }

    private void rethrow() {
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure.get());
        }
    }

    @Override
    public void close() {
        lanes.forEach(ExecutorService::shutdown);
        try {
            for (ExecutorService lane : lanes) {
                while (!lane.awaitTermination(1, TimeUnit.HOURS)) {
                    // Its tasks are finite.
                    continue;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidalException(
                    ErrorCode.CANCELLED, "the thread was interrupted while it opened the store", e);
        }
    }
}
