package io.tidaldb.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidaldb.meta.ScriptedDatabase;
import io.tidaldb.server.ServerOptions;
import io.tidaldb.server.TidalServer;
import io.tidaldb.testing.TemporaryHome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The packaged driver: one jar, alone, on an older JDK where this machine has one. */
final class ThinDriverIT {
    private static final Path JAR = Path.of(System.getProperty("tidal.driver.jar"));
    private static final int JAVA_11 = 55;

    @Test
    @Timeout(60)
    void worksAloneOnAnOlderJdk(@TemporaryHome Path directory) throws Exception {
        Path source = directory.resolve("ThinClient.java");
        try (InputStream resource = ThinDriverIT.class.getResourceAsStream("ThinClient.java")) {
            assertNotNull(resource);
            Files.copy(resource, source);
        }
        ScriptedDatabase database = new ScriptedDatabase();
        try (TidalServer server = TidalServer.start(database, ServerOptions.DEFAULT.withPort(0))) {
            Process client =
                    new ProcessBuilder(
                                    oldestJava().toString(),
                                    source.toString(),
                                    JAR.toString(),
                                    "jdbc:tidal://127.0.0.1:" + server.port())
                            .redirectErrorStream(true)
                            .start();
            List<String> lines =
                    new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
            assertEquals(0, client.waitFor(), String.join("\n", lines));
            assertEquals(
                    List.of(
                            "tidalDB",
                            "3123750",
                            "1",
                            "[0.5, 2.0]",
                            "ITEM TABLE",
                            "42P01 There is no table 'post'."),
                    lines.subList(0, 6));
            assertTrue(
                    lines.get(6).startsWith("F0000 This is the remote driver alone"), lines.get(6));
        }
        assertEquals(0, database.openSessions.get());
    }

    /** The oldest JDK from 11 on beside this one, else this one. */
    private static Path oldestJava() throws IOException {
        Path own = Path.of(System.getProperty("java.home"));
        Optional<Path> older;
        try (Stream<Path> siblings = Files.list(own.getParent())) {
            older =
                    siblings.filter(home -> version(home) >= 11 && !Files.isSymbolicLink(home))
                            .min(Comparator.comparingInt(ThinDriverIT::version));
        }
        return older.orElse(own).resolve("bin/java");
    }

    private static int version(Path home) {
        Path release = home.resolve("release");
        if (!Files.exists(release) || !Files.isExecutable(home.resolve("bin/javac"))) {
            return -1;
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void holdsOnlyItsOwnPackagesForJava11() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".class")) {
                    assertTrue(entry.getName().startsWith("io/tidaldb/jdbc/"), entry.getName());
                    try (InputStream bytes = jar.getInputStream(entry)) {
                        byte[] header = bytes.readNBytes(8);
                        assertTrue((header[7] & 255) <= JAVA_11, entry.getName());
                    }
                }
            }
        }
    }
}
