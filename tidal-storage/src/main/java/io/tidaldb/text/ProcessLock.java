package io.tidaldb.text;

import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FSLockFactory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockFactory;
import org.apache.lucene.store.LockObtainFailedException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The lock of an index's directory, held by the system and gone with the process. Lucene's own asks
 * for the lock file's size before each file it writes, and an interrupted thread that asks a
 * channel closes it.
 */
final class ProcessLock extends Lock {
    static final LockFactory FACTORY =
            new FSLockFactory() {
                @Override
                protected Lock obtainFSLock(FSDirectory files, String name) throws IOException {
                    return obtain(files.getDirectory().resolve(name));
                }
            };

    private final FileChannel channel;
    private final FileLock lock;

    private ProcessLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    private static Lock obtain(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new LockObtainFailedException(file + " is locked by this process", e);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new LockObtainFailedException(file + " is locked by another process");
        }
        return new ProcessLock(channel, lock);
    }

    @Override
    public void ensureValid() throws IOException {
        if (!lock.isValid()) {
            throw new IOException("The lock " + lock + " was lost");
        }
    }

    /** Closing the file releases the lock. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
