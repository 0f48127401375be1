package io.tidaldb.shell.operation;

import io.tidaldb.shell.format.TextTable;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.shell.terminal.TerminalText;
import io.tidaldb.store.VerificationReport;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A verification's report as a person reads it. */
public final class ReportText {
    private final StandardStreams streams;
    private final VerificationReport report;

    public ReportText(StandardStreams streams, VerificationReport report) {
        this.streams = streams;
        this.report = report;
    }

    /**
     * Prints it on standard output.
     *
     * @param place what was verified
     * @param seconds how long that took
     */
    public void print(String place, double seconds) {
        PrintStream out = streams.out();
        Map<String, Long> entries = new LinkedHashMap<>(report.entries());
        report.findings().forEach(finding -> entries.putIfAbsent(finding.family(), 0L));
        List<String[]> rows = new ArrayList<>();
        entries.forEach(
                (part, count) ->
                        rows.add(
                                new String[] {
                                    part, String.format(Locale.ROOT, "%,d", count), result(part)
                                }));
        TextTable.print(streams, List.of("part", "entries", "result"), Set.of(1), rows);
        for (VerificationReport.Finding finding : report.findings()) {
            out.println(
                    streams.outStyle().red(finding.family())
                            + ": "
                            + TerminalText.visible(finding.problem()));
        }
        if (report.findings().size() == VerificationReport.MAX_FINDINGS) {
            out.println("... and maybe more: this is all that a report holds");
        }
        out.println(
                String.format(
                        Locale.ROOT,
                        "%s: %s, in %.1f s. %s",
                        TerminalText.visible(place),
                        report.isSound() ? "sound" : "NOT SOUND",
                        seconds,
                        conclusion()));
    }

    private String result(String part) {
        long findings = report.findings().stream().filter(f -> f.family().equals(part)).count();
        return findings == 0 ? "sound" : findings + (findings == 1 ? " finding" : " findings");
    }

    private String conclusion() {
        if (report.isSound()) {
            String checkpoint =
                    report.checkpointPosition() == 0
                            ? "there is no checkpoint."
                            : String.format(
                                    Locale.ROOT,
                                    "the checkpoint of log position %,d and the log after it give"
                                            + " what the whole log gives.",
                                    report.checkpointPosition());
            return "Rows, edges and definitions are what the log says, and " + checkpoint;
        }
        if (report.findings().stream().allMatch(f -> f.family().equals("checkpoint"))) {
            return "Only the checkpoint is: opening the store leaves it aside and counts the log.";
        }
        return "Restore a backup; keep this directory until that is done.";
    }
}
