package io.tidaldb.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ConfigurationException;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The directories that a store is told to use. */
class StoreDirectoryTest {
    @TemporaryHome private Path home;

    private StoreOptions at(String name) {
        return StoreOptions.at(home.resolve(name))
                .withDurability(new Durability.None())
                .withClock(new StoreClock.FixedClock(Feed.T0));
    }

    private static String refused(String setting, StoreOptions options) {
        ConfigurationException e =
                assertThrows(ConfigurationException.class, () -> Store.open(options).close());
        assertEquals(setting, e.setting(), e.getMessage());
        return e.getMessage();
    }

    private static void contains(String text, String part) {
        assertTrue(text.contains(part), text);
    }

    private List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted().toList();
        }
    }

    @Test
    void filesAreNoDirectories() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "x");
        List<Path> before = files(home);
        contains(refused("dataDir", at("file")), file + " is a file");
        contains(refused("dataDir", at("file/below")), file + " is a file");
        contains(refused("walDir", at("a").withWalDirectory(file)), file + " is a file");
        contains(refused("cacheDir", at("a").withCacheDirectory(file)), file + " is a file");
        assertEquals(before, files(home));
    }

    @Test
    void whatCannotBeWrittenToIsNamed() throws IOException {
        Path locked = Files.createDirectory(home.resolve("locked"));
        assertTrue(locked.toFile().setWritable(false));
        // The superuser may write anywhere.
        assumeFalse(Files.isWritable(locked));
        contains(refused("dataDir", at("locked/data")), locked + " cannot be written to");
        contains(refused("walDir", at("a").withWalDirectory(locked)), "cannot be written to");
        contains(refused("cacheDir", at("a").withCacheDirectory(locked)), "cannot be written to");
    }

    @Test
    void directoriesAreNotInOneAnothersWay() throws IOException {
        Store.open(at("other")).close();
        List<Path> before = files(home);
        Path other = home.resolve("other").toRealPath();
        contains(refused("dataDir", at("other/inner")), other.toString());
        contains(refused("dataDir", at("other/db")), other.toString());
        contains(
                refused("walDir", at("a").withWalDirectory(home.resolve("other/wal"))),
                "another store, " + other);
        contains(
                refused("cacheDir", at("a").withCacheDirectory(home.resolve("other/cache/x"))),
                "another store, " + other);
        contains(refused("walDir", at("a").withWalDirectory(home.resolve("a"))), "is or holds");
        contains(refused("walDir", at("a").withWalDirectory(home)), "is or holds");
        contains(refused("walDir", at("a").withWalDirectory(home.resolve("a/db/x"))), "database");
        contains(
                refused("walDir", at("a").withWalDirectory(home.resolve("a/b/../db"))),
                "the database");
        contains(refused("cacheDir", at("a").withCacheDirectory(home.resolve("a"))), "is or holds");
        contains(refused("cacheDir", at("a").withCacheDirectory(home.resolve("a/db"))), "database");
        contains(
                refused(
                        "cacheDir",
                        at("a").withWalDirectory(home.resolve("w"))
                                .withCacheDirectory(home.resolve("w/cache"))),
                "the write-ahead log");
        contains(
                refused("cacheDir", at("a").withWalDirectory(home.resolve("a/cache/wal"))),
                "the write-ahead log");
        Path link = Files.createSymbolicLink(home.resolve("link"), home.resolve("other"));
        contains(
                refused("walDir", at("a").withWalDirectory(link.resolve("wal"))),
                "another store, " + other);
        Files.delete(link);
        assertEquals(before, files(home));
    }

    @Test
    void theLogMayBeElsewhereAndIsFoundAgain() throws IOException {
        Path wal = home.resolve("wal");
        StoreOptions options = at("a").withWalDirectory(wal);
        try (Store store = Feed.withPosts(options)) {
            assertEquals(5, store.table(Feed.POSTS).liveCount());
        }
        assertTrue(files(wal).stream().anyMatch(file -> file.toString().endsWith(".log")));
        // Without the setting and with it, and where it is looked at while the store is closed.
        for (StoreOptions again : List.of(at("a"), options)) {
            try (Store store = Store.open(again)) {
                assertEquals(5, store.table(Feed.POSTS).liveCount());
                store.commit(new WriteSet().insert(Feed.NOTES, new Object[] {"x"}));
            }
        }
        assertTrue(Store.verify(home.resolve("a")).isSound());
        assertEquals(
                2, Store.verify(home.resolve("a"), wal, VerificationListener.SILENT).rows() - 10);
        // Elsewhere is nothing, or the log of another store.
        Path elsewhere = home.resolve("elsewhere");
        contains(refused("walDir", at("a").withWalDirectory(elsewhere)), "it was in " + wal);
        assertFalse(Files.exists(elsewhere));
        Feed.withPosts(at("b").withWalDirectory(home.resolve("b-wal"))).close();
        refused("walDir", at("a").withWalDirectory(home.resolve("b-wal")));
        // It goes where it is moved to.
        Files.move(wal, elsewhere);
        contains(refused("walDir", at("a")), wal.toString());
        try (Store store = Store.open(at("a").withWalDirectory(elsewhere))) {
            assertEquals(2, store.table(Feed.NOTES).liveCount());
        }
        try (Store store = Store.open(at("a"))) {
            assertEquals(2, store.table(Feed.NOTES).liveCount());
        }
    }

    @Test
    void aStoreKeepsItsLogWhereItWasMade() throws IOException {
        Feed.withPosts(at("a")).close();
        Path wal = home.resolve("wal");
        String said = refused("walDir", at("a").withWalDirectory(wal));
        contains(said, "leave the setting out");
        assertFalse(Files.exists(wal));
        refused("walDir", at("a").withWalDirectory(wal));
        assertThrows(
                ConfigurationException.class,
                () -> Store.verify(home.resolve("a"), wal, VerificationListener.SILENT));
        // Its own place may be named.
        try (Store store = Store.open(at("a").withWalDirectory(home.resolve("a/db")))) {
            assertEquals(5, store.table(Feed.POSTS).liveCount());
        }
        Store.open(at("a")).close();
    }

    @Test
    void aNewLogGoesIntoAnEmptyDirectory() throws IOException {
        Path wal = Files.createDirectory(home.resolve("wal"));
        Path stranger = Files.writeString(wal.resolve("000004.log"), "x");
        contains(refused("walDir", at("a").withWalDirectory(wal)), "it is not empty");
        assertEquals("x", Files.readString(stranger));
        Files.delete(stranger);
        Store.open(at("a").withWalDirectory(wal)).close();
        contains(
                refused("walDir", at("b").withWalDirectory(wal)),
                "the store in " + home.resolve("a"));
    }

    @Test
    void aProcessThatWasKilledWhileItMarkedDirectoriesIsNoObstacle() throws IOException {
        Path wal = Files.createDirectory(home.resolve("wal"));
        Path cache = Files.createDirectory(home.resolve("cache"));
        Files.writeString(wal.resolve("tidal.owner.new"), "tidal wa");
        Files.writeString(cache.resolve("tidal.owner.new"), "tidal ca");
        StoreOptions options = at("a").withWalDirectory(wal).withCacheDirectory(cache);
        Feed.withPosts(options).close();
        try (Store store = Store.open(options)) {
            assertEquals(5, store.table(Feed.POSTS).liveCount());
        }
    }

    @Test
    void theCacheBelongsToOneStore() throws IOException {
        Path cache = home.resolve("cache");
        DirectoryLayout layout = new DirectoryLayout(home.resolve("a"), null, cache);
        Store.open(at("a").withCacheDirectory(cache)).close();
        assertTrue(Files.isDirectory(layout.history()));
        Path kept = Files.writeString(layout.cache().resolve("kept"), "x");
        Store.open(at("a").withCacheDirectory(cache)).close();
        assertEquals("x", Files.readString(kept));
        contains(
                refused("cacheDir", at("b").withCacheDirectory(cache)),
                "the store in " + home.resolve("a"));
        assertEquals("x", Files.readString(kept));
        Path strange = Files.createDirectory(home.resolve("strange"));
        Files.writeString(strange.resolve("thesis.txt"), "x");
        contains(refused("cacheDir", at("a").withCacheDirectory(strange)), "is not empty");
        assertEquals("x", Files.readString(strange.resolve("thesis.txt")));
        // The usual place, and none of it in a backup.
        Store.open(at("c")).close();
        assertTrue(Files.isDirectory(new DirectoryLayout(home.resolve("c")).history()));
    }

    @Test
    void aCacheOfAnotherFormatIsEmptied() throws IOException {
        Store.open(at("a")).close();
        DirectoryLayout layout = new DirectoryLayout(home.resolve("a"));
        OwnerMark mark = OwnerMark.read(layout.cacheOwner());
        Path file = Files.writeString(layout.cache().resolve("kept"), "x");
        Path outside = Files.writeString(home.resolve("outside"), "x");
        Files.createSymbolicLink(layout.history().resolve("link"), outside);
        new OwnerMark(mark.kind(), mark.version() + 1, mark.identity(), mark.place())
                .write(layout.cacheOwner());
        Store.open(at("a")).close();
        assertFalse(Files.exists(file));
        assertTrue(Files.exists(outside));
        assertEquals(mark, OwnerMark.read(layout.cacheOwner()));
        // So is what a store left that had this directory before.
        file = Files.writeString(layout.cache().resolve("kept"), "x");
        new OwnerMark(mark.kind(), mark.version(), "00", mark.place()).write(layout.cacheOwner());
        Store.open(at("a")).close();
        assertFalse(Files.exists(file));
    }

    @Test
    void damagedMarksAreNotBelieved() throws IOException {
        Path wal = home.resolve("wal");
        Store.open(at("a").withWalDirectory(wal)).close();
        DirectoryLayout layout = new DirectoryLayout(home.resolve("a"), wal, null);
        for (Path mark : List.of(layout.walPointer(), layout.walOwner(), layout.cacheOwner())) {
            byte[] whole = Files.readAllBytes(mark);
            for (int i = 0; i < whole.length; i++) {
                byte[] damaged = whole.clone();
                damaged[i] ^= 1;
                Files.write(mark, damaged);
                TidalException e =
                        assertThrows(TidalException.class, () -> Store.open(at("a")).close());
                assertEquals(ErrorCode.DATA_CORRUPTED, e.code(), e.getMessage());
                contains(e.getMessage(), mark.toString());
            }
            for (String text : List.of("", "\n", "tidal wal 1\n", "x\ny\nz\nq\n")) {
                Files.writeString(mark, text);
                assertThrows(TidalException.class, () -> Store.open(at("a")).close());
            }
            Files.write(mark, whole);
        }
        Store.open(at("a")).close();
    }

    @Test
    void aRefusalReleasesTheDirectory() {
        Store.open(at("b").withCacheDirectory(home.resolve("cache"))).close();
        refused("cacheDir", at("a").withCacheDirectory(home.resolve("cache")));
        Store.open(at("a")).close();
    }
}
