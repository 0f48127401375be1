package io.tidaldb.kv;

import java.nio.file.Path;

/**
 * How to open RocksDB.
 *
 * @param directory where its files are; created if absent
 * @param walDirectory where its write-ahead log is, or null for {@code directory}
 * @param memoryBytes what block cache and memtables may take together
 * @param syncMark the file that notes what is surely on disk, or null to do without: a torn end of
 *     the write-ahead log, of which a record has its full length but not its content, is damage
 *     then
 */
public record RocksOptions(Path directory, Path walDirectory, long memoryBytes, Path syncMark) {
    /** Without a note of what is surely on disk. */
    public RocksOptions(Path directory, Path walDirectory, long memoryBytes) {
        this(directory, walDirectory, memoryBytes, null);
    }
}
