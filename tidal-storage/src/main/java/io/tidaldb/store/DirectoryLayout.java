package io.tidaldb.store;

import java.nio.file.Path;

/**
 * The names of everything under a store's directory; no other class spells them.
 *
 * @param root the store's directory
 */
public record DirectoryLayout(Path root) {
    /** Held by the process that has the store open; it contains that process's id. */
    public Path lock() {
        return root.resolve("tidal.lock");
    }

    /** RocksDB's files: the log, the rows, the edges and the catalog. */
    public Path database() {
        return root.resolve("db");
    }

    /** There once a database was created; RocksDB's name of its newest description. */
    public Path current() {
        return database().resolve("CURRENT");
    }

    /** Says where the write-ahead log is, if it is elsewhere; see {@link WalDirectory}. */
    public Path walMark() {
        return walMark(root);
    }

    /** The same file's counterpart in a directory of a write-ahead log. */
    public static Path walMark(Path walDirectory) {
        return walDirectory.resolve("tidal.wal");
    }

    /** Where a backup is restored to, before it is known to be sound. */
    public Path restoring() {
        return root.resolve("tidal.restoring");
    }
}
