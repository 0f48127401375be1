package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Batch;
import io.tidaldb.kv.Cursor;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.RocksOptions;
import io.tidaldb.kv.RocksStore;
import io.tidaldb.schema.Window;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

class BackupTest {
    @TempDir Path home;

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

    private static WriteSet like(long id) {
        return new WriteSet()
                .insert(Feed.NOTES, new Object[] {"note " + id})
                .events(Feed.events(Feed.LIKES).add(id, 1L, "ann", 1, Feed.T0));
    }

    private static void fails(ErrorCode code, Executable call) {
        TidalException e = assertThrows(TidalException.class, call);
        assertEquals(code, e.code(), e.getMessage());
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
        VerificationReport report = Backups.restore(backups, restored);
        assertTrue(report.isSound(), report.findings()::toString);
        assertEquals(2, report.events());
        try (Store store = Store.open(at(restored))) {
            assertEquals(first + 2, store.position());
            assertEquals(2, store.signal(Feed.LIKES).windowSum(0, Window.HOUR));
        }
        Feed.deleteRecursively(restored);
        Files.createDirectory(restored);
        Backups.restore(backups, 1, restored);
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
            VerificationReport report = Backups.restore(backups, backup.id(), to);
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
        fails(ErrorCode.INVALID_CONFIGURATION, () -> Backups.restore(full, restored));
        fails(ErrorCode.INVALID_CONFIGURATION, () -> Backups.restore(backups, 7, restored));
        fails(ErrorCode.INVALID_CONFIGURATION, () -> Backups.restore(backups, full));
        fails(ErrorCode.INVALID_CONFIGURATION, () -> Backups.restore(backups, file));
        fails(ErrorCode.INVALID_CONFIGURATION, () -> Store.verify(full));
        assertEquals("x", Files.readString(full.resolve("mine")));
        onlyThese("backups", "file", "full", "other", "store");
    }

    @Test
    void aDamagedBackupIsNotRestored() throws IOException {
        try (Store store = Feed.withPosts(options)) {
            store.commit(like(1));
            store.backup(backups);
        }
        Path largest;
        try (Stream<Path> files = Files.walk(backups)) {
            largest =
                    files.filter(f -> f.toString().endsWith(".sst"))
                            .max(Comparator.comparingLong(f -> f.toFile().length()))
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(largest);
        bytes[bytes.length / 3] ^= 4;
        Files.write(largest, bytes);
        fails(ErrorCode.DATA_CORRUPTED, () -> Backups.restore(backups, restored));
        onlyThese("backups", "store");
    }

    @Test
    void verifyNamesEveryKindOfDamage() {
        try (Store store = Feed.withPosts(options)) {
            for (int i = 0; i < 5; i++) {
                store.commit(like(i).putEdge(Feed.FOLLOWS, "ann", 1L, i, 5));
            }
        }
        VerificationReport sound = Store.verify(directory);
        assertEquals(List.of(), sound.findings());
        assertEquals(5, sound.events());
        assertEquals(15, sound.rows());
        assertEquals(1, sound.edges());
        assertEquals(sound.position(), sound.checkpointPosition());
        for (Family family : EnumSet.complementOf(EnumSet.of(Family.BASES))) {
            byte[][] entry = new byte[2][];
            tamper(
                    raw -> {
                        try (Cursor cursor = raw.scanDown(family, null, null)) {
                            assertTrue(cursor.next());
                            entry[0] = cursor.key();
                            entry[1] = cursor.value();
                        }
                        raw.write(
                                new Batch()
                                        .put(
                                                family,
                                                entry[0],
                                                Arrays.copyOf(entry[1], entry[1].length - 1)),
                                true);
                    });
            List<VerificationReport.Finding> findings = Store.verify(directory).findings();
            assertFalse(findings.isEmpty());
            assertEquals(family.label(), findings.getFirst().family());
            tamper(raw -> raw.write(new Batch().put(family, entry[0], entry[1]), true));
        }
        assertEquals(List.of(), Store.verify(directory).findings());
    }

    private void tamper(Consumer<RocksStore> change) {
        try (RocksStore store =
                RocksStore.open(
                        new RocksOptions(
                                new DirectoryLayout(directory).database(), null, 16 << 20))) {
            change.accept(store);
        }
    }
}
