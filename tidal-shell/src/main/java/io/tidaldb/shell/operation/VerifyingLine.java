package io.tidaldb.shell.operation;

import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.shell.terminal.StatusLine;
import io.tidaldb.store.VerificationListener;

import java.util.concurrent.TimeUnit;

/** Tells how verifying a store gets on, once that has taken a moment. */
public final class VerifyingLine implements VerificationListener {
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(1);

    private final StatusLine line;
    private final long start = System.nanoTime();

    public VerifyingLine(StandardStreams streams) {
        this.line = new StatusLine(streams);
    }

    @Override
    public void progress(String part, long done, long total) {
        if (System.nanoTime() - start > SILENCE && line.isDue()) {
            line.show("Verifying " + part + ": " + OpeningLine.amount(done, total));
        }
    }

    /** Takes the line away again. */
    public void clear() {
        line.clear();
    }

    /** How long it has taken so far. */
    public double seconds() {
        return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
