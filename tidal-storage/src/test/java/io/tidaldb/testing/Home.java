package io.tidaldb.testing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * An empty directory that is removed when it is closed. For tests without Jupiter; those with it
 * have {@link TemporaryHome}.
 */
public final class Home implements AutoCloseable {
    private static final Path KEPT = Path.of("target", "failed-homes");

    private final Path path;

    private Home(Path path) {
        this.path = path;
    }

    /**
     * Makes a directory.
     *
     * @param name a word that its name has, for people
     */
    public static Home create(String name) throws IOException {
        return new Home(Files.createTempDirectory("tidal-" + name + "-"));
    }

    public Path path() {
        return path;
    }

    /**
     * Copies what is in it, for people to look at.
     *
     * @return where the copy is
     */
    public Path keep() throws IOException {
        Path copy = KEPT.resolve(path.getFileName()).toAbsolutePath();
        Files.createDirectories(copy.getParent());
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) throws IOException {
                        Files.createDirectory(copy.resolve(path.relativize(directory).toString()));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.copy(file, copy.resolve(path.relativize(file).toString()));
                        return FileVisitResult.CONTINUE;
                    }
                });
        return copy;
    }

    /** Removes it with everything in it. */
    @Override
    public void close() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(
                path,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) {
                        // A test may have taken its own rights away.
                        directory.toFile().setWritable(true);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
                            throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
