package io.tidaldb.shell.command;

import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.operation.VerifyingLine;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.store.Backups;
import io.tidaldb.store.VerificationReport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Locale;

/** {@code tidal restore}. */
@Command(
        name = "restore",
        header = "Make a store's directory from a backup, and verify it.",
        description = {
            "",
            "DIRECTORY is absent or empty. The store appears in it only if it is sound; otherwise"
                    + " nothing is left there, and the message names the damaged files.",
            ""
        })
final class RestoreCommand extends StreamCommand {
    @Option(
            names = "--id",
            paramLabel = "N",
            description = "Which backup, as 'tidal backups' lists them (default: the newest).")
    private Integer id;

    @Option(
            names = "--wal-dir",
            paramLabel = "DIR",
            description = "Where the store shall have its write-ahead log; absent or empty.")
    private Path wal;

    @Parameters(index = "0", paramLabel = "TARGET", description = "The directory of backups.")
    private Path target;

    @Parameters(
            index = "1",
            paramLabel = "DIRECTORY",
            description = "Where the store shall be; absent or empty.")
    private Path directory;

    RestoreCommand(StandardStreams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        VerifyingLine line = new VerifyingLine(streams);
        try {
            int which = id == null ? Backups.newest(target) : id;
            VerificationReport report = Backups.restore(target, which, directory, wal, line);
            line.clear();
            streams.out()
                    .println(
                            String.format(
                                    Locale.ROOT,
                                    "Restored backup %d to %s in %.1f s, and verified it: log"
                                            + " position %,d, %,d rows, %,d events, %,d edges",
                                    which,
                                    directory,
                                    line.seconds(),
                                    report.position(),
                                    report.rows(),
                                    report.events(),
                                    report.edges()));
            return ExitStatus.OK.code();
        } finally {
            line.clear();
        }
    }
}
