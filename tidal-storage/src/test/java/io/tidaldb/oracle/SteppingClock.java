package io.tidaldb.oracle;

import io.tidaldb.clock.StoreClock;

import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test sets, forwards and back. */
public final class SteppingClock implements StoreClock {
    private final AtomicLong now;

    public SteppingClock(long now) {
        this.now = new AtomicLong(now);
    }

    public void set(long millis) {
        now.set(millis);
    }

    @Override
    public long now() {
        return now.get();
    }
}
