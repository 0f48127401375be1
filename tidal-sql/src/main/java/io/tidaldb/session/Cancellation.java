package io.tidaldb.session;

import java.util.concurrent.atomic.AtomicBoolean;

/** A flag by which one thread stops a statement that another one runs. */
public final class Cancellation {
    private final AtomicBoolean flag = new AtomicBoolean();

    /** Makes the statement fail soon with {@link io.tidaldb.error.ErrorCode#CANCELLED}. */
    public void cancel() {
        flag.set(true);
    }

    public boolean isCancelled() {
        return flag.get();
    }

    /** The flag itself, for code that polls an {@link AtomicBoolean}. */
    public AtomicBoolean flag() {
        return flag;
    }
}
