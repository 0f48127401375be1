package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Waits for a lock no longer than the waiting statement is wanted. */
final class CancellableLock {
    private static final long PATIENCE_MILLIS = 10;

    private CancellableLock() {}

    /**
     * Locks.
     *
     * @param interruption is run now and then, and ends the waiting by what it throws
     */
    static void lock(ReentrantLock lock, Runnable interruption) {
        try {
            while (!lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                interruption.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidalException(
                    ErrorCode.CANCELLED, "the thread was interrupted while it waited", e);
        }
    }
}
