package io.tidaldb.shell.operation;

import io.tidaldb.shell.format.TextTable;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.shell.terminal.TerminalText;
import io.tidaldb.store.VerificationReport;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A verification's report as a person reads it. */
public final class ReportText {
    /** What is said to be not looked at if it was not. */
    private static final List<String> PARTS =
            List.of("catalog", "log", "rows", "edges", "checkpoint");

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
        Set<String> parts = new LinkedHashSet<>(report.entries().keySet());
        PARTS.forEach(parts::add);
        report.findings().forEach(finding -> parts.add(finding.family()));
        List<String[]> rows = new ArrayList<>();
        for (String part : parts) {
            Long entries = report.entries().get(part);
            rows.add(
                    new String[] {
                        part,
                        entries == null ? "" : String.format(Locale.ROOT, "%,d", entries),
                        result(part)
                    });
        }
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
        if (findings == 0) {
            return report.entries().containsKey(part) ? "sound" : "not looked at";
        }
        return findings + (findings == 1 ? " finding" : " findings");
    }

    private boolean hasIndexes() {
        return report.entries().keySet().stream()
                .anyMatch(part -> part.startsWith(VerificationReport.INDEX));
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
            return "Rows, edges and definitions are what the log says, "
                    + (hasIndexes() ? "the indexes are what the rows say, and " : "and ")
                    + checkpoint;
        }
        if (report.findings().stream().allMatch(VerificationReport.Finding::isInIndex)) {
            return "Only indexes are wrong, which follow from the rows: opening the store makes damaged"
                    + " ones anew, ALTER TABLE … REBUILD INDEX … any other.";
        }
        if (report.findings().stream().allMatch(f -> f.family().equals("checkpoint"))) {
            return "Only the checkpoint is damaged: opening the store leaves it aside and counts the log.";
        }
        return "Restore a backup; keep this directory until that is done.";
    }
}
