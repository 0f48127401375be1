package io.tidaldb.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds up to where a write-ahead log was synced. RocksDB's format: blocks of 32 KiB of pieces of
 * records (checksum 4, length 2, type 1, in logs that are used again also the log's number 4), a
 * record being a batch: sequence number 8, count 4, and the writes, all little-endian.
 */
final class SyncedLog {
    private static final int BLOCK = 32 << 10;
    private static final int HEADER = 7;
    private static final int HEADER_OF_REUSED = 11;
    private static final int BATCH_HEADER = 12;

    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int LAST = 4;

    private SyncedLog() {}

    /**
     * The bytes that were.
     *
     * @param mark says up to which sequence number
     */
    static long end(Path log, Path mark) throws IOException {
        long synced = ByteBuffer.wrap(Files.readAllBytes(mark)).getLong(Integer.BYTES);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log)).order(ByteOrder.LITTLE_ENDIAN);
        long end = 0;
        long last = Long.MAX_VALUE;
        int at = 0;
        while (at + HEADER <= bytes.capacity()) {
            int left = BLOCK - at % BLOCK;
            int type = left < HEADER ? 0 : bytes.get(at + HEADER - 1);
            if (type == 0) {
                at += left;
                continue;
            }
            int kind = type > LAST && type <= 2 * LAST ? type - LAST : type;
            int begin = at + (kind == type ? HEADER : HEADER_OF_REUSED);
            int length = Short.toUnsignedInt(bytes.getShort(at + Integer.BYTES));
            if (begin + length > bytes.capacity()) {
                break;
            }
            if ((kind == FULL || kind == FIRST) && length >= BATCH_HEADER) {
                last = bytes.getLong(begin) + bytes.getInt(begin + Long.BYTES) - 1;
            }
            at = begin + length;
            if ((kind == FULL || kind == LAST) && last <= synced) {
                end = at;
            }
        }
        return end;
    }
}
