package io.tidaldb.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Small files and directories that are still there after a power failure. */
public final class DurableFiles {
    private DurableFiles() {}

    /** Writes a file, which is there as a whole or not at all. */
    public static void write(Path file, String text) throws IOException {
        Path making = unfinished(file);
        try (FileChannel channel =
                FileChannel.open(
                        making,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        move(making, file);
    }

    /** Where a file is while it is written, and stays if that is stopped. */
    public static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    /** Gives a file or directory another name on the same disk, atomically. */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(to.toAbsolutePath().getParent());
    }

    /**
     * Makes a directory and those above it that are absent.
     *
     * @return whether it was absent
     */
    public static boolean createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return false;
        }
        Path parent = directory.toAbsolutePath().getParent();
        createDirectories(parent);
        Files.createDirectory(directory);
        syncDirectory(parent);
        return true;
    }

    /** Puts the names in a directory on disk. */
    public static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            if (!Files.isReadable(directory)) {
                throw e;
            }
            // Windows cannot open directories, and keeps names by itself.
        }
    }

    /** Deletes a file, or a directory with everything in it; follows no links. */
    public static void deleteRecursively(Path path) throws IOException {
        Files.walkFileTree(path, new Deleting());
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure)
                throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
