package io.tidaldb.shell.command;

import io.tidaldb.shell.connect.Target;
import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;
import io.tidaldb.shell.format.ByteCount;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.shell.terminal.TerminalText;
import io.tidaldb.store.BackupInfo;
import io.tidaldb.store.Backups;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;

/** {@code tidal backup}. */
@Command(
        name = "backup",
        header = "Add a backup to a directory of backups.",
        description = {
            "",
            "TARGET is absent, empty, or holds backups of this very store; what earlier ones there"
                    + " have is not copied again. With --url the server makes it while it goes on,"
                    + " and TARGET is a path on its machine, below the directory that it was"
                    + " started with: tidal serve --backups DIR. With --data the store must not be"
                    + " open, and is not loaded.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  tidal backup --url jdbc:tidal://127.0.0.1:59521 --keep 7 daily",
            "  tidal backup --data feed /mnt/backups/feed"
        })
final class BackupCommand extends StreamCommand {
    @Option(
            names = {"-d", "--data"},
            paramLabel = "DIR",
            description = "The directory of a store that is not open.")
    private Path data;

    @Option(
            names = "--wal-dir",
            paramLabel = "DIR",
            description = "Where its write-ahead log is, if it was moved since.")
    private Path wal;

    @Option(
            names = {"-u", "--url"},
            paramLabel = "URL",
            description = "The URL of a server, such as jdbc:tidal://127.0.0.1:59521.")
    private String url;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "Keep the newest N backups, this one included, and delete the others.")
    private Integer keep;

    @Parameters(paramLabel = "TARGET", description = "The directory of backups.")
    private String target;

    BackupCommand(StandardStreams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws SQLException {
        if ((data == null) == (url == null)) {
            throw usage("say which store: either --data DIR or --url URL");
        }
        if (wal != null && data == null) {
            throw usage("--wal-dir belongs to --data");
        }
        if (keep != null && keep < 1) {
            throw usage("--keep " + keep + ": must be at least 1");
        }
        long start = System.nanoTime();
        if (url == null) {
            Path directory = Path.of(target);
            BackupInfo backup = Backups.take(data, wal, directory);
            if (keep != null) {
                Backups.keepNewest(directory, keep);
            }
            print(
                    backup.id(),
                    target,
                    backup.position(),
                    backup.bytes(),
                    backup.newBytes(),
                    (System.nanoTime() - start) / 1e9);
        } else {
            online(start);
        }
        return ExitStatus.OK.code();
    }

    private void online(long start) throws SQLException {
        String sql =
                "BACKUP TO '"
                        + target.replace("'", "''")
                        + "'"
                        + (keep == null ? "" : " KEEP " + keep);
        try (Connection connection = Target.url(url, Map.of()).open(streams);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            print(
                    row.getInt("backup_id"),
                    row.getString("path"),
                    row.getLong("log_position"),
                    row.getLong("bytes"),
                    row.getLong("new_bytes"),
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private void print(
            int id, String path, long position, long bytes, long newBytes, double seconds) {
        streams.out()
                .println(
                        String.format(
                                Locale.ROOT,
                                "Backup %d in %s: log position %,d, %s, of which %s are new, in"
                                        + " %.1f s",
                                id,
                                TerminalText.visible(path),
                                position,
                                ByteCount.text(bytes),
                                ByteCount.text(newBytes),
                                seconds));
    }

    private static ExitException usage(String message) {
        return new ExitException(ExitStatus.USAGE, message);
    }
}
