package io.tidaldb.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Makes of what a killed process left what a power failure could have left: the end of the newest
 * write-ahead log is gone, or there are zeros in its place. What was synced stays.
 */
final class PowerLoss {
    /** The first write to a new store, which is always synced, takes less. */
    private static final long FIRST_BYTES = 512;

    private PowerLoss() {}

    /**
     * Strikes.
     *
     * @param mark says what was synced
     */
    static void strike(Path walDirectory, Path mark, Random random) throws IOException {
        List<Path> logs;
        try (Stream<Path> files = Files.list(walDirectory)) {
            logs =
                    files.filter(file -> file.toString().endsWith(".log"))
                            .sorted(Comparator.comparingLong(PowerLoss::number))
                            .toList();
        }
        if (logs.isEmpty()) {
            return;
        }
        try (FileChannel log = FileChannel.open(logs.getLast(), StandardOpenOption.WRITE)) {
            long size = log.size();
            long synced = Math.max(FIRST_BYTES, SyncedLog.end(logs.getLast(), mark));
            long kept = size <= synced ? size : random.nextLong(synced, size + 1);
            log.truncate(kept);
            if (random.nextBoolean()) {
                log.write(ByteBuffer.allocate((int) (size - kept)), kept);
            }
        }
    }

    private static long number(Path log) {
        String name = log.getFileName().toString();
        try {
            return Long.parseLong(name.substring(0, name.length() - ".log".length()));
        } catch (NumberFormatException e) {
            throw new UncheckedIOException(new IOException("what is " + log, e));
        }
    }
}
