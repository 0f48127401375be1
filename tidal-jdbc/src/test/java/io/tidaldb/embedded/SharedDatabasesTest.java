package io.tidaldb.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.meta.ScriptedDatabase;
import io.tidaldb.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SharedDatabasesTest {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final SharedDatabases databases = new SharedDatabases(this::open);
    private final DatabaseKey key = DatabaseKey.memory("demo");

    private OpenDatabase open(DatabaseKey which, String clock) {
        opened.incrementAndGet();
        ScriptedDatabase database = new ScriptedDatabase();
        return new OpenDatabase() {
            @Override
            public Session openSession() {
                return database.openSession();
            }

            @Override
            public void close() {
                assertEquals(0, database.openSessions.get());
                closed.incrementAndGet();
            }
        };
    }

    @Test
    void sessionsShareADatabaseUntilTheLastCloses() {
        Session first = databases.openSession(key, null);
        Session second = databases.openSession(key, null);
        Session other = databases.openSession(DatabaseKey.memory("other"), null);
        assertEquals(2, opened.get());
        first.close();
        first.close();
        assertEquals(0, closed.get());
        second.close();
        assertEquals(1, closed.get());
        assertEquals(1, databases.size());
        databases.openSession(key, null).close();
        assertEquals(3, opened.get());
        other.close();
        assertEquals(0, databases.size());
    }

    @Test
    void anotherClockIsRefused() {
        Session log = databases.openSession(key, "log");
        TidalException refused =
                assertThrows(TidalException.class, () -> databases.openSession(key, "system"));
        assertEquals(ErrorCode.INVALID_CONFIGURATION, refused.code());
        assertTrue(refused.getMessage().contains("mem:demo"));
        assertTrue(refused.getMessage().contains("log"));
        databases.openSession(key, "LOG").close();
        databases.openSession(key, null).close();
        log.close();
        databases.openSession(key, "system").close();
    }

    @Test
    void aDatabaseThatFailsToOpenLeavesNothing() {
        SharedDatabases failing =
                new SharedDatabases(
                        (which, clock) -> {
                            throw new TidalException(ErrorCode.DIRECTORY_LOCKED, "locked");
                        });
        assertThrows(TidalException.class, () -> failing.openSession(key, null));
        assertEquals(0, failing.size());
    }

    @Test
    void spellingsOfADirectoryAreOneDatabase(@TempDir Path directory) throws IOException {
        Path real = Files.createDirectory(directory.resolve("data"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        DatabaseKey expected = DatabaseKey.directory(real.toString());
        assertEquals(expected, DatabaseKey.directory(real + "/../data/."));
        assertEquals(expected, DatabaseKey.directory(link.toString()));
        assertNotEquals(expected, DatabaseKey.directory(directory.toString()));
    }

    @Test
    void manyThreadsOpenItOnce() throws Exception {
        Session keeper = databases.openSession(key, null);
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            threads.add(
                    CompletableFuture.runAsync(
                            () -> {
                                for (int i = 0; i < 500; i++) {
                                    databases.openSession(key, null).close();
                                }
                            }));
        }
        for (CompletableFuture<Void> thread : threads) {
            thread.get();
        }
        assertEquals(1, opened.get());
        keeper.close();
        assertEquals(1, closed.get());
    }
}
