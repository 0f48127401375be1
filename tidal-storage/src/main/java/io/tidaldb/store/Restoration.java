package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.file.DurableFiles;
import io.tidaldb.kv.BackupFiles;
import io.tidaldb.kv.RocksBackups;

import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Restores one backup. It is copied to a directory within the one where it is to be, verified
 * there, and given its place by renaming: on the same disk, even where that directory is one that a
 * disk is mounted at. A restoration that was killed leaves only that, and the next one deletes it.
 */
final class Restoration {
    private final Path backups;
    private final int id;
    private final VerificationListener listener;

    Restoration(Path backups, int id, VerificationListener listener) {
        this.backups = backups;
        this.id = id;
        this.listener = listener;
    }

    VerificationReport run(Path directory, Path walDirectory) {
        DirectoryLayout layout = new DirectoryLayout(directory.toAbsolutePath().normalize());
        try {
            BackupFiles files = BackupFiles.read(backups, id);
            Optional<String> missing = files.missing(backups);
            if (missing.isPresent()) {
                throw damaged(backups.resolve(missing.get()) + " is missing");
            }
            requireVacant(layout);
            if (walDirectory != null) {
                requireVacant(walDirectory, Set.of());
            }
            boolean made = DurableFiles.createDirectories(layout.root());
            try (DirectoryLock _ = DirectoryLock.acquire(layout)) {
                return runLocked(layout, walDirectory, files, made);
            }
        } catch (IOException e) {
            throw Backups.failure("restoring to " + directory, e);
        }
    }

    private VerificationReport runLocked(
            DirectoryLayout layout, Path walDirectory, BackupFiles files, boolean made)
            throws IOException {
        requireVacant(layout);
        try {
            deleteIfThere(layout.restoring());
            DirectoryLayout making = new DirectoryLayout(layout.restoring());
            Files.createDirectories(making.database());
            if (walDirectory != null) {
                return restoreTo(layout, making, walDirectory, files);
            }
            copy(making.database(), making.database(), files);
            VerificationReport report = verify(making, null);
            publish(layout, making);
            return report;
        } catch (IOException | RuntimeException e) {
            deleteQuietly(layout.restoring());
            deleteQuietly(layout.lock());
            if (made) {
                Files.deleteIfExists(layout.root());
            }
            throw e;
        }
    }

    private VerificationReport restoreTo(
            DirectoryLayout layout, DirectoryLayout making, Path walDirectory, BackupFiles files)
            throws IOException {
        boolean made = DurableFiles.createDirectories(walDirectory);
        try {
            copy(making.database(), walDirectory, files);
            VerificationReport report = verify(making, walDirectory);
            WalDirectory.claim(new DirectoryLayout(layout.root(), walDirectory, null));
            publish(layout, making);
            return report;
        } catch (IOException | RuntimeException e) {
            deleteQuietly(layout.walPointer());
            clearQuietly(walDirectory, made);
            throw e;
        }
    }

    private void copy(Path database, Path wal, BackupFiles files) {
        try (RocksBackups engine = new RocksBackups(backups)) {
            engine.restore(id, database, wal);
        } catch (TidalException e) {
            List<String> damages = BackupFiles.check(backups, files.files());
            throw damages.isEmpty() ? e : damaged(Backups.some(damages));
        }
    }

    private VerificationReport verify(DirectoryLayout making, Path walDirectory) {
        VerificationReport report = Verification.of(making, walDirectory, listener);
        if (!report.isSound()) {
            throw damaged(report.findings().getFirst().toString());
        }
        return report;
    }

    private static void publish(DirectoryLayout layout, DirectoryLayout making) throws IOException {
        DurableFiles.move(making.database(), layout.database());
        DurableFiles.deleteRecursively(making.root());
    }

    private TidalException damaged(String what) {
        return new TidalException(
                ErrorCode.DATA_CORRUPTED,
                "backup "
                        + id
                        + " in "
                        + backups
                        + " is damaged, nothing was restored: "
                        + what
                        + ". Restore another one.");
    }

    /** What an earlier restoration left when it was killed is no obstacle. */
    private static void requireVacant(DirectoryLayout layout) throws IOException {
        requireVacant(
                layout.root(), Set.of(layout.restoring(), layout.lock(), layout.walPointer()));
    }

    private static void requireVacant(Path directory, Set<Path> ours) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw Backups.invalid(directory + " is a file; name a directory");
        }
        try (Stream<Path> files = Files.list(directory)) {
            Optional<Path> any = files.filter(file -> !ours.contains(file)).findFirst();
            if (any.isPresent()) {
                throw Backups.invalid(
                        directory
                                + " is not empty: it has "
                                + any.get().getFileName()
                                + "; restore to a directory that is absent or empty");
            }
        }
    }

    private static void deleteIfThere(Path path) throws IOException {
        if (Files.exists(path)) {
            DurableFiles.deleteRecursively(path);
        }
    }

    private static void clearQuietly(Path directory, boolean made) {
        if (made) {
            deleteQuietly(directory);
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.toList().forEach(Restoration::deleteQuietly);
        } catch (IOException e) {
            warn(directory, e);
        }
    }

    private static void deleteQuietly(Path path) {
        try {
            deleteIfThere(path);
        } catch (IOException e) {
            warn(path, e);
        }
    }

    /** What made the deletion necessary is thrown and matters more. */
    private static void warn(Path path, IOException e) {
        LoggerFactory.getLogger(Restoration.class)
                .warn("cannot delete {}; delete it by hand", path, e);
    }
}
