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
}
