package io.tidaldb.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.rocksdb.util.Environment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@link Ingest} in a process of its own, up to the moment at which that is killed. */
final class Child {
    /** What a process returns that got SIGKILL. */
    private static final int KILLED = 128 + 9;

    private final Path libraries;

    /**
     * @param libraries an empty directory, from which processes load RocksDB. Each would make a
     *     copy of it that a killed one cannot delete, and for which a full disk has no room
     */
    Child(Path libraries) throws IOException {
        this.libraries = libraries;
        String packed = Environment.getJniLibraryFileName("rocksdb");
        try (InputStream library = ClassLoader.getSystemResourceAsStream(packed)) {
            Files.copy(library, libraries.resolve(System.mapLibraryName("rocksdbjni")));
        }
    }

    /** Runs it; returns what it reported. */
    Acknowledgements run(Task task, Kill kill) throws IOException {
        Process process =
                new ProcessBuilder(command(task))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        Acknowledgements said = new Acknowledgements(process.inputReader(), task.writers());
        try {
            kill.await(said);
        } finally {
            if (kill.moment() != Kill.Moment.NEVER) {
                // Not through the process itself, which would close the stream with what it said
                // last.
                process.toHandle().destroyForcibly();
            }
        }
        said.finish();
        int exit = exit(process);
        assertTrue(
                exit == KILLED || exit == 0 && said.reached(Report.Phase.CLOSED),
                () -> "it ended with " + exit);
        return said;
    }

    private static int exit(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> command(Task task) {
        List<String> command = new ArrayList<>();
        if (task.fileKilobytes() > 0) {
            command.addAll(
                    List.of(
                            "bash",
                            "-c",
                            "ulimit -f " + task.fileKilobytes() + " && exec \"$0\" \"$@\""));
        }
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Xshare:auto",
                        "-Xmx256m",
                        "-Djava.library.path=" + libraries,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ingest.class.getName()));
        command.addAll(task.arguments());
        return command;
    }
}
