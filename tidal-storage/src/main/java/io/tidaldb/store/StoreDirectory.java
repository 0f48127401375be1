package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.kv.Family;
import io.tidaldb.kv.KeyValueStore;
import io.tidaldb.kv.RocksOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** The directories of an open store: checked, made, marked and locked. */
final class StoreDirectory implements AutoCloseable {
    private final DirectoryLayout layout;
    private final DirectoryLock lock;

    private StoreDirectory(DirectoryLayout layout, DirectoryLock lock) {
        this.layout = layout;
        this.lock = lock;
    }

    /**
     * Takes the directories that options name, for this process alone.
     *
     * @throws TidalException INVALID_CONFIGURATION if they cannot be used, which leaves them as
     *     they are; DIRECTORY_LOCKED; INPUT_OUTPUT
     */
    static StoreDirectory open(StoreOptions options) {
        try {
            DirectoryLayout configured = options.layout();
            StorePaths.check(configured);
            DirectoryLayout layout = withWal(configured, options.walDirectory());
            StorePaths.check(layout);
            StorePaths.create(StorePaths.DATA_DIR, layout.root());
            DirectoryLock lock = DirectoryLock.acquire(layout);
            try {
                // Somebody may have had the store open since; now it is ours.
                layout = withWal(configured, options.walDirectory());
                Files.createDirectories(layout.database());
                if (layout.hasOwnWal()) {
                    WalDirectory.claim(layout);
                }
                return new StoreDirectory(layout, lock);
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw failure(options.directory(), e);
        }
    }

    /**
     * Takes the directory of a store only to read its database.
     *
     * @param walDirectory where its write-ahead log is, or null for where it was last
     * @param cacheDirectory where its cache is, or null for its usual place
     * @throws TidalException as {@link #open}; INVALID_CONFIGURATION also if there is no store
     */
    static StoreDirectory openExisting(Path directory, Path walDirectory, Path cacheDirectory) {
        DirectoryLayout layout = new DirectoryLayout(directory, walDirectory, cacheDirectory);
        if (!Files.exists(layout.databasePointer())) {
            throw new TidalException(
                    ErrorCode.INVALID_CONFIGURATION, directory + " is no tidalDB directory");
        }
        DirectoryLock lock = DirectoryLock.acquire(layout);
        try {
            return new StoreDirectory(withWal(layout, walDirectory), lock);
        } catch (IOException e) {
            lock.close();
            throw failure(directory, e);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static DirectoryLayout withWal(DirectoryLayout layout, Path configured)
            throws IOException {
        return new DirectoryLayout(
                layout.root(), WalDirectory.find(layout, configured), layout.cache());
    }

    RocksOptions rocksOptions(long memoryBytes) {
        return new RocksOptions(
                layout.database(),
                layout.hasOwnWal() ? layout.wal() : null,
                memoryBytes,
                layout.syncMark());
    }

    /** Where snapshots of what signals added up to are. */
    Path history() {
        return layout.history();
    }

    /** Where indexes of texts are. */
    Path texts() {
        return layout.texts();
    }

    /** Makes the cache ready, once it is known which store this is. */
    void openCache(KeyValueStore store) {
        byte[] identity = store.get(Family.META, MetaKeys.IDENTITY);
        try {
            CacheDirectory.open(layout, HexFormat.of().formatHex(identity));
        } catch (IOException e) {
            throw failure(layout.cache(), e);
        }
    }

    @Override
    public void close() {
        lock.close();
    }

    private static TidalException failure(Path directory, IOException e) {
        return new TidalException(
                ErrorCode.INPUT_OUTPUT,
                "cannot make or read the directory "
                        + directory
                        + ": "
                        + e.getMessage()
                        + ". Check its path and permissions, and the disk's space.",
                e);
    }
}
