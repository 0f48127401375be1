package io.tidaldb.session;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

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

    /**
     * Ends a statement that was cancelled.
     *
     * @throws TidalException CANCELLED
     */
    public void check() {
        if (isCancelled()) {
            throw new TidalException(ErrorCode.CANCELLED, "the statement was cancelled");
        }
    }

    /** The flag itself, for code that polls an {@link AtomicBoolean}. */
    public AtomicBoolean flag() {
        return flag;
    }
}
