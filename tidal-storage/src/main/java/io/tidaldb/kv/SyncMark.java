package io.tidaldb.kv;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Notes in a small file which of RocksDB's writes are surely on disk, by their sequence numbers. A
 * power failure leaves the end of the write-ahead log torn, with pages missing anywhere in what was
 * not synced; only this tells it from damage to what was. The file is written after each sync, and
 * not synced itself: an older number than the true one, or none, lets damage to the last synced
 * writes pass as a torn end, which takes a power failure and that damage at once.
 *
 * <p>Format: version 4 (= 1), sequence number 8, CRC32C of those 4, big-endian.
 */
final class SyncMark implements AutoCloseable {
    private static final int VERSION = 1;
    private static final int BYTES = 16;

    private final Path file;

    /** Not a channel, which closes when the thread that writes is interrupted. */
    private final RandomAccessFile out;

    private long synced;

    private SyncMark(Path file, RandomAccessFile out, long synced) {
        this.file = file;
        this.out = out;
        this.synced = synced;
    }

    /** Opens a mark, creating it where there is none. */
    static SyncMark open(Path file) {
        try {
            return new SyncMark(file, new RandomAccessFile(file.toFile(), "rw"), read(file));
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    /** The last sequence number that is surely on disk; 0 where none is known. */
    static long read(Path file) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until all of it is read.
                continue;
            }
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw failure(file, e);
        }
        boolean isWhole =
                !bytes.hasRemaining()
                        && bytes.getInt(0) == VERSION
                        && bytes.getInt(BYTES - Integer.BYTES) == checksum(bytes);
        return isWhole ? bytes.getLong(Integer.BYTES) : 0;
    }

    /** Notes that everything up to a sequence number is on disk. Any thread. */
    synchronized void advanceTo(long sequence) {
        if (sequence <= synced) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).putInt(VERSION).putLong(sequence);
        bytes.putInt(checksum(bytes)).flip();
        try {
            // In one piece, so that a process that ends meanwhile leaves one number or the other.
            out.seek(0);
            out.write(bytes.array());
        } catch (IOException e) {
            throw failure(file, e);
        }
        synced = sequence;
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate().clear().limit(BYTES - Integer.BYTES));
        return (int) checksum.getValue();
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static TidalException failure(Path file, IOException e) {
        return new TidalException(
                ErrorCode.INPUT_OUTPUT,
                "cannot read or write "
                        + file
                        + ": "
                        + e.getMessage()
                        + ". Check the disk's space, health and permissions.",
                e);
    }
}
