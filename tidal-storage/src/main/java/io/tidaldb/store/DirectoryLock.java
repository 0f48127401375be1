package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a directory to one open store. The operating system drops the lock with the process, so
 * what a dead one left behind is no obstacle.
 */
final class DirectoryLock implements AutoCloseable {
    /**
     * What this process has open. Asked before the file is touched: on POSIX systems, closing any
     * channel of a file gives up the process's lock on it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Locks an existing directory.
     *
     * @throws TidalException DIRECTORY_LOCKED, naming the holder's process id; INPUT_OUTPUT
     */
    static DirectoryLock acquire(DirectoryLayout layout) {
        Path directory;
        try {
            directory = layout.root().toRealPath();
        } catch (IOException e) {
            throw failure(layout.root(), e);
        }
        if (!HELD.add(directory)) {
            throw locked(directory, ProcessHandle.current().pid() + " (this process)");
        }
        try {
            return new DirectoryLock(directory, lock(layout, directory));
        } catch (RuntimeException | Error e) {
            HELD.remove(directory);
            throw e;
        }
    }

    private static FileChannel lock(DirectoryLayout layout, Path directory) {
        FileChannel channel = null;
        try {
            channel =
                    FileChannel.open(
                            layout.lock(),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String holder = read(channel);
                channel.close();
                throw locked(directory, holder);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(
                            Long.toString(ProcessHandle.current().pid())
                                    .getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (OverlappingFileLockException e) {
            throw locked(directory, ProcessHandle.current().pid() + " (this process)");
        } catch (IOException e) {
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException suppressed) {
                    e.addSuppressed(suppressed);
                }
            }
            throw failure(directory, e);
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(32);
        channel.read(buffer, 0);
        String text =
                new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
        return text.isEmpty() ? "of unknown id" : text;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failure(directory, e);
        } finally {
            HELD.remove(directory);
        }
    }

    private static TidalException locked(Path directory, String holder) {
        return new TidalException(
                ErrorCode.DIRECTORY_LOCKED,
                "directory "
                        + directory
                        + " is open in process "
                        + holder
                        + "; close it there, or connect to that process instead");
    }

    private static TidalException failure(Path directory, IOException e) {
        return new TidalException(
                ErrorCode.INPUT_OUTPUT,
                "cannot lock directory "
                        + directory
                        + ": "
                        + e.getMessage()
                        + ". Check that it exists and is writable.",
                e);
    }
}
