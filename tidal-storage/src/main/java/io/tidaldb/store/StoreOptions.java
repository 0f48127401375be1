package io.tidaldb.store;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ConfigurationException;
import io.tidaldb.ledger.EventIds;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How to open a store.
 *
 * @param directory where its data are, created if absent; null to keep everything in memory
 * @param walDirectory where the write-ahead log is, on another disk maybe; null for where it was
 *     when the store was created, which is within {@code directory} unless told then
 * @param cacheDirectory where files are that can be made anew from the log; null for within {@code
 *     directory}
 * @param clock where its time comes from
 * @param durability what is certain when a commit returns; without meaning in memory
 * @param memoryBytes native memory for cached blocks and memtables together
 * @param rememberedEventIds how many of each signal's last event ids are remembered at least
 * @param queuedCommits how many commits may wait for the writer before further ones wait for room
 * @param queuedBytes about how much of the heap they may take together; one commit alone may be
 *     larger
 * @param writeTimeout how long a commit waits for room before it fails with OVERLOADED; zero to not
 *     wait at all
 * @param checkpoints when checkpoints are taken; without meaning in memory
 */
public record StoreOptions(
        Path directory,
        Path walDirectory,
        Path cacheDirectory,
        StoreClock clock,
        Durability durability,
        long memoryBytes,
        int rememberedEventIds,
        int queuedCommits,
        long queuedBytes,
        Duration writeTimeout,
        CheckpointPolicy checkpoints) {
    private static final long DEFAULT_MEMORY_BYTES = 128L << 20;
    private static final long MIN_MEMORY_BYTES = 8L << 20;
    private static final int DEFAULT_QUEUED_COMMITS = 1024;
    private static final long DEFAULT_QUEUED_BYTES = 64L << 20;
    private static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofSeconds(10);

    /** The longest that a commit may be told to wait for room. */
    static final Duration MAX_WRITE_TIMEOUT = Duration.ofDays(1);

    /**
     * @throws ConfigurationException if a setting is missing or out of its range
     */
    public StoreOptions {
        require(clock != null, "clock", null, "a store has one");
        require(durability != null, "durability", null, "a store has one");
        require(checkpoints != null, "checkpoints", null, "a store has a policy for them");
        require(
                memoryBytes >= MIN_MEMORY_BYTES,
                "memory",
                memoryBytes,
                "it must be at least 8388608 bytes");
        require(
                rememberedEventIds >= 1 && rememberedEventIds <= 1 << 29,
                "rememberedEventIds",
                rememberedEventIds,
                "it must be 1 to 536870912");
        require(
                queuedCommits >= 1 && queuedCommits <= 1 << 20,
                "queuedCommits",
                queuedCommits,
                "it must be 1 to 1048576");
        require(
                queuedBytes >= 1 && queuedBytes <= 1L << 40,
                "queuedBytes",
                queuedBytes,
                "it must be 1 to 1099511627776");
        requireTimeout(writeTimeout);
        require(
                directory != null || walDirectory == null,
                "walDir",
                walDirectory,
                "a store in memory has no log on disk; leave it out or name a dataDir");
        require(
                directory != null || cacheDirectory == null,
                "cacheDir",
                cacheDirectory,
                "a store in memory caches nothing on disk; leave it out or name a dataDir");
    }

    /** A durable store in a directory, by the machine's clock. */
    public static StoreOptions at(Path directory) {
        require(directory != null, "dataDir", null, "name a directory");
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
                null,
                new StoreClock.SystemClock(),
                durability,
                DEFAULT_MEMORY_BYTES,
                EventIds.DEFAULT_REMEMBERED,
                DEFAULT_QUEUED_COMMITS,
                DEFAULT_QUEUED_BYTES,
                DEFAULT_WRITE_TIMEOUT,
                CheckpointPolicy.DEFAULT);
    }

    public StoreOptions withWalDirectory(Path path) {
        return with(draft -> draft.walDirectory = path);
    }

    public StoreOptions withCacheDirectory(Path path) {
        return with(draft -> draft.cacheDirectory = path);
    }

    public StoreOptions withClock(StoreClock newClock) {
        return with(draft -> draft.clock = newClock);
    }

    public StoreOptions withDurability(Durability mode) {
        return with(draft -> draft.durability = mode);
    }

    public StoreOptions withMemoryBytes(long bytes) {
        return with(draft -> draft.memoryBytes = bytes);
    }

    public StoreOptions withRememberedEventIds(int count) {
        return with(draft -> draft.rememberedEventIds = count);
    }

    public StoreOptions withQueuedCommits(int count) {
        return with(draft -> draft.queuedCommits = count);
    }

    public StoreOptions withQueuedBytes(long bytes) {
        return with(draft -> draft.queuedBytes = bytes);
    }

    public StoreOptions withWriteTimeout(Duration timeout) {
        return with(draft -> draft.writeTimeout = timeout);
    }

    public StoreOptions withCheckpoints(CheckpointPolicy policy) {
        return with(draft -> draft.checkpoints = policy);
    }

    /** The names of the store's files; null in memory. */
    DirectoryLayout layout() {
        return directory == null
                ? null
                : new DirectoryLayout(directory, walDirectory, cacheDirectory);
    }

    /**
     * @throws ConfigurationException if nobody can wait that long
     */
    static void requireTimeout(Duration timeout) {
        // Each commit comes by here; the literal is that of the constant.
        require(
                timeout != null
                        && !timeout.isNegative()
                        && timeout.compareTo(MAX_WRITE_TIMEOUT) <= 0,
                "writeTimeout",
                timeout,
                "it must be PT0S to PT24H");
    }

    private static void require(boolean condition, String setting, Object value, String allowed) {
        if (!condition) {
            throw new ConfigurationException(setting, value, allowed);
        }
    }

    private StoreOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** Options that are being changed. */
    private static final class Draft {
        private final Path directory;
        private Path walDirectory;
        private Path cacheDirectory;
        private StoreClock clock;
        private Durability durability;
        private long memoryBytes;
        private int rememberedEventIds;
        private int queuedCommits;
        private long queuedBytes;
        private Duration writeTimeout;
        private CheckpointPolicy checkpoints;

        Draft(StoreOptions options) {
            directory = options.directory;
            walDirectory = options.walDirectory;
            cacheDirectory = options.cacheDirectory;
            clock = options.clock;
            durability = options.durability;
            memoryBytes = options.memoryBytes;
            rememberedEventIds = options.rememberedEventIds;
            queuedCommits = options.queuedCommits;
            queuedBytes = options.queuedBytes;
            writeTimeout = options.writeTimeout;
            checkpoints = options.checkpoints;
        }

        StoreOptions options() {
            return new StoreOptions(
                    directory,
                    walDirectory,
                    cacheDirectory,
                    clock,
                    durability,
                    memoryBytes,
                    rememberedEventIds,
                    queuedCommits,
                    queuedBytes,
                    writeTimeout,
                    checkpoints);
        }
    }
}
