package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.file.DurableFiles;
import io.tidaldb.kv.BackupFiles;
import io.tidaldb.kv.RocksStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Directories of backups, each of one store. A marker names the store; nothing is written to a
 * directory that has something in it and no marker. The marker is written before anything else, so
 * that what a backup left that did not come to its end is known for what it is, and the next one
 * replaces it. A backup counts when all its files are on disk.
 */
public final class Backups {
    /** Says whose backups these are: an {@link OwnerMark}. */
    private static final String MARKER = "tidal-backup";

    private static final String KIND = "backup";
    private static final int VERSION = 1;

    /** Held by the process that writes to the directory. */
    private static final String LOCK = "tidal-backup.lock";

    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);
    private static final long MEMORY_BYTES = 64L << 20;

    private Backups() {}

    /**
     * Adds a backup of a store that is not open to a directory of backups, without loading the
     * store. Otherwise as {@link Store#backup}.
     *
     * @param walDirectory where the store's write-ahead log is, null for within {@code directory}
     * @throws TidalException as there, and DIRECTORY_LOCKED if the store is open
     */
    public static BackupInfo take(Path directory, Path walDirectory, Path target) {
        try (StoreDirectory files = StoreDirectory.openExisting(directory, walDirectory, null);
                RocksStore rocks = RocksStore.open(files.rocksOptions(MEMORY_BYTES))) {
            return add(rocks, directory, target);
        }
    }

    /** Adds a backup to a directory, making that if it is absent or empty. */
    static BackupInfo add(RocksStore rocks, Path directory, Path target) {
        StoredFacts facts = StoredFacts.read(rocks, directory);
        if (facts == null || facts.identity().isEmpty()) {
            throw invalid(
                    directory + " was not opened by this version of tidalDB yet; open it once");
        }
        try {
            Path to = StorePaths.real(target);
            if (to.startsWith(StorePaths.real(directory))) {
                throw invalid(target + " is in the store's own directory; name one outside of it");
            }
            OwnerMark mark =
                    new OwnerMark(
                            KIND,
                            VERSION,
                            facts.identity(),
                            directory.toAbsolutePath().normalize());
            requireVacantOrBackupsOf(to, mark);
            boolean made = DurableFiles.createDirectories(to);
            try (DirectoryLock _ = lock(to)) {
                return addLocked(rocks, to, mark, facts.lastPosition(), made);
            }
        } catch (IOException e) {
            throw failure("writing a backup to " + target, e);
        }
    }

    private static BackupInfo addLocked(
            RocksStore rocks, Path to, OwnerMark mark, long position, boolean made)
            throws IOException {
        boolean vacant = requireVacantOrBackupsOf(to, mark);
        try {
            if (vacant) {
                mark.write(to.resolve(MARKER));
            }
            addMarked(rocks, to, position);
            return list(to).getLast();
        } catch (IOException | RuntimeException e) {
            if (vacant) {
                clear(to);
            }
            if (made) {
                Files.deleteIfExists(to.resolve(LOCK));
                Files.deleteIfExists(to);
            }
            throw e;
        }
    }

    private static void addMarked(RocksStore rocks, Path to, long position) throws IOException {
        Set<String> known = new HashSet<>();
        for (int id : BackupFiles.ids(to)) {
            known.addAll(pathsOf(to, id));
        }
        // What backups left that did not come to their end takes up room.
        deleteUnreferenced(to);
        rocks.backup(to, Long.toString(position));
        int id = BackupFiles.ids(to).getLast();
        List<BackupFiles.Entry> copied =
                BackupFiles.read(to, id).files().stream()
                        .filter(file -> !known.contains(file.path()))
                        .toList();
        List<String> damages = BackupFiles.check(to, copied);
        if (!damages.isEmpty()) {
            delete(to, List.of(id));
            throw new TidalException(
                    ErrorCode.INPUT_OUTPUT,
                    "what was written to "
                            + to
                            + " does not read back as it was, and is no backup: "
                            + some(damages)
                            + ". Check that disk.");
        }
    }

    private static List<String> pathsOf(Path directory, int id) {
        try {
            return BackupFiles.read(directory, id).files().stream()
                    .map(BackupFiles.Entry::path)
                    .toList();
        } catch (TidalException e) {
            // It is damaged, which is said to those who ask for it.
            return List.of();
        }
    }

    /**
     * The backups in a directory, oldest first. Nothing is changed there, and files are not read:
     * see {@link #check}.
     *
     * @throws TidalException INVALID_CONFIGURATION if it is no directory of backups
     */
    public static List<BackupInfo> list(Path directory) {
        requireBackups(directory);
        List<BackupInfo> all = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (int id : BackupFiles.ids(directory)) {
            all.add(info(directory, id, known));
        }
        return all;
    }

    private static BackupInfo info(Path directory, int id, Set<String> known) {
        try {
            BackupFiles files = BackupFiles.read(directory, id);
            long bytes = 0;
            long newBytes = 0;
            for (BackupFiles.Entry file : files.files()) {
                long size = file.size(directory);
                bytes += size;
                newBytes += known.add(file.path()) ? size : 0;
            }
            return new BackupInfo(
                    id,
                    files.takenAtSeconds(),
                    Long.parseLong(files.metadata()),
                    bytes,
                    newBytes,
                    files.missing(directory).map(file -> file + " is missing"));
        } catch (TidalException | NumberFormatException e) {
            return new BackupInfo(id, 0, 0, 0, 0, Optional.of(e.getMessage()));
        }
    }

    /**
     * Reads all files of all backups and compares them with their checksums.
     *
     * @return the backups by id, each with what is wrong with it, file by file
     * @throws TidalException INVALID_CONFIGURATION if it is no directory of backups
     */
    public static Map<Integer, List<String>> check(Path directory) {
        requireBackups(directory);
        Map<Integer, List<String>> damages = new TreeMap<>();
        Map<BackupFiles.Entry, List<String>> checked = new HashMap<>();
        for (int id : BackupFiles.ids(directory)) {
            List<String> found = new ArrayList<>();
            try {
                for (BackupFiles.Entry file : BackupFiles.read(directory, id).files()) {
                    found.addAll(
                            checked.computeIfAbsent(
                                    file, f -> BackupFiles.check(directory, List.of(f))));
                }
            } catch (TidalException e) {
                found.add(e.getMessage());
            }
            damages.put(id, found);
        }
        return damages;
    }

    /**
     * Deletes the backups that are older than the newest ones. Damaged ones, as far as that shows
     * without reading their files, are not counted.
     *
     * @param count how many to keep, at least 1
     * @throws TidalException INVALID_CONFIGURATION if it is no directory of backups,
     *     DIRECTORY_LOCKED while a backup is written to it
     */
    public static void keepNewest(Path directory, int count) {
        requireBackups(directory);
        if (count < 1) {
            throw invalid("at least 1 backup is kept, not " + count);
        }
        try (DirectoryLock _ = lock(directory)) {
            List<BackupInfo> whole =
                    list(directory).stream().filter(info -> info.damage().isEmpty()).toList();
            if (whole.size() <= count) {
                return;
            }
            int oldest = whole.get(whole.size() - count).id();
            delete(directory, BackupFiles.ids(directory).stream().filter(i -> i < oldest).toList());
        } catch (IOException e) {
            throw failure("deleting old backups in " + directory, e);
        }
    }

    /** Deletes backups: first what makes them count, then what no other needs. */
    private static void delete(Path directory, List<Integer> ids) throws IOException {
        for (int id : ids) {
            Path description = BackupFiles.description(directory, id);
            Files.delete(description);
            DurableFiles.syncDirectory(description.getParent());
        }
        deleteUnreferenced(directory);
    }

    private static void deleteUnreferenced(Path directory) throws IOException {
        for (Path file : BackupFiles.unreferenced(directory)) {
            DurableFiles.deleteRecursively(file);
        }
    }

    /**
     * The newest backup in a directory.
     *
     * @throws TidalException INVALID_CONFIGURATION if it is no directory of backups, or of none
     *     that came to its end
     */
    public static int newest(Path directory) {
        requireBackups(directory);
        List<Integer> ids = BackupFiles.ids(directory);
        if (ids.isEmpty()) {
            throw invalid(directory + " holds no backup that came to its end");
        }
        return ids.getLast();
    }

    /** Restores the newest backup, with its write-ahead log in the directory itself. */
    public static VerificationReport restore(Path backups, Path directory) {
        return restore(backups, newest(backups), directory, null, VerificationListener.SILENT);
    }

    /**
     * Makes a store's directory from a backup and verifies it. The store appears only if it is
     * sound.
     *
     * @param directory absent or empty; it may be where a disk is mounted
     * @param walDirectory where the store shall have its write-ahead log, absent or empty; null for
     *     within {@code directory}
     * @throws TidalException INVALID_CONFIGURATION if any of these is not what it should be,
     *     INPUT_OUTPUT if it cannot be written, DATA_CORRUPTED, naming the files, if the backup is
     *     damaged
     */
    public static VerificationReport restore(
            Path backups,
            int id,
            Path directory,
            Path walDirectory,
            VerificationListener listener) {
        requireBackups(backups);
        if (!BackupFiles.ids(backups).contains(id)) {
            throw invalid(backups + " holds no backup " + id);
        }
        return new Restoration(backups, id, listener).run(directory, walDirectory);
    }

    static void requireBackups(Path directory) {
        if (!Files.isRegularFile(directory.resolve(MARKER))) {
            throw invalid(directory + " is no directory of tidalDB backups");
        }
    }

    /** Whether nothing is in a directory, or it is not there; if something is, checks what. */
    private static boolean requireVacantOrBackupsOf(Path directory, OwnerMark expected)
            throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        if (!Files.isDirectory(directory)) {
            throw invalid(directory + " is a file; name a directory");
        }
        Path marker = directory.resolve(MARKER);
        OwnerMark mark = OwnerMark.read(marker);
        if (mark != null) {
            if (!mark.identity().equals(expected.identity())) {
                throw invalid(
                        directory
                                + " holds backups of another store, the one that was in "
                                + mark.place()
                                + "; name a directory of its own");
            }
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            Optional<Path> any =
                    files.filter(file -> !file.endsWith(LOCK) && !OwnerMark.isOf(file, marker))
                            .findFirst();
            if (any.isPresent()) {
                throw invalid(
                        directory
                                + " holds no backups but "
                                + any.get().getFileName()
                                + "; name a directory that is absent or empty, such as one in it");
            }
        }
        return true;
    }

    private static DirectoryLock lock(Path directory) {
        return DirectoryLock.acquire(directory.resolve(LOCK), "; wait until that backup is done");
    }

    /** Deletes what is in a directory, but for its lock. */
    private static void clear(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(file -> !file.endsWith(LOCK)).toList()) {
                DurableFiles.deleteRecursively(file);
            }
        } catch (IOException e) {
            // What made this necessary is thrown by the caller and matters more.
            LOG.warn("cannot delete what is in {}; delete it by hand", directory, e);
        }
    }

    static String some(List<String> damages) {
        int others = damages.size() - 1;
        return damages.getFirst() + (others == 0 ? "" : ", and " + others + " more");
    }

    static TidalException invalid(String message) {
        return new TidalException(ErrorCode.INVALID_CONFIGURATION, message);
    }

    static TidalException failure(String doing, IOException e) {
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
