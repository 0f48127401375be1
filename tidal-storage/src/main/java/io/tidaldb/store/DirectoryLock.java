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
 * Keeps a directory to one process, which writes its id into the lock's file. The operating system
 * drops the lock with the process, so what a dead one left behind is no obstacle.
 */
final class DirectoryLock implements AutoCloseable {
    /**
     * What this process has locked. Asked before the file is touched: on POSIX systems, closing any
     * channel of a file gives up the process's lock on it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks the existing directory of a store.
     *
     * @throws TidalException DIRECTORY_LOCKED, naming the holder's process id; INPUT_OUTPUT
     */
    static DirectoryLock acquire(DirectoryLayout layout) {
        return acquire(layout.lock(), "; close it there, or connect to that process instead");
    }

    /**
     * Locks an existing directory.
     *
     * @param lock the lock's file in it
     * @param advice what to do when another process has it, from the semicolon on
     * @throws TidalException DIRECTORY_LOCKED, naming the holder's process id; INPUT_OUTPUT
     */
    static DirectoryLock acquire(Path lock, String advice) {
        Path file;
        try {
            file = lock.toAbsolutePath().getParent().toRealPath().resolve(lock.getFileName());
        } catch (IOException e) {
            throw failure(lock.getParent(), e);
        }
        if (!HELD.add(file)) {
            throw locked(file, ProcessHandle.current().pid() + " (this process)", advice);
        }
        try {
            return new DirectoryLock(file, lock(file, advice));
        } catch (RuntimeException | Error e) {
            HELD.remove(file);
            throw e;
        }
    }

    private static FileChannel lock(Path file, String advice) {
        FileChannel channel = null;
        try {
            channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String holder = read(channel);
                channel.close();
                throw locked(file, holder, advice);
            }
            byte[] id =
                    Long.toString(ProcessHandle.current().pid())
                            .getBytes(StandardCharsets.US_ASCII);
            // Cut only then: what a full disk has no room for could not be written again.
            channel.write(ByteBuffer.wrap(id), 0);
            channel.truncate(id.length);
            return channel;
        } catch (OverlappingFileLockException e) {
            throw locked(file, ProcessHandle.current().pid() + " (this process)", advice);
        } catch (IOException e) {
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException suppressed) {
                    e.addSuppressed(suppressed);
                }
            }
            throw failure(file.getParent(), e);
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
            throw failure(file.getParent(), e);
        } finally {
            HELD.remove(file);
        }
    }

    private static TidalException locked(Path file, String holder, String advice) {
        return new TidalException(
                ErrorCode.DIRECTORY_LOCKED,
                "directory " + file.getParent() + " is open in process " + holder + advice);
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
