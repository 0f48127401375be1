package io.tidaldb.kv;

import io.tidaldb.error.TidalException;

import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.Env;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import java.nio.file.Path;

/**
 * Makes and restores the backups of one database in a directory of their own. Files that never
 * change are shared between backups, so that a further one copies only what is new; each has its
 * checksum, which restoring checks. Files are on disk before what makes them count. What is in the
 * directory is read by {@link BackupFiles}.
 */
public final class RocksBackups implements AutoCloseable {
    private final Path directory;
    private final BackupEngineOptions options;
    private final BackupEngine engine;

    /**
     * Opens the directory, creating it if absent.
     *
     * @throws TidalException INPUT_OUTPUT or DATA_CORRUPTED
     */
    public RocksBackups(Path directory) {
        RocksDB.loadLibrary();
        this.directory = directory;
        this.options =
                new BackupEngineOptions(directory.toString())
                        .setShareTableFiles(true)
                        .setShareFilesWithChecksum(true)
                        .setSync(true);
        try {
            this.engine = BackupEngine.open(Env.getDefault(), options);
        } catch (RocksDBException e) {
            options.close();
            throw RocksStore.failure(e, "opening the backups in " + directory);
        }
    }

    /**
     * Adds a backup. The write-ahead log is part of it, wherever it is, so that all families fit
     * together.
     */
    void add(RocksDB db, String metadata) {
        try {
            engine.createNewBackupWithMetadata(db, metadata, true);
        } catch (RocksDBException e) {
            throw RocksStore.failure(e, "writing a backup to " + directory);
        }
    }

    /**
     * Copies a backup's files into directories, checking their checksums.
     *
     * @param wal where its write-ahead log goes
     * @throws TidalException INPUT_OUTPUT or DATA_CORRUPTED
     */
    public void restore(int id, Path target, Path wal) {
        try (RestoreOptions how = new RestoreOptions(false)) {
            engine.restoreDbFromBackup(id, target.toString(), wal.toString(), how);
        } catch (RocksDBException e) {
            throw RocksStore.failure(e, "restoring backup " + id + " from " + directory);
        }
    }

    @Override
    public void close() {
        engine.close();
        options.close();
    }
}
