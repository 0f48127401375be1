package io.tidaldb.kv;

import io.tidaldb.error.TidalException;

import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.BackupInfo;
import org.rocksdb.Env;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory of backups of one database. Files that never change are shared between backups, so
 * that a further one copies only what is new; each has its checksum, which restoring checks.
 */
public final class RocksBackups implements AutoCloseable {
    /**
     * A backup.
     *
     * @param id counts up
     * @param takenAtSeconds seconds since the epoch, by the machine's clock
     * @param bytes how much it takes if it shares nothing
     * @param metadata what was given when it was made
     */
    public record Backup(int id, long takenAtSeconds, long bytes, String metadata) {}

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

    /** Adds a backup. The write-ahead log is part of it, so that all families fit together. */
    void add(RocksDB db, String metadata) {
        try {
            engine.createNewBackupWithMetadata(db, metadata, true);
        } catch (RocksDBException e) {
            throw RocksStore.failure(e, "writing a backup to " + directory);
        }
    }

    /** All that are whole, oldest first. */
    public List<Backup> list() {
        List<Backup> backups = new ArrayList<>();
        for (BackupInfo info : engine.getBackupInfo()) {
            backups.add(
                    new Backup(info.backupId(), info.timestamp(), info.size(), info.appMetadata()));
        }
        return backups;
    }

    /**
     * Copies a backup's files into a directory, checking their checksums.
     *
     * @throws TidalException INPUT_OUTPUT or DATA_CORRUPTED
     */
    public void restore(int id, Path target) {
        try (RestoreOptions how = new RestoreOptions(false)) {
            engine.restoreDbFromBackup(id, target.toString(), target.toString(), how);
        } catch (RocksDBException e) {
            throw RocksStore.failure(e, "restoring backup " + id + " from " + directory);
        }
    }

    /** Deletes all but the newest ones. */
    public void keepNewest(int count) {
        try {
            engine.purgeOldBackups(count);
        } catch (RocksDBException e) {
            throw RocksStore.failure(e, "deleting old backups in " + directory);
        }
    }

    @Override
    public void close() {
        engine.close();
        options.close();
    }
}
