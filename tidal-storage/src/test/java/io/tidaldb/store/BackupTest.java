package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.Window;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

class BackupTest {
    @TemporaryHome Path home;

    private Path directory;
    private Path backups;
    private Path restored;
    private StoreOptions options;

    @BeforeEach
    void paths() {
        directory = home.resolve("store");
        backups = home.resolve("backups");
        restored = home.resolve("restored");
        options = at(directory);
    }

    private static StoreOptions at(Path directory) {
        return StoreOptions.at(directory)
                .withDurability(new Durability.None())
                .withClock(new StoreClock.FixedClock(Feed.T0));
    }

    private VerificationReport restore() {
        return Backups.restore(backups, restored);
    }

    private VerificationReport restore(int id, Path to) {
        return Backups.restore(backups, id, to, null, VerificationListener.SILENT);
    }

    private static WriteSet like(long id) {
        return new WriteSet()
                .insert(Feed.NOTES, new Object[] {"note " + id})
                .events(Feed.events(Feed.LIKES).add(id, 1L, "ann", 1, Feed.T0));
    }

    private static TidalException fails(ErrorCode code, Executable call) {
        TidalException e = assertThrows(TidalException.class, call);
        assertEquals(code, e.code(), e.getMessage());
        return e;
    }

    private void onlyThese(String... names) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            assertEquals(
                    Stream.of(names).sorted().toList(),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void aBackupComesBack() throws IOException {
        long first;
        try (Store store = Feed.withPosts(options)) {
            store.commit(like(1));
            BackupInfo backup = store.backup(backups);
            first = store.position();
            assertEquals(first, backup.position());
            store.commit(like(2));
            assertEquals(2, store.backup(backups).id());
        }
        assertEquals(List.of(1, 2), Backups.list(backups).stream().map(BackupInfo::id).toList());
        VerificationReport report = restore();
        assertTrue(report.isSound(), report.findings()::toString);
        assertEquals(2, report.events());
        try (Store store = Store.open(at(restored))) {
            assertEquals(first + 2, store.position());
            assertEquals(2, store.signal(Feed.LIKES).windowSum(0, Window.HOUR));
        }
        Feed.deleteRecursively(restored);
        Files.createDirectory(restored);
        restore(1, restored);
        try (Store store = Store.open(at(restored))) {
            assertEquals(first, store.position());
            assertEquals(1, store.table(Feed.NOTES).liveCount());
        }
        Backups.keepNewest(backups, 1);
        assertEquals(List.of(2), Backups.list(backups).stream().map(BackupInfo::id).toList());
        onlyThese("backups", "restored", "store");
    }

    @Test
    void aFurtherBackupCopiesOnlyWhatIsNew() throws IOException {
        try (Store store = Feed.withPosts(options)) {
            for (int i = 0; i < 200; i++) {
                store.commit(like(i));
            }
            store.backup(backups);
            Map<Path, Object> before = shared();
            assertFalse(before.isEmpty());
            store.commit(like(1000));
            store.backup(backups);
            Map<Path, Object> after = shared();
            assertTrue(after.size() > before.size());
            before.forEach((file, modified) -> assertEquals(modified, after.get(file)));
        }
    }

    private Map<Path, Object> shared() throws IOException {
        Map<Path, Object> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(backups)) {
            for (Path file : all.filter(f -> f.toString().endsWith(".sst")).toList()) {
                files.put(file, Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    @Test
    void writersGoOnWhileABackupIsMade() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        long before;
        try (Store store =
                Feed.withPosts(
                        options.withCheckpoints(new CheckpointPolicy(Long.MAX_VALUE, 20, true)))) {
            Thread writer =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (long id = 1; !done.get(); id++) {
                                            store.commit(like(id));
                                        }
                                    });
            for (int i = 0; i < 4; i++) {
                before = store.position();
                BackupInfo backup = store.backup(backups);
                assertTrue(backup.position() >= before);
            }
            done.set(true);
            writer.join();
        }
        for (BackupInfo backup : Backups.list(backups)) {
            Path to = home.resolve("restored " + backup.id());
            VerificationReport report = restore(backup.id(), to);
            assertTrue(report.position() >= backup.position());
            try (Store store = Store.open(at(to))) {
                long events = store.statistics().events();
                assertEquals(events, store.table(Feed.NOTES).liveCount());
                assertEquals(events, store.signal(Feed.LIKES).windowSum(0, Window.ALL));
            }
        }
    }

    @Test
    void wrongPlacesAreRefusedAndLeftAlone() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "x");
        Path full = Files.createDirectory(home.resolve("full"));
        Files.writeString(full.resolve("mine"), "x");
        try (Store store = Feed.withPosts(options);
                Store other = Feed.withPosts(at(home.resolve("other")));
                Store memory = Store.open(StoreOptions.inMemory())) {
            fails(ErrorCode.INVALID_CONFIGURATION, () -> store.backup(file));
            fails(ErrorCode.INVALID_CONFIGURATION, () -> store.backup(full));
            fails(ErrorCode.INVALID_CONFIGURATION, () -> store.backup(directory.resolve("b")));
            fails(ErrorCode.FEATURE_NOT_SUPPORTED, () -> memory.backup(backups));
            store.backup(backups);
            fails(ErrorCode.INVALID_CONFIGURATION, () -> other.backup(backups));
            fails(ErrorCode.INPUT_OUTPUT, () -> store.backup(file.resolve("under a file")));
            fails(ErrorCode.DIRECTORY_LOCKED, () -> Store.verify(directory));
        }
        fails(ErrorCode.INVALID_CONFIGURATION, () -> Backups.newest(full));
        fails(ErrorCode.INVALID_CONFIGURATION, () -> restore(7, restored));
        fails(ErrorCode.INVALID_CONFIGURATION, () -> restore(1, full));
        fails(ErrorCode.INVALID_CONFIGURATION, () -> restore(1, file));
        fails(ErrorCode.INVALID_CONFIGURATION, () -> Store.verify(full));
        assertEquals("x", Files.readString(full.resolve("mine")));
        onlyThese("backups", "file", "full", "other", "store");
    }

    @Test
    void everyDamagedFileIsNamed() throws IOException {
        try (Store store = Feed.withPosts(options)) {
            store.commit(like(1));
            store.backup(backups);
            store.commit(like(2));
            store.backup(backups);
        }
        assertEquals(Map.of(1, List.of(), 2, List.of()), Backups.check(backups));
        List<Path> files;
        try (Stream<Path> all = Files.walk(backups)) {
            files =
                    all.filter(f -> f.toString().matches(".*/(private|shared_checksum)/.*"))
                            .toList();
        }
        int damaged = 0;
        for (Path file : files) {
            byte[] bytes = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
            if (bytes.length == 0) {
                continue;
            }
            byte[] wrong = bytes.clone();
            wrong[wrong.length / 3] ^= 4;
            Files.write(file, wrong);
            Map<Integer, List<String>> found = Backups.check(backups);
            for (BackupInfo backup : Backups.list(backups)) {
                List<String> damages = found.get(backup.id());
                if (!damages.isEmpty()) {
                    damaged++;
                    assertTrue(damages.toString().contains(file.toString()), damages::toString);
                    TidalException e =
                            fails(ErrorCode.DATA_CORRUPTED, () -> restore(backup.id(), restored));
                    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
                }
            }
            Files.write(file, bytes);
        }
        assertTrue(damaged > files.size() / 2, damaged + " of " + files);
        onlyThese("backups", "store");
    }

    @Test
    void aMissingFileShowsInTheList() throws IOException {
        try (Store store = Feed.withPosts(options)) {
            store.commit(like(1));
            store.backup(backups);
            store.commit(like(2));
            store.backup(backups);
        }
        Path manifest;
        try (Stream<Path> files = Files.list(backups.resolve("private/2"))) {
            manifest = files.filter(f -> f.toString().contains("MANIFEST")).findAny().orElseThrow();
        }
        Files.delete(manifest);
        List<BackupInfo> list = Backups.list(backups);
        assertEquals(Optional.empty(), list.get(0).damage());
        assertTrue(list.get(1).damage().orElseThrow().contains(manifest.getFileName().toString()));
        TidalException e = fails(ErrorCode.DATA_CORRUPTED, this::restore);
        assertTrue(e.getMessage().contains(manifest.toString()), e.getMessage());
        Files.writeString(backups.resolve("meta/2"), "nonsense");
        assertTrue(Backups.list(backups).get(1).damage().orElseThrow().contains("meta"));
        assertTrue(Backups.check(backups).get(2).getFirst().contains("meta"));
        fails(ErrorCode.DATA_CORRUPTED, this::restore);
        assertTrue(restore(1, restored).isSound());
        // What is damaged is in no later backup's way.
        try (Store store = Store.open(options)) {
            assertEquals(3, store.backup(backups).id());
        }
        assertEquals(List.of(), Backups.check(backups).get(3));
    }

    @Test
    void aSharedFileThatWasDeletedIsCopiedAgain() throws IOException {
        try (Store store = Feed.withPosts(options)) {
            store.backup(backups);
            store.commit(like(1));
            store.backup(backups);
            Path shared;
            try (Stream<Path> files = Files.list(backups.resolve("shared_checksum"))) {
                shared = files.sorted().findFirst().orElseThrow();
            }
            byte[] bytes = Files.readAllBytes(shared);
            bytes[5] ^= 1;
            Files.write(shared, bytes);
            // What is there is taken for what was written.
            store.backup(backups);
            Map<Integer, List<String>> damages = Backups.check(backups);
            for (int id = 1; id <= 3; id++) {
                assertTrue(damages.get(id).toString().contains(shared.toString()));
            }
            Files.delete(shared);
            assertEquals(4, store.backup(backups).id());
        }
        Backups.check(backups).forEach((id, damages) -> assertEquals(List.of(), damages));
        assertTrue(restore(1, restored).isSound());
    }

    @Test
    void theNewestWholeOnesAreKept() throws IOException {
        try (Store store = Feed.withPosts(options)) {
            for (int i = 0; i < 5; i++) {
                store.commit(like(i));
                store.backup(backups);
            }
        }
        for (int damaged : List.of(2, 4)) {
            Feed.deleteRecursively(backups.resolve("private/" + damaged));
        }
        Backups.keepNewest(backups, 9);
        Backups.keepNewest(backups, 3);
        assertEquals(
                List.of(1, 2, 3, 4, 5),
                Backups.list(backups).stream().map(BackupInfo::id).toList());
        Backups.keepNewest(backups, 2);
        assertEquals(List.of(3, 4, 5), Backups.list(backups).stream().map(BackupInfo::id).toList());
        Backups.keepNewest(backups, 1);
        assertEquals(List.of(5), Backups.list(backups).stream().map(BackupInfo::id).toList());
        assertEquals(Map.of(5, List.of()), Backups.check(backups));
        fails(ErrorCode.INVALID_CONFIGURATION, () -> Backups.keepNewest(backups, 0));
        assertTrue(restore().isSound());
    }

    @Test
    void theSizesAreThoseOfTheFiles() throws IOException {
        try (Store store = Feed.withPosts(options)) {
            for (int i = 0; i < 3; i++) {
                store.commit(like(i));
                BackupInfo backup = store.backup(backups);
                assertEquals(Backups.list(backups).getLast(), backup);
                assertTrue(i == 0 || backup.newBytes() < backup.bytes());
            }
        }
        try (Stream<Path> files = Files.walk(backups)) {
            assertEquals(
                    Backups.list(backups).stream().mapToLong(BackupInfo::newBytes).sum(),
                    files.filter(f -> f.toString().matches(".*/(private|shared_checksum)/.*"))
                            .filter(Files::isRegularFile)
                            .mapToLong(f -> f.toFile().length())
                            .sum());
        }
    }

    @Test
    void aStoreThatIsNotOpenIsBackedUpAsWell() {
        long position;
        try (Store store = Feed.withPosts(options)) {
            position = store.commit(like(1));
            fails(ErrorCode.DIRECTORY_LOCKED, () -> Backups.take(directory, null, backups));
        }
        assertEquals(position, Backups.take(directory, null, backups).position());
        assertEquals(1, restore().events());
        fails(
                ErrorCode.INVALID_CONFIGURATION,
                () -> Backups.take(home.resolve("none"), null, backups));
    }

    /** A disk may be mounted at either, so neither can be renamed. */
    @Test
    void emptyDirectoriesStayWhatTheyAre() throws IOException {
        Files.createDirectory(backups);
        Files.createDirectory(restored);
        Object before = Files.getAttribute(backups, "unix:ino");
        Object beforeRestoring = Files.getAttribute(restored, "unix:ino");
        try (Store store = Feed.withPosts(options)) {
            store.backup(backups);
        }
        restore();
        assertEquals(before, Files.getAttribute(backups, "unix:ino"));
        assertEquals(beforeRestoring, Files.getAttribute(restored, "unix:ino"));
        onlyThese("backups", "restored", "store");
    }

    @Test
    void whatIsLeftOfAKilledRestorationIsNoObstacle() throws IOException {
        try (Store store = Feed.withPosts(options)) {
            store.backup(backups);
        }
        DirectoryLayout layout = new DirectoryLayout(restored);
        Files.createDirectories(layout.restoring().resolve("db"));
        Files.writeString(layout.restoring().resolve("db/CURRENT"), "half");
        Files.writeString(layout.lock(), "1");
        assertTrue(restore().isSound());
        assertFalse(Files.exists(layout.restoring()));
        Store.open(at(restored)).close();
        fails(ErrorCode.INVALID_CONFIGURATION, this::restore);
    }

    @Test
    void aBackupThatWasKilledBeforeItMarkedItsDirectoryIsNoObstacle() throws IOException {
        Files.createDirectory(backups);
        Files.createFile(backups.resolve("tidal-backup.lock"));
        Files.writeString(backups.resolve("tidal-backup.new"), "tidal ba");
        fails(ErrorCode.INVALID_CONFIGURATION, () -> Backups.list(backups));
        try (Store store = Feed.withPosts(options)) {
            assertEquals(1, store.backup(backups).id());
        }
        assertFalse(Files.exists(backups.resolve("tidal-backup.new")));
        assertTrue(restore().isSound());
    }

    @Test
    void oneProcessWritesToADirectoryOfBackups() {
        try (Store store = Feed.withPosts(options)) {
            store.backup(backups);
            try (DirectoryLock _ =
                    DirectoryLock.acquire(backups.resolve("tidal-backup.lock"), "; wait")) {
                fails(ErrorCode.DIRECTORY_LOCKED, () -> store.backup(backups));
                fails(ErrorCode.DIRECTORY_LOCKED, () -> Backups.keepNewest(backups, 1));
                assertEquals(1, Backups.list(backups).size());
            }
            assertEquals(2, store.backup(backups).id());
        }
    }

    @Test
    void aDirectoryReachedByALinkIsTheStoresOwnToo() throws IOException {
        try (Store store = Feed.withPosts(options)) {
            Path link = Files.createSymbolicLink(home.resolve("link"), directory);
            fails(ErrorCode.INVALID_CONFIGURATION, () -> store.backup(link.resolve("b")));
        }
    }
}
