package io.tidaldb.shell.terminal;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A line on standard error that says how something gets on: rewritten in place on a terminal, and
 * written anew every few seconds where nobody looks, as in the log of a service.
 */
public final class StatusLine {
    private static final long REWRITTEN = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long WRITTEN_ANEW = TimeUnit.SECONDS.toNanos(5);

    private final StandardStreams streams;
    private final LongSupplier nanoTime;
    private boolean spoken;
    private boolean visible;
    private long last;

    public StatusLine(StandardStreams streams) {
        this(streams, System::nanoTime);
    }

    /**
     * @param nanoTime a clock like {@link System#nanoTime}
     */
    public StatusLine(StandardStreams streams, LongSupplier nanoTime) {
        this.streams = streams;
        this.nanoTime = nanoTime;
    }

    /** Whether the line would be shown if it were given now, so that it is worth composing. */
    public boolean isDue() {
        long silence = streams.errTerminal() ? REWRITTEN : WRITTEN_ANEW;
        return !spoken || nanoTime.getAsLong() - last >= silence;
    }

    /** Shows the line, unless it was shown only just. */
    public void show(String text) {
        if (!isDue()) {
            return;
        }
        spoken = true;
        last = nanoTime.getAsLong();
        PrintStream err = streams.err();
        String safe = TerminalText.visible(text);
        if (streams.errTerminal()) {
            visible = true;
            int columns = streams.terminalWidth().getAsInt() - 1;
            err.print("\r" + TerminalText.cut(safe, columns, "...") + "\u001b[K");
        } else {
            err.println(safe);
        }
        err.flush();
    }

    /** Takes it away from the terminal again. */
    public void clear() {
        if (visible) {
            visible = false;
            streams.err().print("\r\u001b[K");
            streams.err().flush();
        }
    }
}
