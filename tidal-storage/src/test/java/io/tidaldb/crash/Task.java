package io.tidaldb.crash;

import java.nio.file.Path;
import java.util.List;

/**
 * What a child process is told to do.
 *
 * @param walDirectory where the write-ahead log is, or null
 * @param backups where backups go, or null for none
 * @param now the moment that scripts and clock begin at
 * @param sets after how many it closes the store and ends
 * @param fileKilobytes how large a file can become, as if the disk were full then; 0 for no limit
 */
record Task(
        Path directory,
        Path walDirectory,
        Path backups,
        long seed,
        int writers,
        long now,
        String durability,
        long memoryBytes,
        int queuedCommits,
        long eventsPerCheckpoint,
        int sets,
        int fileKilobytes) {
    /** Whether nothing is synced but by closing the store, and before indexes are put on disk. */
    boolean isUnsynced() {
        return durability.equals("none");
    }

    List<String> arguments() {
        return List.of(
                directory.toString(),
                walDirectory == null ? "-" : walDirectory.toString(),
                backups == null ? "-" : backups.toString(),
                Long.toString(seed),
                Integer.toString(writers),
                Long.toString(now),
                durability,
                Long.toString(memoryBytes),
                Integer.toString(queuedCommits),
                Long.toString(eventsPerCheckpoint),
                Integer.toString(sets),
                Integer.toString(fileKilobytes));
    }

    static Task parse(String[] arguments) {
        return new Task(
                Path.of(arguments[0]),
                pathOrNull(arguments[1]),
                pathOrNull(arguments[2]),
                Long.parseLong(arguments[3]),
                Integer.parseInt(arguments[4]),
                Long.parseLong(arguments[5]),
                arguments[6],
                Long.parseLong(arguments[7]),
                Integer.parseInt(arguments[8]),
                Long.parseLong(arguments[9]),
                Integer.parseInt(arguments[10]),
                Integer.parseInt(arguments[11]));
    }

    private static Path pathOrNull(String text) {
        return text.equals("-") ? null : Path.of(text);
    }
}
