package io.tidaldb.store;

import java.nio.file.Path;

/**
 * The names of a store's directories and files; no other class spells them.
 *
 * @param root the store's directory
 * @param wal where the write-ahead log is; the database's own directory unless told
 * @param cache where files are that can be made anew from the log, a directory for each kind of
 *     them; within the store's directory unless told
 */
public record DirectoryLayout(Path root, Path wal, Path cache) {
    /** Null for a directory stands for its usual place. */
    public DirectoryLayout {
        wal = wal == null ? database(root) : wal;
        cache = cache == null ? root.resolve("cache") : cache;
    }

    /** Everything in its usual place. */
    public DirectoryLayout(Path root) {
        this(root, null, null);
    }

    /** Held by the process that has the store open; it contains that process's id. */
    public Path lock() {
        return root.resolve("tidal.lock");
    }

    /** RocksDB's files: the rows, the edges, the catalog and the log. */
    public Path database() {
        return database(root);
    }

    /** RocksDB's pointer to its current state; there from its creation on. */
    public Path databasePointer() {
        return database().resolve("CURRENT");
    }

    /** Notes how much of the write-ahead log is surely on disk. */
    public Path syncMark() {
        return root.resolve("tidal.synced");
    }

    /** Says where the write-ahead log is, if it is not in the database's directory. */
    public Path walPointer() {
        return root.resolve("tidal.wal");
    }

    /** Says whose write-ahead log a directory of its own holds. */
    public Path walOwner() {
        return wal.resolve("tidal.owner");
    }

    /** Says whose files the cache holds, and in which format. */
    public Path cacheOwner() {
        return cache.resolve("tidal.owner");
    }

    /** What signals added up to in the past. */
    public Path history() {
        return cache.resolve("history");
    }

    /** The indexes of texts, a directory for each. */
    public Path texts() {
        return cache.resolve("text");
    }

    /** Whether the write-ahead log has a directory of its own. */
    public boolean hasOwnWal() {
        return !wal.equals(database());
    }

    /** Where a backup is restored to, before it is known to be sound. */
    public Path restoring() {
        return root.resolve("tidal.restoring");
    }

    private static Path database(Path root) {
        return root.resolve("db");
    }
}
