package io.tidaldb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.session.Cancellation;
import io.tidaldb.session.Session;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What becomes of a database that nobody closes, in a process of its own. */
@Timeout(120)
class ForgottenHandleTest {
    /** Forgets databases, and ends by itself. */
    static final class Forgetful {
        public static void main(String[] arguments) throws InterruptedException {
            Path first = Path.of(arguments[0], "first");
            Path second = Path.of(arguments[0], "second");
            forget(first);
            Session used = session(second);
            EventWriter writer = writer(Path.of(arguments[0], "third"));
            while (isOpen(first)) {
                System.gc();
                Thread.sleep(5);
            }
            System.out.println("first is closed");
            for (int i = 0; i < 20; i++) {
                System.gc();
                Thread.sleep(5);
            }
            work(used);
            writer.event(1).append();
            System.out.println("what is in use is open");
            // The rest is forgotten with the process, which ends nevertheless.
        }

        private static void forget(Path directory) {
            TidalDb db =
                    TidalDb.builder()
                            .dataDir(directory)
                            .metrics(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .open();
            try (Session session = db.openSession()) {
                work(session);
            }
        }

        private static Session session(Path directory) {
            return TidalDb.builder().dataDir(directory).open().openSession();
        }

        private static EventWriter writer(Path directory) {
            TidalDb db = TidalDb.builder().dataDir(directory).open();
            work(db.openSession());
            return db.signal("views");
        }

        /** Statements that are planned, cached, and run by generated code. */
        private static void work(Session session) {
            for (String sql :
                    List.of(
                            "CREATE ITEM TABLE IF NOT EXISTS posts (id BIGINT PRIMARY KEY)",
                            "CREATE SIGNAL IF NOT EXISTS views ON posts WINDOWS (HOUR)",
                            "UPSERT INTO posts VALUES (1)",
                            "INSERT INTO views (item_id) VALUES (1)")) {
                session.prepare(sql).update(List.of(), new Cancellation());
            }
            for (String sql :
                    List.of(
                            "SELECT a.id, COUNT(*) FROM posts a JOIN posts b ON a.id = b.id GROUP BY"
                                    + " a.id",
                            "SELECT id FROM posts RANK BY COUNT_OVER(views, INTERVAL '1' HOUR)")) {
                try (var rows = session.prepare(sql).query(List.of(), new Cancellation())) {
                    rows.forEachRemaining(row -> {});
                }
            }
        }

        private static boolean isOpen(Path directory) {
            try {
                TidalDb.builder().dataDir(directory).open().close();
                return false;
            } catch (TidalException e) {
                if (e.code() != ErrorCode.DIRECTORY_LOCKED) {
                    throw e;
                }
                return true;
            }
        }
    }

    private record Said(String out, String err) {}

    private static Said forget(Path home, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        Forgetful.class.getName(),
                        home.toString()));
        Path err = home.resolve("err");
        Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> read(err));
        return new Said(out, read(err));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isClosedAndWarnedAboutOnce(@TemporaryHome Path home) throws Exception {
        Said said = forget(home);
        assertEquals("first is closed\nwhat is in use is open\n", said.out());
        List<String> warnings =
                said.err().lines().filter(line -> line.contains("was forgotten")).toList();
        assertEquals(1, warnings.size(), said.err());
        assertTrue(warnings.getFirst().contains("WARN"), said.err());
        assertTrue(warnings.getFirst().contains(home.resolve("first").toString()), said.err());
        assertFalse(said.err().contains("Forgetful"), said.err());
    }

    @Test
    void atDebugLevelTheLogSaysWhereItWasOpened(@TemporaryHome Path home) throws Exception {
        Said said = forget(home, "-Dorg.slf4j.simpleLogger.log.io.tidaldb.TidalDb=debug");
        assertTrue(said.err().contains("ForgottenHandleTest$Forgetful.forget("), said.err());
    }
}
