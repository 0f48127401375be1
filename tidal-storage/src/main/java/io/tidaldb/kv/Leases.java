package io.tidaldb.kv;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the calls that use a resource, so that closing it can wait until none does. The lowest bit
 * of the state says that it is closed; the others count.
 */
final class Leases {
    private static final long CLOSED = 1;
    private static final long ONE = 2;

    private final AtomicLong state = new AtomicLong();
    private final String owner;
    private volatile Thread closer;

    Leases(String owner) {
        this.owner = owner;
    }

    /** Takes a lease, to be given back with {@link #release()}. */
    void acquire() {
        if (!tryAcquire()) {
            throw new TidalException(ErrorCode.CLOSED, owner + " is closed; open it again");
        }
    }

    boolean tryAcquire() {
        if ((state.getAndAdd(ONE) & CLOSED) == 0) {
            return true;
        }
        release();
        return false;
    }

    void release() {
        if (state.addAndGet(-ONE) == CLOSED) {
            LockSupport.unpark(closer);
        }
    }

    /**
     * Refuses further leases and waits for those that are out.
     *
     * @return false if it was closed before
     */
    boolean close() {
        if ((state.getAndUpdate(s -> s | CLOSED) & CLOSED) != 0) {
            return false;
        }
        closer = Thread.currentThread();
        boolean interrupted = false;
        while (state.get() != CLOSED) {
            // The last holder may have looked for whom to wake just before it was written down.
            LockSupport.parkNanos(this, 1_000_000);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
