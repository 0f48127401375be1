package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A write-ahead log on another disk is backed up with its store, and restored where it is wanted.
 */
class BackupWalTest {
    @TempDir Path home;

    private Path directory;
    private Path wal;
    private Path backups;

    @BeforeEach
    void paths() {
        directory = home.resolve("store");
        wal = home.resolve("wal");
        backups = home.resolve("backups");
    }

    private static StoreOptions at(Path directory) {
        return StoreOptions.at(directory)
                .withDurability(new Durability.None())
                .withCheckpoints(CheckpointPolicy.NEVER)
                .withClock(new StoreClock.FixedClock(Feed.T0));
    }

    private StoreOptions there() {
        return at(directory).withWalDirectory(wal);
    }

    private static void refused(Executable call, String word) {
        TidalException e = assertThrows(TidalException.class, call);
        assertEquals(ErrorCode.INVALID_CONFIGURATION, e.code(), e.getMessage());
        assertTrue(e.getMessage().contains(word), e.getMessage());
    }

    @Test
    void itIsInTheBackupAndIsRestoredWhereItIsWanted() throws IOException {
        long position;
        try (Store store = Feed.withPosts(there())) {
            position = store.position();
            assertEquals(position, store.backup(backups).position());
        }
        // It is found where it was last.
        assertEquals(position, Backups.take(directory, null, backups).position());
        Path inside = home.resolve("inside");
        assertTrue(restore(inside, null).isSound());
        try (Store store = Store.open(at(inside))) {
            assertEquals(position, store.position());
        }
        Path apart = home.resolve("apart");
        Path apartWal = home.resolve("apart wal");
        refused(() -> restore(apart, wal), "not empty");
        assertFalse(Files.exists(apart));
        assertTrue(restore(apart, apartWal).isSound());
        refused(() -> Store.open(at(apart).withWalDirectory(wal)), apartWal.toString());
        try (Store store = Store.open(at(apart))) {
            assertEquals(position, store.position());
            store.commit(new WriteSet().insert(Feed.NOTES, new Object[] {"x"}));
        }
        try (Store store = Store.open(there())) {
            assertEquals(position, store.position());
        }
    }

    @Test
    void whatIsOnlyInItIsBackedUp() throws IOException {
        long rows;
        try (Store store = Feed.withPosts(there())) {
            store.commit(new WriteSet().insert(Feed.NOTES, new Object[] {"x"}));
            rows = store.statistics().rows();
        }
        // Closing does not empty it: without it the notes would be gone.
        try (Stream<Path> files = Files.list(wal)) {
            assertTrue(files.anyMatch(f -> f.toString().endsWith(".log") && size(f) > 0));
        }
        Backups.take(directory, wal, backups);
        assertEquals(rows, restore(home.resolve("restored"), null).rows());
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private VerificationReport restore(Path to, Path walDirectory) {
        return Backups.restore(
                backups, Backups.newest(backups), to, walDirectory, VerificationListener.SILENT);
    }

    @Test
    void aFailedRestorationLeavesNothing() throws IOException {
        try (Store store = Feed.withPosts(there())) {
            store.backup(backups);
        }
        try (Stream<Path> files = Files.walk(backups)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".sst")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[0] ^= 1;
                Files.write(file, bytes);
            }
        }
        Path to = home.resolve("to");
        Path toWal = Files.createDirectory(home.resolve("to wal"));
        TidalException e = assertThrows(TidalException.class, () -> restore(to, toWal));
        assertEquals(ErrorCode.DATA_CORRUPTED, e.code(), e.getMessage());
        assertFalse(Files.exists(to));
        try (Stream<Path> files = Files.list(toWal)) {
            assertEquals(List.of(), files.toList());
        }
    }
}
