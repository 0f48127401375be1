package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Ties a write-ahead log in a directory of its own to its store. RocksDB takes whatever log it
 * finds where it is told to look: with none it would forget what is only there, and with another
 * store's it would apply that. So a file in both directories holds the same random identity, and in
 * the store's the log's place as well. Its lines, UTF-8: the identity; the place.
 */
final class WalDirectory {
    /** How RocksDB's write-ahead logs are called. */
    private static final String SUFFIX = ".log";

    private WalDirectory() {}

    /**
     * Checks that the write-ahead log of a store is where the caller says, and makes it so for a
     * store that is about to be created.
     *
     * @param walDirectory null for within the store's own directory
     * @throws TidalException INVALID_CONFIGURATION, saying where it is; INPUT_OUTPUT
     */
    static void claim(DirectoryLayout layout, Path walDirectory) {
        if (Files.exists(layout.current()) || Files.exists(layout.walMark())) {
            require(layout, walDirectory);
        } else if (walDirectory != null) {
            create(layout, walDirectory);
        }
    }

    /** Checks it without changing anything. */
    static void require(DirectoryLayout layout, Path walDirectory) {
        List<String> mark = read(layout.walMark());
        if (mark.isEmpty()) {
            if (walDirectory != null) {
                throw invalid(
                        "the write-ahead log of "
                                + layout.root()
                                + " is in that directory itself, and not in "
                                + walDirectory
                                + "; leave the directory for it out");
            }
            return;
        }
        String place = mark.size() > 1 ? mark.get(1) : "a directory of its own";
        if (walDirectory == null) {
            throw invalid(
                    "the write-ahead log of "
                            + layout.root()
                            + " is in "
                            + place
                            + "; give that directory for it");
        }
        List<String> counterpart = read(DirectoryLayout.walMark(walDirectory));
        if (counterpart.isEmpty()) {
            throw invalid(
                    walDirectory
                            + " holds no write-ahead log of a store; that of "
                            + layout.root()
                            + " was in "
                            + place
                            + ". Is its disk mounted?");
        }
        if (!counterpart.getFirst().equals(mark.getFirst())) {
            throw invalid(
                    walDirectory
                            + " holds the write-ahead log of another store; that of "
                            + layout.root()
                            + " was in "
                            + place);
        }
    }

    /** Marks both directories, the store's last: with that it counts. */
    static void create(DirectoryLayout layout, Path walDirectory) {
        try {
            try (Stream<Path> files = Files.list(walDirectory)) {
                if (files.anyMatch(file -> file.toString().endsWith(SUFFIX))) {
                    throw invalid(
                            walDirectory
                                    + " holds the write-ahead log of another store; name an empty"
                                    + " directory");
                }
            }
            mark(layout, walDirectory);
        } catch (IOException | UncheckedIOException e) {
            throw failure("writing to " + walDirectory + " and " + layout.root(), e);
        }
    }

    /** Marks both directories, whatever is in them. */
    static void mark(DirectoryLayout layout, Path walDirectory) throws IOException {
        String identity = UUID.randomUUID().toString();
        DurableFiles.write(DirectoryLayout.walMark(walDirectory), identity + "\n");
        DurableFiles.write(
                layout.walMark(),
                identity + "\n" + walDirectory.toAbsolutePath().normalize() + "\n");
    }

    private static List<String> read(Path mark) {
        try {
            return Files.exists(mark) ? Files.readAllLines(mark) : List.of();
        } catch (IOException e) {
            throw failure("reading " + mark, e);
        }
    }

    private static TidalException invalid(String message) {
        return new TidalException(ErrorCode.INVALID_CONFIGURATION, message);
    }

    private static TidalException failure(String doing, Exception e) {
        return new TidalException(
                ErrorCode.INPUT_OUTPUT,
                doing + " failed: " + e.getMessage() + ". Check that disk and its permissions.",
                e);
    }
}
