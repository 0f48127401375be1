package io.tidaldb.store;

import java.util.Optional;

/**
 * A backup in a directory of backups.
 *
 * @param id counts up from 1
 * @param takenAtSeconds when it was made, in seconds since the epoch, by the machine's clock
 * @param position everything up to this log position is in it, and maybe some of what came while it
 *     was made
 * @param bytes how much it takes; files that it shares with other backups are there once
 * @param newBytes how much of that no earlier backup in the directory has
 * @param damage why it cannot be restored, as far as that shows without reading its files
 */
public record BackupInfo(
        int id,
        long takenAtSeconds,
        long position,
        long bytes,
        long newBytes,
        Optional<String> damage) {}
