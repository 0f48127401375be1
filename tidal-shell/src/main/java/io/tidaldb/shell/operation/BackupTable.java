package io.tidaldb.shell.operation;

import io.tidaldb.shell.format.ByteCount;
import io.tidaldb.shell.format.TextTable;
import io.tidaldb.shell.terminal.StandardStreams;
import io.tidaldb.shell.terminal.TerminalText;
import io.tidaldb.store.BackupInfo;

import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The backups of a directory as a person reads them. */
public final class BackupTable {
    private final StandardStreams streams;
    private final List<BackupInfo> backups;

    public BackupTable(StandardStreams streams, List<BackupInfo> backups) {
        this.streams = streams;
        this.backups = backups;
    }

    /**
     * Prints them, and what is wrong with them, on standard output.
     *
     * @param checked what is wrong with the files of each, if they were read; otherwise empty
     * @return whether nothing is wrong
     */
    public boolean print(Map<Integer, List<String>> checked) {
        PrintStream out = streams.out();
        if (backups.isEmpty()) {
            out.println("no backups");
            return true;
        }
        List<String[]> rows = new ArrayList<>();
        List<String> damages = new ArrayList<>();
        for (BackupInfo backup : backups) {
            List<String> found =
                    checked.getOrDefault(backup.id(), backup.damage().stream().toList());
            found.forEach(damage -> damages.add("backup " + backup.id() + ": " + damage));
            rows.add(row(backup, found.isEmpty() ? checked.isEmpty() ? "" : "sound" : "damaged"));
        }
        TextTable.print(
                streams,
                List.of("id", "taken at (UTC)", "log position", "size", "new", "state"),
                Set.of(0, 2, 3, 4),
                rows);
        damages.forEach(
                damage -> out.println(streams.outStyle().red(TerminalText.visible(damage))));
        return damages.isEmpty();
    }

    private static String[] row(BackupInfo backup, String state) {
        return new String[] {
            Integer.toString(backup.id()),
            taken(backup),
            String.format(Locale.ROOT, "%,d", backup.position()),
            ByteCount.text(backup.bytes()),
            ByteCount.text(backup.newBytes()),
            state
        };
    }

    private static String taken(BackupInfo backup) {
        return Instant.ofEpochSecond(backup.takenAtSeconds())
                .toString()
                .replace('T', ' ')
                .replace("Z", "");
    }
}
