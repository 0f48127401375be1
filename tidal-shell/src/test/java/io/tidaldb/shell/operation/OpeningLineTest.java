package io.tidaldb.shell.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.store.RecoveryListener.Phase;
import io.tidaldb.store.RecoveryReport;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

class OpeningLineTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StandardStreams streams =
            StandardStreams.plain(
                    InputStream.nullInputStream(),
                    System.out,
                    new PrintStream(err, false, StandardCharsets.UTF_8));
    private long now;

    private OpeningLine line() {
        // A new one each time: how often it speaks is another matter.
        return new OpeningLine(streams, "feed", () -> now);
    }

    private List<String> written() {
        List<String> lines = err.toString(StandardCharsets.UTF_8).lines().toList();
        err.reset();
        return lines;
    }

    private static RecoveryReport report(
            long checkpoint, long millis, String discarded, boolean damaged) {
        return new RecoveryReport(
                checkpoint, 7_000_000, 1_000_000, millis, discarded, damaged, List.of());
    }

    @Test
    void saysHowFarItIs() {
        line().progress(Phase.ROWS, 120_000, -1);
        line().progress(Phase.EDGES, 7, -1);
        line().progress(Phase.CHECKPOINT, 1_234, 5_000);
        line().progress(Phase.LOG, 999_999, 1_000_000);
        assertEquals(
                List.of(
                        "Opening feed: 120,000 rows",
                        "Opening feed: 7 edges",
                        "Opening feed: 1,234 of 5,000 (24 %) pages of the checkpoint",
                        "Opening feed: 999,999 of 1,000,000 (99 %) log positions after the"
                                + " checkpoint"),
                written());
    }

    @Test
    void saysHowFastItIs() {
        OpeningLine line = new OpeningLine(terminal(), "feed", () -> now);
        line.progress(Phase.LOG, 1_000, 10_000);
        now += 2_000_000_000L;
        line.progress(Phase.LOG, 3_000, 10_000);
        now += 1_000_000_000L;
        line.progress(Phase.EDGES, 4_000, -1);
        line.clear();
        assertEquals(
                "\rOpening feed: 1,000 of 10,000 (10 %) log positions after the checkpoint\u001b[K"
                        + "\rOpening feed: 3,000 of 10,000 (30 %) log positions after the"
                        + " checkpoint, 1,000/s\u001b[K"
                        + "\rOpening feed: 4,000 edges\u001b[K\r\u001b[K",
                err.toString(StandardCharsets.UTF_8));
    }

    private StandardStreams terminal() {
        return new StandardStreams(
                InputStream.nullInputStream(),
                streams.out(),
                streams.err(),
                false,
                false,
                true,
                false,
                true,
                () -> 200);
    }

    @Test
    void saysWhatCameBackIfThatTookItsTime() {
        line().recovered(report(6_000_000, 999, null, false));
        assertEquals(List.of(), written());
        line().recovered(report(6_000_000, 3_400, null, false));
        line().recovered(report(0, 61_000, null, false));
        line().recovered(report(0, 1_000, "the clock was set back", false));
        assertEquals(
                List.of(
                        "Opened feed at log position 7,000,000 in 3.4 s: the checkpoint of log"
                                + " position 6,000,000 and 1,000,000 events after it",
                        "Opened feed at log position 7,000,000 in 61.0 s: 1,000,000 events counted",
                        "Opened feed at log position 7,000,000 in 1.0 s: 1,000,000 events counted;"
                                + " the checkpoint did not fit: the clock was set back"),
                written());
    }

    @Test
    void alwaysSaysThatACheckpointWasDamaged() {
        line().recovered(report(0, 5, "page 7 is damaged", true));
        assertEquals(
                List.of(
                        "warning: feed: the checkpoint is damaged. It was left aside and the whole"
                                + " log was counted instead, so nothing is lost; but look at the"
                                + " disk, and run 'tidal verify'. What was found: page 7 is"
                                + " damaged"),
                written());
        line().recovered(report(0, 5, "the clock was set back", false));
        assertEquals(List.of(), written());
    }
}
