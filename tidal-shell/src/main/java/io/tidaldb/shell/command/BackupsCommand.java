package io.tidaldb.shell.command;

import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.operation.BackupTable;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.store.Backups;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Map;

/** {@code tidal backups}. */
@Command(
        name = "backups",
        header = "List the backups in a directory, and check their files.",
        description = {
            "",
            "Changes nothing, and may be run while a backup is made. With --format csv or json for"
                    + " a program: tidal --format json -e \"SHOW BACKUPS IN 'DIR'\".",
            ""
        })
final class BackupsCommand extends StreamCommand {
    @Option(
            names = "--check",
            description = "Read all files and compare their checksums; status 1 if any is damaged.")
    private boolean check;

    @Parameters(paramLabel = "TARGET", description = "The directory of backups.")
    private Path target;

    BackupsCommand(StandardStreams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        boolean sound =
                new BackupTable(streams, Backups.list(target))
                        .print(check ? Backups.check(target) : Map.of());
        return (sound ? ExitStatus.OK : ExitStatus.FAILED).code();
    }
}
