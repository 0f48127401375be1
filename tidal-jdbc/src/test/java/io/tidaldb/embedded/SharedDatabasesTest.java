package io.tidaldb.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ConfigurationException;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.jdbc.TidalUrl;
import io.tidaldb.meta.ScriptedDatabase;
import io.tidaldb.session.Session;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

final class SharedDatabasesTest {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final SharedDatabases databases = new SharedDatabases(this::open);
    private final DatabaseKey key = DatabaseKey.memory("demo");

    private OpenDatabase open(DatabaseKey which, DatabaseSettings settings) {
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
        Session first = databases.openSession(key, DatabaseSettings.DEFAULT);
        Session second = databases.openSession(key, DatabaseSettings.DEFAULT);
        Session other =
                databases.openSession(DatabaseKey.memory("other"), DatabaseSettings.DEFAULT);
        assertEquals(2, opened.get());
        first.close();
        first.close();
        assertEquals(0, closed.get());
        second.close();
        assertEquals(1, closed.get());
        assertEquals(1, databases.size());
        databases.openSession(key, DatabaseSettings.DEFAULT).close();
        assertEquals(3, opened.get());
        other.close();
        assertEquals(0, databases.size());
    }

    private static DatabaseSettings settings(String options) {
        try {
            return DatabaseSettings.of(
                    TidalUrl.parse("jdbc:tidal:DIR" + options, new Properties()));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void refuses(String setting, String value, String options) {
        ConfigurationException refused =
                assertThrows(
                        ConfigurationException.class,
                        () -> databases.openSession(key, settings(options)));
        assertEquals(setting, refused.setting());
        assertTrue(refused.getMessage().contains("mem:demo"), refused.getMessage());
        assertTrue(refused.getMessage().contains(value), refused.getMessage());
    }

    @Test
    void otherSettingsAreRefused() {
        Session first =
                databases.openSession(
                        key, settings(";clock=log;walDir=wal;durability=interval:5;metrics=0"));
        refuses("clock", "clock log", ";clock=system");
        refuses("walDir", "walDir " + Path.of("wal").toAbsolutePath(), ";wal_dir=elsewhere");
        refuses("cacheDir", "no cacheDir", ";cacheDir=cache");
        refuses("durability", "durability interval:5", ";durability=sync");
        refuses("metrics", "metrics 0", ";metrics=127.0.0.1:0");
        databases
                .openSession(key, settings(";CLOCK=LOG;WALDIR=./wal;durability=INTERVAL:5"))
                .close();
        databases.openSession(key, DatabaseSettings.DEFAULT).close();
        first.close();
        Session plain = databases.openSession(key, DatabaseSettings.DEFAULT);
        databases.openSession(key, settings(";clock=system;durability=sync")).close();
        refuses("clock", "clock system", ";clock=log");
        plain.close();
    }

    @Test
    void aDatabaseThatFailsToOpenLeavesNothing() {
        SharedDatabases failing =
                new SharedDatabases(
                        (which, clock) -> {
                            throw new TidalException(ErrorCode.DIRECTORY_LOCKED, "locked");
                        });
        assertThrows(
                TidalException.class, () -> failing.openSession(key, DatabaseSettings.DEFAULT));
        assertEquals(0, failing.size());
    }

    @Test
    void spellingsOfADirectoryAreOneDatabase(@TemporaryHome Path directory) throws IOException {
        Path real = Files.createDirectory(directory.resolve("data"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        DatabaseKey expected = DatabaseKey.directory(real.toString());
        assertEquals(expected, DatabaseKey.directory(real + "/../data/."));
        assertEquals(expected, DatabaseKey.directory(link.toString()));
        assertNotEquals(expected, DatabaseKey.directory(directory.toString()));
    }

    @Test
    void manyThreadsOpenItOnce() throws Exception {
        Session keeper = databases.openSession(key, DatabaseSettings.DEFAULT);
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            threads.add(
                    CompletableFuture.runAsync(
                            () -> {
                                for (int i = 0; i < 500; i++) {
                                    databases.openSession(key, DatabaseSettings.DEFAULT).close();
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
