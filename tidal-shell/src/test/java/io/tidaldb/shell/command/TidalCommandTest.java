package io.tidaldb.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class TidalCommandTest {
    @Test
    void helpNamesTheCommandsAndStatuses() {
        Command help = Command.run("--help");
        assertEquals(0, help.status());
        assertTrue(help.out().contains("Exit status"), help.out());
        for (String command :
                new String[] {
                    "demo", "shell", "import", "serve", "backup", "backups", "restore", "verify"
                }) {
            assertTrue(help.out().contains("  " + command + " "), help.out());
            Command each = Command.run(command, "--help");
            assertEquals(0, each.status(), each.err());
            assertTrue(each.out().contains("Usage: tidal " + command), each.out());
        }
        assertTrue(Command.run("--version").out().startsWith("tidalDB "));
    }

    @Test
    void aBadCommandLineIsStatusTwo() {
        assertEquals(2, Command.run("--nope").status());
        assertEquals(2, Command.run("frobnicate").status());
        assertEquals(2, Command.run("-e", "SELECT 1", "--format", "xml").status());
        assertEquals(2, Command.run("-e", "SELECT 1", "-f", "x.sql").status());
        assertEquals(2, Command.run("-f", "/no/such/file.sql").status());
        assertEquals(2, Command.run("-d", "a", "-u", "jdbc:tidal:b", "-e", "SELECT 1").status());
        assertEquals(2, Command.run("-u", "jdbc:other:b", "-e", "SELECT 1").status());
        assertEquals(2, Command.run("-d", "a;b", "-e", "SELECT 1").status());
        assertEquals(2, Command.run("import", "x.csv").status());
        assertEquals(2, Command.run("import", "-d", "x", "x.csv").status());
        assertEquals(2, Command.run("import", "-t", "x", "--batch", "0", "x.csv").status());
        assertEquals(2, Command.run("serve").status());
        assertEquals(2, Command.run("serve", "--memory", "--host", "0.0.0.0").status());
        assertEquals(2, Command.run("serve", "--memory", "--clock", "sundial").status());
        assertEquals(2, Command.run("serve", "--memory", "--durability", "x").status());
        assertEquals(2, Command.run("serve", "--memory", "--metrics", "x").status());
    }

    @Test
    void aRootForBackupsIsADirectory(@TemporaryHome Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        Command serve = Command.run("serve", "--memory", "--backups", file.toString());
        assertEquals(3, serve.status());
        assertTrue(serve.err().startsWith("tidal: --backups " + file), serve.err());
    }

    @Test
    void whatCannotBeOpenedIsStatusThree(@TemporaryHome Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "not a directory");
        Command opened = Command.run("-d", file.toString(), "-e", "SELECT 1");
        assertEquals(3, opened.status(), opened.err());
        assertTrue(opened.err().startsWith("tidal: cannot open " + file), opened.err());
        assertEquals(3, Command.run("--clock", "sundial", "-e", "SELECT 1").status());
        for (String[] settings :
                new String[][] {
                    {"--wal-dir", file.toString()},
                    {"--cache-dir", file.toString()},
                    {"--durability", "perhaps"},
                    {"--metrics", "nowhere"},
                    {"--clock", "sundial"}
                }) {
            Command refused =
                    Command.run(
                            "-d",
                            directory.resolve("data").toString(),
                            settings[0],
                            settings[1],
                            "-e",
                            "SELECT 1");
            assertEquals(3, refused.status(), refused.err());
            assertTrue(refused.err().contains(settings[1]), refused.err());
        }
        assertEquals(3, Command.run("serve", "--memory", "--wal-dir", "w").status());
        assertEquals(3, Command.run("serve", "--memory", "--durability", "sync").status());
        assertFalse(Files.exists(directory.resolve("data")));
        Command server = Command.run("-u", "jdbc:tidal://localhost", "--wal-dir", "w", "-e", "");
        assertTrue(server.err().contains("give it to the server"), server.err());
    }

    @Test
    void opensAsItIsTold(@TemporaryHome Path directory) {
        String[] open = {
            "-d",
            directory.resolve("data").toString(),
            "--wal-dir",
            directory.resolve("wal;x").toString(),
            "--cache-dir",
            directory.resolve("cache").toString(),
            "--durability",
            "interval:20",
            "--metrics",
            "0",
            "-e",
            "CREATE TABLE notes (id BIGINT PRIMARY KEY)"
        };
        assertEquals(new Command(0, "", ""), Command.run(open));
        assertTrue(Files.exists(directory.resolve("wal;x").resolve("tidal.owner")));
        assertTrue(Files.exists(directory.resolve("cache").resolve("tidal.owner")));
        // The log is found again.
        Command read = Command.run("-d", open[1], "-e", "SELECT * FROM notes");
        assertEquals(0, read.status(), read.err());
    }

    @Test
    void runsStatementsAndStopsAtTheFirstError() {
        Command good = Command.run("--format", "csv", "-e", "SELECT 1 AS a; SELECT 2 AS b");
        assertEquals(new Command(0, "a\r\n1\r\nb\r\n2\r\n", ""), good);

        String script = "SELECT 1 AS a;\nSELECT nope AS b;\nSELECT 3 AS c;\n";
        Command bad = Command.runWith(script, "shell", "--format", "csv");
        assertEquals(1, bad.status());
        assertEquals("a\r\n1\r\n", bad.out());
        assertTrue(bad.err().startsWith("ERROR 42703 at line 2, column 8: "), bad.err());
        assertTrue(bad.err().contains("\n  SELECT nope AS b\n         ^\n"), bad.err());

        Command on = Command.runWith(script, "--format", "csv", "--continue-on-error");
        assertEquals(1, on.status());
        assertEquals("a\r\n1\r\nc\r\n3\r\n", on.out());
    }

    @Test
    void keepsWhatItWrites(@TemporaryHome Path directory) throws IOException {
        Path data = directory.resolve("data");
        Path script = directory.resolve("script.sql");
        Files.writeString(
                script,
                """
                -- a table; with a comment
                CREATE TABLE notes (id BIGINT PRIMARY KEY, body VARCHAR, at TIMESTAMP);
                INSERT INTO notes VALUES (1, 'a;b', TIMESTAMP '2013-08-16 12:00:00'),
                  (2, NULL, NULL);
                """);
        Command wrote = Command.run("-d", data.toString(), "-f", script.toString());
        assertEquals(new Command(0, "", ""), wrote);
        Command read =
                Command.run(
                        "shell",
                        "-d",
                        data.toString(),
                        "--format",
                        "json",
                        "-e",
                        "SELECT * FROM notes ORDER BY id");
        assertEquals("", read.err());
        assertEquals(
                """
                [
                {"id":1,"body":"a;b","at":"2013-08-16 12:00:00"},
                {"id":2,"body":null,"at":null}
                ]
                """,
                read.out());
    }
}
