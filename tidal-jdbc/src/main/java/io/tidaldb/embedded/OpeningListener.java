package io.tidaldb.embedded;

import io.tidaldb.store.RecoveryListener;

/**
 * Who is told how opening a database goes on when that happens behind a connection's back: a URL
 * cannot name a listener.
 */
public final class OpeningListener {
    private static final ScopedValue<RecoveryListener> CURRENT = ScopedValue.newInstance();

    private OpeningListener() {}

    /**
     * Does something; the databases that its thread opens in this process meanwhile tell the
     * listener how that goes on. One that is open already tells nothing.
     */
    public static <R, X extends Throwable> R during(
            RecoveryListener listener, ScopedValue.CallableOp<R, X> action) throws X {
        return ScopedValue.where(CURRENT, listener).call(action);
    }

    static RecoveryListener current() {
        return CURRENT.orElse(RecoveryListener.SILENT);
    }
}
