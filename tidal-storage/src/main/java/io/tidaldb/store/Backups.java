package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.RocksBackups;
import io.tidaldb.kv.RocksStore;

import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Directories of backups, each of one store. A marker names the store; without it nothing is
 * written to a directory that has something in it. What is made anew is made under another name
 * beside its place and renamed when it is whole.
 */
public final class Backups {
    /** Holds the identity of the store whose backups these are, in hexadecimal. */
    private static final String MARKER = "tidal-backup";

    private Backups() {}

    /** Adds a backup to a directory, making that if it is absent or empty. */
    static BackupInfo add(RocksStore rocks, Path target, String identity, long position) {
        Path to = target.toAbsolutePath().normalize();
        String metadata = Long.toString(position);
        try {
            if (!isAbsentOrEmpty(to)) {
                requireBackupsOf(to, identity);
                rocks.backup(to, metadata);
                return newest(to);
            }
            Path making = beside(to, "making");
            try {
                Files.createDirectories(making);
                rocks.backup(making, metadata);
                Files.writeString(making.resolve(MARKER), identity, StandardCharsets.US_ASCII);
                publish(making, to);
            } catch (IOException | RuntimeException e) {
                deleteQuietly(making);
                throw e;
            }
            return newest(to);
        } catch (IOException e) {
            throw failure("writing a backup to " + to, e);
        }
    }

    /**
     * The backups in a directory, oldest first.
     *
     * @throws TidalException INVALID_CONFIGURATION if it is no directory of backups
     */
    public static List<BackupInfo> list(Path directory) {
        requireBackups(directory);
        try (RocksBackups backups = new RocksBackups(directory)) {
            return backups.list().stream().map(Backups::info).toList();
        }
    }

    /**
     * Deletes all but the newest backups.
     *
     * @param count how many to keep, at least 1
     */
    public static void keepNewest(Path directory, int count) {
        requireBackups(directory);
        if (count < 1) {
            throw invalid("at least 1 backup is kept, not " + count);
        }
        try (RocksBackups backups = new RocksBackups(directory)) {
            backups.keepNewest(count);
        }
    }

    /** Restores the newest backup; as {@link #restore(Path, int, Path)}. */
    public static VerificationReport restore(Path backups, Path directory) {
        List<BackupInfo> all = list(backups);
        if (all.isEmpty()) {
            throw invalid(backups + " holds no backup that is whole");
        }
        return restore(backups, all.getLast().id(), directory);
    }

    /**
     * Makes a store's directory from a backup and verifies it. The directory appears only if it is
     * sound.
     *
     * @param directory absent or empty
     * @throws TidalException INVALID_CONFIGURATION if either is not what it should be, INPUT_OUTPUT
     *     if it cannot be written, DATA_CORRUPTED if the backup is damaged
     */
    public static VerificationReport restore(Path backups, int id, Path directory) {
        if (list(backups).stream().noneMatch(backup -> backup.id() == id)) {
            throw invalid(backups + " holds no backup " + id);
        }
        Path to = directory.toAbsolutePath().normalize();
        try {
            if (!isAbsentOrEmpty(to)) {
                throw invalid(to + " is not empty; restore to a directory that is absent or empty");
            }
            Path making = beside(to, "restoring");
            try {
                Path database = new DirectoryLayout(making).database();
                Files.createDirectories(database);
                try (RocksBackups engine = new RocksBackups(backups)) {
                    engine.restore(id, database);
                }
                VerificationReport report = Verification.of(making, null);
                if (!report.isSound()) {
                    throw new TidalException(
                            ErrorCode.DATA_CORRUPTED,
                            "backup "
                                    + id
                                    + " in "
                                    + backups
                                    + " is damaged, nothing was restored: "
                                    + report.findings().getFirst()
                                    + ". Restore an earlier one.");
                }
                publish(making, to);
                return report;
            } catch (IOException | RuntimeException e) {
                deleteQuietly(making);
                throw e;
            }
        } catch (IOException e) {
            throw failure("restoring to " + to, e);
        }
    }

    private static BackupInfo newest(Path directory) {
        List<BackupInfo> all = list(directory);
        if (all.isEmpty()) {
            throw new TidalException(
                    ErrorCode.INPUT_OUTPUT,
                    "the backup written to " + directory + " is not there; check that disk");
        }
        return all.getLast();
    }

    private static BackupInfo info(RocksBackups.Backup backup) {
        return new BackupInfo(
                backup.id(),
                backup.takenAtSeconds(),
                Long.parseLong(backup.metadata()),
                backup.bytes());
    }

    private static boolean isAbsentOrEmpty(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        if (!Files.isDirectory(directory)) {
            throw invalid(directory + " is a file; name a directory");
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static void requireBackups(Path directory) {
        if (!Files.isRegularFile(directory.resolve(MARKER))) {
            throw invalid(directory + " is no directory of tidalDB backups");
        }
    }

    private static void requireBackupsOf(Path directory, String identity) throws IOException {
        requireBackups(directory);
        if (!Files.readString(directory.resolve(MARKER), StandardCharsets.US_ASCII)
                .equals(identity)) {
            throw invalid(
                    directory + " holds backups of another store; name a directory of its own");
        }
    }

    private static Path beside(Path directory, String what) {
        return directory.resolveSibling(
                directory.getFileName() + "." + what + "-" + ProcessHandle.current().pid());
    }

    private static void publish(Path made, Path place) throws IOException {
        Files.deleteIfExists(place);
        Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void deleteQuietly(Path directory) {
        try {
            if (Files.exists(directory)) {
                Files.walkFileTree(directory, new DeletingVisitor());
            }
        } catch (IOException e) {
            // What made this necessary is thrown by the caller and matters more.
            LoggerFactory.getLogger(Backups.class)
                    .warn("cannot delete {}; delete it by hand", directory, e);
        }
    }

    private static TidalException invalid(String message) {
        return new TidalException(ErrorCode.INVALID_CONFIGURATION, message);
    }

    private static TidalException failure(String doing, IOException e) {
        return new TidalException(
                ErrorCode.INPUT_OUTPUT,
                doing
                        + " failed: "
                        + e
                        + ". Check the path, the disk's space and permissions; nothing half-made"
                        + " is left.",
                e);
    }
}
