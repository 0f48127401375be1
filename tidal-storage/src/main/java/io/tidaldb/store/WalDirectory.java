package io.tidaldb.store;

import io.tidaldb.error.ConfigurationException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Sees to it that a store is opened with its own write-ahead log. RocksDB takes whatever is in the
 * directory that it is given: without its log a database would come back older than it was, or
 * empty, and with another's log it would be spoilt. So a log outside of the database's directory
 * and its store point at each other, by a number that both know.
 */
final class WalDirectory {
    private static final String KIND = "wal";
    private static final int VERSION = 1;

    private WalDirectory() {}

    /**
     * Where the log of a store is; changes nothing.
     *
     * @param layout how the store was told to be laid out
     * @param configured where the log was told to be, or null
     * @throws ConfigurationException if the log is not where it should be
     */
    static Path find(DirectoryLayout layout, Path configured) throws IOException {
        OwnerMark pointer = OwnerMark.read(layout.walPointer());
        if (pointer == null) {
            if (layout.hasOwnWal()) {
                requireNew(layout);
            }
            return layout.wal();
        }
        Path wal = configured == null ? pointer.place() : configured;
        OwnerMark owner = OwnerMark.read(new DirectoryLayout(layout.root(), wal, null).walOwner());
        if (owner == null || !owner.identity().equals(pointer.identity())) {
            throw new ConfigurationException(
                    StorePaths.WAL_DIR,
                    wal,
                    "this is not where the write-ahead log of "
                            + layout.root()
                            + " is; it was in "
                            + pointer.place()
                            + " last. Leave the setting out, or name the directory to which that"
                            + " was moved");
        }
        return wal;
    }

    private static void requireNew(DirectoryLayout layout) throws IOException {
        if (Files.exists(layout.databasePointer())) {
            throw new ConfigurationException(
                    StorePaths.WAL_DIR,
                    layout.wal(),
                    "the store in "
                            + layout.root()
                            + " was made with its write-ahead log in "
                            + layout.database()
                            + ", where it stays; leave the setting out");
        }
        if (!Files.exists(layout.wal())) {
            return;
        }
        try (Stream<Path> files = Files.list(layout.wal())) {
            // A store that did not come to be may have left its mark.
            if (files.anyMatch(file -> !OwnerMark.isOf(file, layout.walOwner()))) {
                OwnerMark owner = OwnerMark.read(layout.walOwner());
                throw new ConfigurationException(
                        StorePaths.WAL_DIR,
                        layout.wal(),
                        (owner == null
                                        ? "it is not empty"
                                        : "it holds the write-ahead log of the store in "
                                                + owner.place())
                                + "; name an empty directory or one that does not exist");
            }
        }
    }

    /** Makes the directory of the log and marks it as the store's own. The store is locked. */
    static void claim(DirectoryLayout layout) throws IOException {
        StorePaths.create(StorePaths.WAL_DIR, layout.wal());
        OwnerMark pointer = OwnerMark.read(layout.walPointer());
        Path wal = layout.wal().toAbsolutePath().normalize();
        Path root = layout.root().toAbsolutePath().normalize();
        String identity =
                pointer != null
                        ? pointer.identity()
                        : UUID.randomUUID().toString().replace("-", "");
        mark(layout.walOwner(), identity, root);
        mark(layout.walPointer(), identity, wal);
    }

    private static void mark(Path file, String identity, Path place) throws IOException {
        OwnerMark mark = new OwnerMark(KIND, VERSION, identity, place);
        if (!mark.equals(OwnerMark.read(file))) {
            mark.write(file);
        }
    }
}
