package io.tidaldb.shell.command;

import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.operation.ReportText;
import io.tidaldb.shell.operation.VerifyingLine;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.store.Store;
import io.tidaldb.store.VerificationReport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** {@code tidal verify}. */
@Command(
        name = "verify",
        header = "Walk through a store's directory and report what is wrong with it.",
        description = {
            "",
            "The store must not be open, and nothing but its lock file is touched. An open store"
                    + " verifies itself, without comparing rows and checkpoint with the log, by the"
                    + " statement VERIFY: tidal --url URL -e VERIFY. Both compare indexes with the"
                    + " rows. Needs about twice the memory that opening the store takes.",
            "",
            "The exit status is 0 if the store is sound, 1 if it is not, 3 if it cannot be verified"
                    + " because it is open or no store.",
            ""
        })
final class VerifyCommand extends StreamCommand {
    @Option(
            names = {"-d", "--data"},
            paramLabel = "DIR",
            required = true,
            description = "The store's directory.")
    private Path data;

    @Option(
            names = "--wal-dir",
            paramLabel = "DIR",
            description = "Where its write-ahead log is, if it was moved since.")
    private Path wal;

    @Option(
            names = "--cache-dir",
            paramLabel = "DIR",
            description =
                    "Where its cache is, if not within DIR: the text indexes that are there are"
                            + " compared with the rows.")
    private Path cache;

    VerifyCommand(StandardStreams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        VerifyingLine line = new VerifyingLine(streams);
        VerificationReport report;
        try {
            report = Store.verify(data, wal, cache, line);
        } finally {
            line.clear();
        }
        new ReportText(streams, report).print(data.toString(), line.seconds());
        return (report.isSound() ? ExitStatus.OK : ExitStatus.FAILED).code();
    }
}
