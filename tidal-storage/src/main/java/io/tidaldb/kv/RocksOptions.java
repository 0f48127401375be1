package io.tidaldb.kv;

import java.nio.file.Path;

/**
 * How to open RocksDB.
 *
 * @param directory where its files are; created if absent
 * @param walDirectory where its write-ahead log is, or null for {@code directory}
 * @param memoryBytes what block cache and memtables may take together
 */
public record RocksOptions(Path directory, Path walDirectory, long memoryBytes) {}
