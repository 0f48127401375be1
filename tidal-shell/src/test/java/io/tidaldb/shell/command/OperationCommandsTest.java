package io.tidaldb.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

class OperationCommandsTest {
    @TempDir Path home;

    private String data;
    private String backups;

    @BeforeEach
    void fill() {
        data = home.resolve("data").toString();
        backups = home.resolve("backups").toString();
        run(
                0,
                "-d",
                data,
                "-e",
                "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY, title VARCHAR);"
                        + "CREATE SIGNAL likes ON posts WINDOWS (HOUR);"
                        + "INSERT INTO posts VALUES (1, 'a'), (2, 'b');"
                        + "INSERT INTO likes (item_id) VALUES (1), (2), (1)");
    }

    private static Command run(int status, String... args) {
        Command command = Command.run(args);
        assertEquals(status, command.status(), () -> command.out() + command.err());
        return command;
    }

    private void like() {
        run(0, "-d", data, "-e", "INSERT INTO likes (item_id) VALUES (1)");
    }

    private static String likes(String directory) {
        return run(0, "-d", directory, "--format", "csv", "-e", "SELECT COUNT(*) FROM likes")
                .out()
                .lines()
                .toList()
                .get(1);
    }

    @Test
    void backsUpListsAndRestores() throws IOException {
        Command first = run(0, "backup", "-d", data, backups);
        assertTrue(
                first.out()
                        .matches(
                                "Backup 1 in \\Q"
                                        + backups
                                        + "\\E: log position 7, [0-9.]+ kB, of which [0-9.]+ kB are"
                                        + " new, in [0-9.]+ s\\R"),
                first.out());
        like();
        run(0, "backup", "-d", data, backups);
        like();
        run(0, "backup", "-d", data, "--keep", "2", backups);
        String list = run(0, "backups", backups).out();
        assertEquals(
                List.of("2", "3"),
                list.lines()
                        .filter(line -> line.matches("│ +[0-9].*"))
                        .map(line -> line.split("│")[1].strip())
                        .toList());
        assertEquals(
                2,
                run(0, "backups", "--check", backups)
                        .out()
                        .lines()
                        .filter(line -> line.matches(".* sound +│"))
                        .count());
        String restored = home.resolve("restored").toString();
        Command restoration = run(0, "restore", "--id", "2", backups, restored);
        assertTrue(
                restoration.out().startsWith("Restored backup 2 to " + restored + " in "),
                restoration.out());
        assertTrue(
                restoration.out().contains("log position 8, 2 rows, 4 events, 0 edges"),
                restoration.out());
        assertEquals("4", likes(restored));
        String newest = home.resolve("newest").toString();
        run(0, "restore", backups, newest);
        assertEquals("5", likes(newest));
        String refusal = run(3, "restore", backups, newest).err();
        try (Stream<Path> there = Files.list(Path.of(newest))) {
            assertTrue(
                    there.anyMatch(
                            file ->
                                    refusal.contains(
                                            "is not empty: it has " + file.getFileName() + ";")),
                    refusal);
        }
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path empty = Files.createDirectory(home.resolve("empty"));
        assertTrue(
                run(3, "backup", "-d", empty.toString(), backups)
                        .err()
                        .contains("is no tidalDB directory"));
        assertTrue(
                run(3, "verify", "-d", empty.toString()).err().contains("is no tidalDB directory"));
        assertTrue(
                run(3, "backups", empty.toString())
                        .err()
                        .contains("is no directory of tidalDB backups"));
        assertTrue(run(3, "restore", data, empty + "/x").err().contains("is no directory of"));
        run(0, "backup", "-d", data, backups);
        assertTrue(
                run(3, "restore", "--id", "9", backups, empty.toString())
                        .err()
                        .contains("holds no backup 9"));
        String other = home.resolve("other").toString();
        run(0, "-d", other, "-e", "CREATE TABLE t (a BIGINT PRIMARY KEY)");
        assertTrue(
                run(3, "backup", "-d", other, backups)
                        .err()
                        .contains("holds backups of another store"));
        assertTrue(run(3, "backup", "-d", data, data + "/backups").err().contains("own directory"));
        assertTrue(Files.isDirectory(empty) && isEmpty(empty));
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    @Test
    void badCommandLinesAreStatusTwo() {
        run(2, "backup", backups);
        run(2, "backup", "-d", data);
        run(2, "backup", "-d", data, "-u", "jdbc:tidal://localhost:1", backups);
        run(2, "backup", "-u", "jdbc:tidal://localhost:1", "--wal-dir", "x", backups);
        run(2, "backup", "-d", data, "--keep", "0", backups);
        run(2, "backup", "-u", "jdbc:other:x", backups);
        run(2, "backups");
        run(2, "restore", backups);
        run(2, "restore", "--id", "x", backups, data);
        run(2, "verify");
        run(3, "backup", "-u", "jdbc:tidal://127.0.0.1:1", backups);
    }

    @Test
    void anOpenStoreIsNamedWithItsProcess() throws SQLException {
        try (Connection _ = DriverManager.getConnection("jdbc:tidal:" + data)) {
            String pid = "process " + ProcessHandle.current().pid();
            assertTrue(run(3, "verify", "-d", data).err().contains(pid));
            assertTrue(run(3, "backup", "-d", data, backups).err().contains(pid));
            // Through its own process it goes.
            run(0, "backup", "-u", "jdbc:tidal:" + data, "--keep", "1", backups);
            run(0, "backup", "-u", "jdbc:tidal:" + data, "--keep", "1", backups);
        }
        assertTrue(run(0, "backups", backups).out().contains("│  2 │"));
    }

    @Test
    void verifyReportsPartByPart() throws IOException {
        Command sound = run(0, "verify", "--data", data);
        assertTrue(sound.out().contains("│ log        │       7 │ sound  │"), sound.out());
        assertTrue(sound.out().contains(data + ": sound, in "), sound.out());
        assertTrue(
                sound.out().contains("the checkpoint of log position 7 and the log"), sound.out());
        run(0, "backup", "-d", data, backups);
        Path damaged;
        try (Stream<Path> files = Files.list(Path.of(data, "db"))) {
            damaged = files.filter(f -> f.toString().endsWith(".sst")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[10] ^= 1;
        Files.write(damaged, bytes);
        Command found = run(1, "verify", "--data", data);
        assertTrue(found.out().contains("NOT SOUND"), found.out());
        assertTrue(found.out().contains(damaged.toString()), found.out());
        assertTrue(found.out().contains("Restore a backup"), found.out());
        assertFalse(found.out().contains("what the log says"), found.out());
    }

    /** Files of the text index, which are compared with the rows. */
    private Path textFile() throws IOException {
        run(0, "-d", data, "-e", "CREATE TEXT INDEX words ON posts (title)");
        try (Stream<Path> files = Files.walk(Path.of(data, "cache", "text"))) {
            return files.filter(f -> f.toString().endsWith(".doc")).findFirst().orElseThrow();
        }
    }

    @Test
    void verifyComparesIndexesWithTheRows() throws IOException {
        Path file = textFile();
        Command sound = run(0, "verify", "--data", data);
        assertTrue(
                sound.out().lines().anyMatch(l -> l.matches("│ index words +│ +2 │ sound +│")),
                sound.out());
        assertTrue(sound.out().contains("the indexes are what the rows say"), sound.out());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        Command found = run(1, "verify", "--data", data);
        assertTrue(found.out().contains("index words: The text index in " + file.getParent()));
        assertTrue(found.out().contains("Only indexes are wrong"), found.out());
        assertFalse(found.out().contains("Restore a backup"), found.out());
        // What is elsewhere is looked for there.
        String elsewhere = home.resolve("elsewhere").toString();
        run(0, "verify", "--data", data, "--cache-dir", elsewhere);
        // It is made anew when the store is opened.
        run(0, "-d", data, "-e", "VERIFY");
        run(0, "verify", "--data", data);
    }

    /** Damage below the database's files is found while it is open. */
    @Test
    void theStatementVerifyHasAStatusToo() throws IOException {
        run(0, "-d", data, "-e", "CHECKPOINT");
        Path damaged;
        try (Stream<Path> files = Files.list(Path.of(data, "db"))) {
            damaged = files.filter(f -> f.toString().endsWith(".sst")).findFirst().orElseThrow();
        }
        String[] verify = {"-d", data, "-e", "-- before\n/* and */ verify; SELECT 1 AS after_it"};
        run(0, verify);
        byte[] whole = Files.readAllBytes(damaged);
        byte[] bytes = whole.clone();
        bytes[10] ^= 1;
        try (Connection held = DriverManager.getConnection("jdbc:tidal:" + data)) {
            assertTrue(held.isValid(0));
            Files.write(damaged, bytes);
            Command found = run(1, verify);
            assertTrue(found.out().contains(damaged.getFileName().toString()), found.out());
            // It is no error, so what follows is run.
            assertTrue(found.out().contains("after_it"), found.out());
            Files.write(damaged, whole);
            run(0, verify);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @Test
    void whatCouldNotBeLookedAtIsNotCalledSound() throws IOException {
        run(0, "backup", "-d", data, backups);
        Path table;
        try (Stream<Path> files = Files.list(Path.of(data, "db"))) {
            table = files.filter(f -> f.toString().endsWith(".sst")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(table);
        bytes[bytes.length - 1] ^= 1;
        Files.write(table, bytes);
        Command found = run(1, "verify", "--data", data);
        for (String part : new String[] {"catalog", "log", "rows", "edges", "checkpoint"}) {
            assertTrue(
                    found.out()
                            .lines()
                            .anyMatch(l -> l.matches("│ " + part + " .*not looked at.*")),
                    found.out());
        }
        assertEquals(3, Command.run("-d", data, "-e", "SELECT 1").status());
    }

    @Test
    void aDamagedBackupIsNamedFileByFile() throws IOException {
        run(0, "backup", "-d", data, backups);
        Path file;
        try (Stream<Path> files = Files.list(Path.of(backups, "shared_checksum"))) {
            file = files.findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[10] ^= 1;
        Files.write(file, bytes);
        run(0, "backups", backups);
        Command check = run(1, "backups", "--check", backups);
        assertTrue(check.out().contains("backup 1: " + file + " has the checksum"), check.out());
        Command restoration = run(1, "restore", backups, home.resolve("restored").toString());
        assertTrue(restoration.err().contains(file.toString()), restoration.err());
        assertFalse(Files.exists(home.resolve("restored")));
    }
}
