package io.tidaldb.store;

import io.tidaldb.error.ConfigurationException;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks of the directories that a store is told to use. They change nothing, and find what would
 * otherwise be found halfway: files where directories should be, places that cannot be written to,
 * and directories in one another's way.
 */
final class StorePaths {
    static final String DATA_DIR = "dataDir";
    static final String WAL_DIR = "walDir";
    static final String CACHE_DIR = "cacheDir";

    private StorePaths() {}

    /**
     * @throws ConfigurationException naming the setting whose value cannot be
     */
    static void check(DirectoryLayout layout) throws IOException {
        Path root = real(layout.root());
        Path database = real(layout.database());
        Path cache = real(layout.cache());
        requireUsable(DATA_DIR, layout.root());
        requireOutsideOtherStores(DATA_DIR, layout.root(), root, root);
        requireUsable(CACHE_DIR, layout.cache());
        requireOutsideOtherStores(CACHE_DIR, layout.cache(), cache, root);
        requireNotAround(CACHE_DIR, layout.cache(), cache, root, "the data directory");
        requireApart(CACHE_DIR, layout.cache(), cache, database, "the database");
        if (layout.hasOwnWal()) {
            Path wal = real(layout.wal());
            requireUsable(WAL_DIR, layout.wal());
            requireOutsideOtherStores(WAL_DIR, layout.wal(), wal, root);
            requireNotAround(WAL_DIR, layout.wal(), wal, root, "the data directory");
            requireApart(WAL_DIR, layout.wal(), wal, database, "the database");
            requireApart(CACHE_DIR, layout.cache(), cache, wal, "the write-ahead log");
        }
    }

    /** A path without links as far as it exists. */
    static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path existing = existing(absolute);
        return existing.toRealPath().resolve(existing.relativize(absolute)).normalize();
    }

    private static Path existing(Path absolute) {
        Path path = absolute;
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }

    private static void requireUsable(String setting, Path path) {
        Path existing = existing(path.toAbsolutePath().normalize());
        if (!Files.isDirectory(existing)) {
            throw new ConfigurationException(
                    setting, path, existing + " is a file; name a directory");
        }
        if (!Files.isWritable(existing)) {
            throw new ConfigurationException(
                    setting,
                    path,
                    existing
                            + " cannot be written to by this process; name another directory or"
                            + " change its permissions");
        }
    }

    /** Makes a directory, and those it is in. */
    static void create(String setting, Path path) throws IOException {
        try {
            Files.createDirectories(path);
        } catch (AccessDeniedException e) {
            throw new ConfigurationException(
                    setting,
                    path,
                    "it cannot be made by this process; name another directory or change the"
                            + " permissions",
                    e);
        }
    }

    private static void requireOutsideOtherStores(
            String setting, Path given, Path real, Path ownRoot) {
        for (Path above = real; above != null; above = above.getParent()) {
            DirectoryLayout other = new DirectoryLayout(above);
            if (!above.equals(ownRoot)
                    && (Files.exists(other.lock()) || Files.exists(other.databasePointer()))) {
                throw new ConfigurationException(
                        setting,
                        given,
                        "it is in the directory of another store, "
                                + above
                                + "; name one of its own");
            }
        }
    }

    private static void requireNotAround(
            String setting, Path given, Path real, Path inner, String what) {
        if (inner.startsWith(real)) {
            throw new ConfigurationException(
                    setting,
                    given,
                    "it is or holds " + what + ", " + inner + "; name a directory of its own");
        }
    }

    private static void requireApart(
            String setting, Path given, Path real, Path other, String what) {
        requireNotAround(setting, given, real, other, what);
        if (real.startsWith(other)) {
            throw new ConfigurationException(
                    setting,
                    given,
                    "it is in the directory of "
                            + what
                            + ", "
                            + other
                            + "; name a directory of its own");
        }
    }
}
