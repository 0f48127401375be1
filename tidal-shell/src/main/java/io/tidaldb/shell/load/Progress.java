package io.tidaldb.shell.load;

import io.tidaldb.shell.terminal.StandardStreams;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Tells a person at a terminal how an import gets on, a few times a second. */
final class Progress {
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int BAR = 24;

    private final StandardStreams streams;
    private final long totalBytes;
    private final long start = System.nanoTime();
    private long shown = start - INTERVAL;
    private boolean visible;

    /**
     * @param totalBytes the file's size, or -1 if it is not known
     */
    Progress(StandardStreams streams, long totalBytes) {
        this.streams = streams;
        this.totalBytes = totalBytes;
    }

    /** So many rows are in, which took so many bytes of the file. */
    void show(long rows, long bytes) {
        long now = System.nanoTime();
        if (!streams.errTerminal() || now - shown < INTERVAL) {
            return;
        }
        shown = now;
        visible = true;
        PrintStream err = streams.err();
        double seconds = (now - start) / 1e9;
        StringBuilder line = new StringBuilder("\r");
        if (totalBytes > 0) {
            double share = Math.min(1, (double) bytes / totalBytes);
            int filled = (int) Math.round(share * BAR);
            line.append(streams.unicode() ? "█".repeat(filled) : "#".repeat(filled))
                    .append(streams.unicode() ? "░".repeat(BAR - filled) : ".".repeat(BAR - filled))
                    .append(String.format(Locale.ROOT, " %3.0f%%  ", share * 100));
            if (share > 0.02) {
                line.append(
                        String.format(Locale.ROOT, "ETA %.0f s  ", seconds / share * (1 - share)));
            }
        }
        line.append(String.format(Locale.ROOT, "%,d rows  %,.0f rows/s", rows, rows / seconds));
        err.print(line.append("\u001b[K"));
        err.flush();
    }

    /** Takes the line away again. */
    void clear() {
        if (visible) {
            streams.err().print("\r\u001b[K");
            streams.err().flush();
        }
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
