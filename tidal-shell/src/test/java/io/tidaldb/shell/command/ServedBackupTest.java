package io.tidaldb.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.shell.Tidal;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Backups of a served store, with the server in a process of its own. */
class ServedBackupTest {
    @TempDir Path home;

    private Process server;
    private BufferedReader said;
    private String url;

    private void serve(String... more) throws IOException {
        String[] fixed = {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Tidal.class.getName(),
            "serve",
            "--data",
            home.resolve("data").toString(),
            "--port",
            "0"
        };
        String[] command = new String[fixed.length + more.length];
        System.arraycopy(fixed, 0, command, 0, fixed.length);
        System.arraycopy(more, 0, command, fixed.length, more.length);
        server = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        said = server.inputReader();
        String line = said.readLine();
        assertTrue(line.startsWith("tidalDB listening on "), line);
        url = line.split(" ")[3];
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    private static Command run(int status, String... args) {
        Command command = Command.run(args);
        assertEquals(status, command.status(), () -> command.out() + command.err());
        return command;
    }

    private static long count(String directory, String table) {
        String out =
                run(0, "-d", directory, "--format", "csv", "-e", "SELECT COUNT(*) FROM " + table)
                        .out();
        return Long.parseLong(out.lines().toList().get(1));
    }

    /** Writes through the server, one row and one event a statement, until that is gone. */
    private CompletableFuture<Void> write(AtomicLong acknowledged) {
        return CompletableFuture.runAsync(
                () -> {
                    try (Connection connection = DriverManager.getConnection(url);
                            PreparedStatement insert =
                                    connection.prepareStatement(
                                            "INSERT INTO likes (event_id, item_id) VALUES (?, 1)")) {
                        while (true) {
                            insert.setLong(1, acknowledged.get() + 1);
                            insert.executeUpdate();
                            acknowledged.incrementAndGet();
                        }
                    } catch (SQLException e) {
                        // The server was killed.
                    }
                });
    }

    @Test
    void isBackedUpWhileItIsWrittenToAndKilled() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String data = home.resolve("data").toString();
        String backups = home.resolve("backups").toString();
        run(
                0,
                "-d",
                data,
                "-e",
                "CREATE ITEM TABLE posts (id BIGINT PRIMARY KEY);"
                        + "CREATE SIGNAL likes ON posts WINDOWS (HOUR);"
                        + "INSERT INTO posts VALUES (1)");
        AtomicLong acknowledged = new AtomicLong();
        long before = 0;
        for (int round = 0; round < 1; round++) {
            serve("--backups", backups);
            CompletableFuture<Void> writer = write(acknowledged);
            for (int i = 0; i < 3; i++) {
                before = acknowledged.get();
                run(0, "backup", "--url", url, "--keep", "2", "daily");
            }
            CompletableFuture<Command> last =
                    CompletableFuture.supplyAsync(
                            () -> Command.run("backup", "--url", url, "daily"));
            Thread.sleep(random.nextInt(100));
            server.toHandle().destroyForcibly();
            server.waitFor();
            writer.get();
            last.get();
            run(0, "verify", "--data", data);
        }
        String daily = backups + "/daily";
        run(0, "backups", "--check", daily);
        // The next one is made although one was cut short, and has everything.
        run(0, "backup", "--data", data, "--keep", "2", daily);
        String newest = home.resolve("newest").toString();
        run(0, "restore", daily, newest);
        long events = count(newest, "likes");
        assertEquals(count(data, "likes"), events);
        assertTrue(events >= acknowledged.get(), events + " of " + acknowledged);
        // The one before has all that was acknowledged when it began.
        String list = run(0, "backups", daily).out();
        String older =
                list.lines()
                        .filter(line -> line.matches("│ +[0-9].*"))
                        .map(line -> line.split("│")[1].strip())
                        .findFirst()
                        .orElseThrow();
        String earlier = home.resolve("earlier").toString();
        run(0, "restore", "--id", older, daily, earlier);
        assertTrue(count(earlier, "likes") >= before);
    }

    @Test
    void chooseNoPlaceOfTheServersMachine() throws Exception {
        Path backups = Files.createDirectory(home.resolve("backups"));
        Files.createSymbolicLink(backups.resolve("link"), home);
        run(0, "-d", home.resolve("data").toString(), "-e", "CREATE TABLE t (a BIGINT)");
        serve();
        String refused = run(1, "backup", "--url", url, "daily").err();
        assertTrue(refused.contains("F0000") && refused.contains("--backups DIR"), refused);
        assertTrue(run(1, "-u", url, "-e", "SHOW BACKUPS IN 'daily'").err().contains("F0000"));
        run(0, "-u", url, "-e", "CHECKPOINT; VERIFY");
        stop();
        serve("--backups", backups.toString());
        for (String path :
                new String[] {
                    "..", "../x", "/tmp/x", "link/x", ".", "a/../../x", "", "it''s/../x"
                }) {
            String err = run(1, "backup", "--url", url, path).err();
            assertTrue(err.contains("22023"), path + ": " + err);
        }
        Command made = run(0, "backup", "--url", url, "it's/daily");
        assertTrue(made.out().contains(backups.toRealPath() + "/it's/daily"), made.out());
        assertTrue(run(0, "-u", url, "-e", "SHOW BACKUPS IN 'it''s/daily'").out().contains("│"));
        assertTrue(
                run(1, "-u", url, "-e", "SHOW BACKUPS IN 'it''s'")
                        .err()
                        .contains("is no directory of tidalDB backups"));
    }
}
