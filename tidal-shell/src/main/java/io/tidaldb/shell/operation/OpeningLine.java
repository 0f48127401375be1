package io.tidaldb.shell.operation;

import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.shell.terminal.StatusLine;
import io.tidaldb.shell.terminal.TerminalText;
import io.tidaldb.store.RecoveryListener;
import io.tidaldb.store.RecoveryReport;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells how opening a store gets on while that takes longer than a moment, and then what came back.
 */
public final class OpeningLine implements RecoveryListener {
    private static final long WORTH_TELLING_MILLIS = 1000;

    private final StandardStreams streams;
    private final String store;
    private final StatusLine line;
    private final LongSupplier nanoTime;
    private Phase phase;
    private long before;
    private long at;

    /**
     * @param store what to call it
     */
    public OpeningLine(StandardStreams streams, String store) {
        this(streams, store, System::nanoTime);
    }

    OpeningLine(StandardStreams streams, String store, LongSupplier nanoTime) {
        this.streams = streams;
        this.store = store;
        this.line = new StatusLine(streams, nanoTime);
        this.nanoTime = nanoTime;
    }

    @Override
    public void progress(Phase current, long done, long total) {
        long now = nanoTime.getAsLong();
        String rate = "";
        if (current == phase && now > at && done > before) {
            double seconds = (now - at) / (double) TimeUnit.SECONDS.toNanos(1);
            rate = String.format(Locale.ROOT, ", %,.0f/s", (done - before) / seconds);
        }
        phase = current;
        before = done;
        at = now;
        String what =
                switch (current) {
                    case ROWS -> "rows";
                    case EDGES -> "edges";
                    case CHECKPOINT -> "pages of the checkpoint";
                    case LOG -> "log positions after the checkpoint";
                    case INDEXES -> "rows of indexes";
                };
        line.show("Opening " + store + ": " + amount(done, total) + " " + what + rate);
    }

    static String amount(long done, long total) {
        return total < 1
                ? String.format(Locale.ROOT, "%,d", done)
                : String.format(Locale.ROOT, "%,d of %,d (%d %%)", done, total, done * 100 / total);
    }

    @Override
    public void recovered(RecoveryReport report) {
        clear();
        if (report.damaged()) {
            say(
                    streams.errStyle().yellow("warning: ")
                            + TerminalText.visible(
                                    store
                                            + ": the checkpoint is damaged. It was left aside and"
                                            + " the whole log was counted instead, so nothing is"
                                            + " lost; but look at the disk, and run 'tidal verify'."
                                            + " What was found: "
                                            + report.discarded()));
        }
        for (String graph : report.graphs()) {
            say(
                    streams.errStyle().yellow("warning: ")
                            + TerminalText.visible(store + ": " + graph));
        }
        if (report.millis() >= WORTH_TELLING_MILLIS) {
            say(TerminalText.visible(summary(report)));
        }
    }

    private String summary(RecoveryReport report) {
        String from =
                report.checkpointPosition() == 0
                        ? String.format(Locale.ROOT, "%,d events counted", report.replayedEvents())
                        : String.format(
                                Locale.ROOT,
                                "the checkpoint of log position %,d and %,d events after it",
                                report.checkpointPosition(),
                                report.replayedEvents());
        String why =
                report.discarded() == null || report.damaged()
                        ? ""
                        : "; the checkpoint did not fit: " + report.discarded();
        return String.format(
                        Locale.ROOT,
                        "Opened %s at log position %,d in %.1f s: ",
                        store,
                        report.lastPosition(),
                        report.millis() / 1000.0)
                + from
                + why;
    }

    private void say(String text) {
        streams.err().println(text);
        streams.err().flush();
    }

    /** Takes the line away again, whether or not opening came to its end. */
    public void clear() {
        line.clear();
    }
}
