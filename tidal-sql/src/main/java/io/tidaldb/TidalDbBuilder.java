package io.tidaldb;

import io.tidaldb.clock.StoreClock;
import io.tidaldb.error.ConfigurationException;
import io.tidaldb.error.TidalException;
import io.tidaldb.monitor.Monitor;
import io.tidaldb.monitor.MonitorEndpoint;
import io.tidaldb.store.CheckpointPolicy;
import io.tidaldb.store.Durability;
import io.tidaldb.store.RecoveryListener;
import io.tidaldb.store.Store;
import io.tidaldb.store.StoreOptions;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How to open a database: either {@link #dataDir} or {@link #ephemeral}, and whatever else differs
 * from the defaults, in any order. Null stands for the default. For one thread.
 */
public final class TidalDbBuilder {
    private boolean ephemeral;
    private Path dataDir;
    private Path walDir;
    private Path cacheDir;
    private Durability durability;
    private StoreClock clock;
    private InetSocketAddress metrics;
    private Long memory;
    private Integer rememberedEventIds;
    private Integer queuedCommits;
    private Long queuedBytes;
    private Duration writeTimeout;
    private CheckpointPolicy checkpoints;
    private RecoveryListener recoveryListener;

    TidalDbBuilder() {}

    /** Keeps the data in memory; closing the database forgets it. */
    public TidalDbBuilder ephemeral() {
        ephemeral = true;
        return this;
    }

    /** Keeps the data in a directory, which is made if it does not exist. */
    public TidalDbBuilder dataDir(Path directory) {
        dataDir = directory;
        return this;
    }

    /**
     * Keeps the write-ahead log in a directory of its own, on another disk maybe. To be decided
     * when the database is made: the log stays where it is then, and is found there without this.
     */
    public TidalDbBuilder walDir(Path directory) {
        walDir = directory;
        return this;
    }

    /**
     * Keeps files that can be made anew from the log in a directory of its own, which needs no
     * backup. By default it is within the data directory.
     */
    public TidalDbBuilder cacheDir(Path directory) {
        cacheDir = directory;
        return this;
    }

    /** What an acknowledged write has survived; by default it is on disk. */
    public TidalDbBuilder durability(Durability mode) {
        durability = mode;
        return this;
    }

    /** Takes the time from a clock other than the machine's. */
    public TidalDbBuilder clock(StoreClock newClock) {
        clock = newClock;
        return this;
    }

    /**
     * Serves {@code GET /healthz} and {@code GET /metrics} at an address, from when it begins to
     * open until it is closed; port 0 takes any that is free. Who can reach the address can read
     * both: keep to a loopback address unless that is wanted.
     */
    public TidalDbBuilder metrics(InetSocketAddress address) {
        metrics = address;
        return this;
    }

    /**
     * Native memory for cached blocks and what is not on disk yet: 8 MiB or more, 128 by default.
     */
    public TidalDbBuilder memory(long bytes) {
        memory = bytes;
        return this;
    }

    /**
     * How many of each signal's last event ids are remembered at least: a repeat of one is ignored.
     * 1 to 2^29, 4,000,000 by default.
     */
    public TidalDbBuilder rememberedEventIds(int count) {
        rememberedEventIds = count;
        return this;
    }

    /** How many writes may wait to be written: 1 to 2^20, 1,024 by default. */
    public TidalDbBuilder queuedCommits(int count) {
        queuedCommits = count;
        return this;
    }

    /**
     * About how much of the heap the writes that wait may take together, 64 MiB by default. One
     * alone may be larger.
     */
    public TidalDbBuilder queuedBytes(long bytes) {
        queuedBytes = bytes;
        return this;
    }

    /**
     * How long a write waits for room among those before it fails with OVERLOADED: zero to a day,
     * ten seconds by default.
     */
    public TidalDbBuilder writeTimeout(Duration timeout) {
        writeTimeout = timeout;
        return this;
    }

    /** When checkpoints are taken. */
    public TidalDbBuilder checkpoints(CheckpointPolicy policy) {
        checkpoints = policy;
        return this;
    }

    /** Who is told how opening goes on, on the thread that opens. */
    public TidalDbBuilder recoveryListener(RecoveryListener listener) {
        recoveryListener = listener;
        return this;
    }

    /**
     * Opens the database and restores what it holds.
     *
     * @throws ConfigurationException if a setting cannot be; it names the setting
     * @throws TidalException DIRECTORY_LOCKED if the directory is in use, by another process or
     *     this one, DATA_CORRUPTED if it is damaged, FORMAT_TOO_NEW if a newer version wrote it,
     *     INPUT_OUTPUT
     */
    public TidalDb open() {
        StoreOptions options = options();
        MonitorEndpoint endpoint = metrics == null ? null : MonitorEndpoint.at(metrics);
        Store store = null;
        try {
            store =
                    Store.open(
                            options,
                            recoveryListener == null ? RecoveryListener.SILENT : recoveryListener);
            Monitor monitor = new Monitor(store);
            if (endpoint != null) {
                endpoint.show(monitor);
            }
            String place = dataDir == null ? "memory" : dataDir.toAbsolutePath().toString();
            return new TidalDb(
                    store,
                    options.writeTimeout(),
                    new OpenResources(store, monitor, endpoint, place));
        } catch (RuntimeException | Error e) {
            if (endpoint != null) {
                endpoint.close();
            }
            if (store != null) {
                store.close();
            }
            throw e;
        }
    }

    private StoreOptions options() {
        if (ephemeral && dataDir != null) {
            throw new ConfigurationException(
                    "dataDir", dataDir, "the database is ephemeral as well; leave out one of both");
        }
        if (!ephemeral && dataDir == null) {
            throw new ConfigurationException(
                    "dataDir", null, "name a directory, or say ephemeral for a database in memory");
        }
        if (ephemeral && durability != null) {
            throw new ConfigurationException(
                    "durability",
                    durability,
                    "a database in memory has none; leave it out or name a dataDir");
        }
        StoreOptions options = ephemeral ? StoreOptions.inMemory() : StoreOptions.at(dataDir);
        options = options.withWalDirectory(walDir).withCacheDirectory(cacheDir);
        options = durability == null ? options : options.withDurability(durability);
        options = clock == null ? options : options.withClock(clock);
        options = memory == null ? options : options.withMemoryBytes(memory);
        options =
                rememberedEventIds == null
                        ? options
                        : options.withRememberedEventIds(rememberedEventIds);
        options = queuedCommits == null ? options : options.withQueuedCommits(queuedCommits);
        options = queuedBytes == null ? options : options.withQueuedBytes(queuedBytes);
        options = writeTimeout == null ? options : options.withWriteTimeout(writeTimeout);
        return checkpoints == null ? options : options.withCheckpoints(checkpoints);
    }
}
