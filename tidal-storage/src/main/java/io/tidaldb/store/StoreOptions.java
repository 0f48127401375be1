package io.tidaldb.store;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.ledger.EventIds;

import java.nio.file.Path;

/**
 * How to open a store.
 *
 * @param directory where its data are, created if absent; null to keep everything in memory
 * @param walDirectory where the write-ahead log is, on another disk maybe; null for within {@code
 *     directory}
 * @param clock where its time comes from
 * @param durability what is certain when a commit returns; without meaning in memory
 * @param memoryBytes native memory for cached blocks and memtables together
 * @param rememberedEventIds how many of each signal's last event ids are remembered at least
 * @param queuedCommits how many commits may wait for the writer before further ones block
 * @param checkpoints when checkpoints are taken; without meaning in memory
 */
public record StoreOptions(
        Path directory,
        Path walDirectory,
        StoreClock clock,
        Durability durability,
        long memoryBytes,
        int rememberedEventIds,
        int queuedCommits,
        CheckpointPolicy checkpoints) {
    private static final long DEFAULT_MEMORY_BYTES = 128L << 20;
    private static final long MIN_MEMORY_BYTES = 8L << 20;
    private static final int DEFAULT_QUEUED_COMMITS = 1024;

    public StoreOptions {
        require(
                clock != null && durability != null && checkpoints != null,
                "a store has a clock, a durability and a policy for checkpoints");
        require(
                memoryBytes >= MIN_MEMORY_BYTES,
                "a store needs at least "
                        + MIN_MEMORY_BYTES
                        + " bytes of memory, not "
                        + memoryBytes);
        require(
                rememberedEventIds >= 1 && rememberedEventIds <= 1 << 29,
                "1 to 2^29 event ids can be remembered, not " + rememberedEventIds);
        require(
                queuedCommits >= 1 && queuedCommits <= 1 << 20,
                "1 to 2^20 commits may wait, not " + queuedCommits);
        require(
                directory != null || walDirectory == null,
                "a store in memory has no write-ahead log directory");
    }

    /** A durable store in a directory, by the machine's clock. */
    public static StoreOptions at(Path directory) {
        if (directory == null) {
            throw new TidalException(ErrorCode.INVALID_CONFIGURATION, "no directory is given");
        }
        return defaults(directory, new Durability.Sync());
    }

    /** A store that is gone when it is closed, by the machine's clock. */
    public static StoreOptions inMemory() {
        return defaults(null, new Durability.None());
    }

    private static StoreOptions defaults(Path directory, Durability durability) {
        return new StoreOptions(
                directory,
                null,
                new StoreClock.SystemClock(),
                durability,
                DEFAULT_MEMORY_BYTES,
                EventIds.DEFAULT_REMEMBERED,
                DEFAULT_QUEUED_COMMITS,
                CheckpointPolicy.DEFAULT);
    }

    public StoreOptions withWalDirectory(Path path) {
        return new StoreOptions(
                directory,
                path,
                clock,
                durability,
                memoryBytes,
                rememberedEventIds,
                queuedCommits,
                checkpoints);
    }

    public StoreOptions withClock(StoreClock newClock) {
        return new StoreOptions(
                directory,
                walDirectory,
                newClock,
                durability,
                memoryBytes,
                rememberedEventIds,
                queuedCommits,
                checkpoints);
    }

    public StoreOptions withDurability(Durability mode) {
        return new StoreOptions(
                directory,
                walDirectory,
                clock,
                mode,
                memoryBytes,
                rememberedEventIds,
                queuedCommits,
                checkpoints);
    }

    public StoreOptions withMemoryBytes(long bytes) {
        return new StoreOptions(
                directory,
                walDirectory,
                clock,
                durability,
                bytes,
                rememberedEventIds,
                queuedCommits,
                checkpoints);
    }

    public StoreOptions withRememberedEventIds(int count) {
        return new StoreOptions(
                directory,
                walDirectory,
                clock,
                durability,
                memoryBytes,
                count,
                queuedCommits,
                checkpoints);
    }

    public StoreOptions withQueuedCommits(int count) {
        return new StoreOptions(
                directory,
                walDirectory,
                clock,
                durability,
                memoryBytes,
                rememberedEventIds,
                count,
                checkpoints);
    }

    public StoreOptions withCheckpoints(CheckpointPolicy policy) {
        return new StoreOptions(
                directory,
                walDirectory,
                clock,
                durability,
                memoryBytes,
                rememberedEventIds,
                queuedCommits,
                policy);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new TidalException(ErrorCode.INVALID_CONFIGURATION, message);
        }
    }
}
