package io.tidaldb.kv;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * RocksDB behind one door. Each native call holds a lease that {@link #close()} waits for, and
 * cursors left open are closed with the store, so a late caller meets CLOSED and never freed
 * memory.
 *
 * <p>One LRU cache holds data, index and filter blocks and is charged for the memtables as well, so
 * that one number bounds the native memory.
 *
 * <p>The write-ahead log is recovered in the mode that forgives an incomplete last record and no
 * other damage. If that fails, and what is readable holds all that {@link SyncMark} says was
 * synced, the log is cut where the power failed.
 */
public final class RocksStore implements KeyValueStore {
    private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);
    private static final long INFO_LOG_BYTES = 1 << 20;
    private static final long INFO_LOG_FILES = 3;
    private static final long WAL_BYTES = 256L << 20;
    private static final int BLOCK_BYTES = 16 << 10;
    private static final double BLOOM_BITS_PER_KEY = 10;

    private final String place;
    private final Leases leases;
    private final Set<RocksCursor> cursors = ConcurrentHashMap.newKeySet();
    private final Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);

    /** Everything native except the database and its handles, closed last to first after them. */
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();

    private final WriteOptions syncWrite;
    private final WriteOptions plainWrite;
    private final ReadOptions pointRead;
    private final RocksDB db;
    private final ColumnFamilyHandle defaultFamily;
    private final ColumnFamilyOptions families;

    /** Null where none is kept. */
    private final SyncMark syncMark;

    private RocksStore(RocksOptions options, boolean readOnly, WALRecoveryMode recovery)
            throws RocksDBException {
        this.place = "the database in " + options.directory();
        this.leases = new Leases(place);
        this.syncWrite = own(new WriteOptions().setSync(true));
        this.plainWrite = own(new WriteOptions());
        this.pointRead = own(new ReadOptions());
        long budget = options.memoryBytes();
        Cache cache = own(new LRUCache(budget));
        // A third of the budget for memtables, as part of the cache's charge.
        WriteBufferManager buffers = own(new WriteBufferManager(budget / 3, cache));
        BloomFilter bloom = own(new BloomFilter(BLOOM_BITS_PER_KEY, false));
        BlockBasedTableConfig tables =
                new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setBlockSize(BLOCK_BYTES)
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setFilterPolicy(bloom)
                        .setFormatVersion(5);
        this.families =
                own(
                        new ColumnFamilyOptions()
                                .setTableFormatConfig(tables)
                                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                                .setWriteBufferSize(Math.max(1 << 20, budget / 8))
                                .setParanoidFileChecks(false));
        DBOptions database =
                own(
                        new DBOptions()
                                .setCreateIfMissing(true)
                                .setCreateMissingColumnFamilies(true)
                                .setParanoidChecks(true)
                                .setWalRecoveryMode(recovery)
                                .setWriteBufferManager(buffers)
                                .setMaxTotalWalSize(WAL_BYTES)
                                .setMaxBackgroundJobs(2)
                                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                                .setMaxLogFileSize(INFO_LOG_BYTES)
                                .setKeepLogFileNum(INFO_LOG_FILES));
        if (options.walDirectory() != null) {
            database.setWalDir(options.walDirectory().toString());
        }
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        // RocksDB insists on its default family; it stays empty.
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, families));
        for (Family family : Family.values()) {
            descriptors.add(
                    new ColumnFamilyDescriptor(
                            family.label().getBytes(StandardCharsets.UTF_8), families));
        }
        List<ColumnFamilyHandle> opened = new ArrayList<>();
        try {
            String path = options.directory().toString();
            this.db =
                    readOnly
                            ? RocksDB.openReadOnly(database, path, descriptors, opened)
                            : RocksDB.open(database, path, descriptors, opened);
        } catch (RocksDBException e) {
            freeOwned();
            throw e;
        }
        this.defaultFamily = opened.getFirst();
        for (Family family : Family.values()) {
            handles.put(family, opened.get(family.ordinal() + 1));
        }
        try {
            this.syncMark = openMark(options.syncMark(), readOnly);
        } catch (RuntimeException | Error e) {
            free();
            throw e;
        }
    }

    private SyncMark openMark(Path file, boolean readOnly) {
        if (file == null) {
            return null;
        }
        long synced = SyncMark.read(file);
        long last = db.getLatestSequenceNumber();
        if (last < synced) {
            throw new TidalException(
                    ErrorCode.DATA_CORRUPTED,
                    place
                            + " ends at write "
                            + last
                            + ", but "
                            + synced
                            + " were put on disk: a write-ahead log is missing or was cut off."
                            + " Restore the directory from a backup.");
        }
        return readOnly ? null : SyncMark.open(file);
    }

    /**
     * Opens the database, creating it where there is none.
     *
     * @throws TidalException INPUT_OUTPUT or DATA_CORRUPTED
     */
    public static RocksStore open(RocksOptions options) {
        return open(options, false);
    }

    /**
     * Opens the database only to read it: nothing in its directory changes.
     *
     * @throws TidalException INPUT_OUTPUT or DATA_CORRUPTED; FEATURE_NOT_SUPPORTED if an earlier
     *     version wrote it, which only {@link #open} can migrate
     */
    public static RocksStore openReadOnly(RocksOptions options) {
        return open(options, true);
    }

    private static RocksStore open(RocksOptions options, boolean readOnly) {
        RocksDB.loadLibrary();
        try {
            FamilyCheck.run(options, readOnly);
            try {
                return new RocksStore(
                        options, readOnly, WALRecoveryMode.TolerateCorruptedTailRecords);
            } catch (RocksDBException e) {
                if (options.syncMark() == null || !isCorruption(e)) {
                    throw e;
                }
                return openTorn(options, readOnly, e);
            }
        } catch (RocksDBException e) {
            throw failure(e, "opening the database in " + options.directory());
        }
    }

    /** Opens what ends where the power failed, if nothing is damaged that was synced. */
    private static RocksStore openTorn(
            RocksOptions options, boolean readOnly, RocksDBException damage)
            throws RocksDBException {
        // Only to read, since otherwise what is behind the damage would be deleted.
        try {
            new RocksStore(options, true, WALRecoveryMode.PointInTimeRecovery).close();
        } catch (RocksDBException | TidalException e) {
            damage.addSuppressed(e);
            throw damage;
        }
        LOG.warn(
                "the end of the write-ahead log of {} is torn, as a power failure leaves it ({});"
                        + " everything that was synced is there, and what follows is cut off",
                options.directory(),
                damage.getMessage());
        return new RocksStore(options, readOnly, WALRecoveryMode.PointInTimeRecovery);
    }

    /** The files that it consists of, but for what is still in the write-ahead log alone. */
    public List<TableFile> tableFiles() {
        leases.acquire();
        try {
            return db.getLiveFilesMetaData().stream()
                    .map(file -> new TableFile(Path.of(file.path(), file.fileName()), file.size()))
                    .toList();
        } finally {
            leases.release();
        }
    }

    /**
     * Adds a backup of the database as it is now to a directory of backups; see {@link
     * RocksBackups}. Writers go on meanwhile.
     *
     * @throws TidalException INPUT_OUTPUT if it cannot be written; no part of it counts then
     */
    public void backup(Path directory, String metadata) {
        leases.acquire();
        try (RocksBackups backups = new RocksBackups(directory)) {
            backups.add(db, metadata);
        } finally {
            leases.release();
        }
    }

    @Override
    public byte[] get(Family family, byte[] key) {
        leases.acquire();
        try {
            return db.get(handles.get(family), pointRead, key);
        } catch (RocksDBException e) {
            throw failure(e, "reading a key of " + family.label() + " in " + place);
        } finally {
            leases.release();
        }
    }

    @Override
    public List<byte[]> multiGet(Family family, List<byte[]> keys) {
        leases.acquire();
        try {
            if (keys.isEmpty()) {
                return List.of();
            }
            return db.multiGetAsList(
                    pointRead, Collections.nCopies(keys.size(), handles.get(family)), keys);
        } catch (RocksDBException e) {
            throw failure(e, "reading keys of " + family.label() + " in " + place);
        } finally {
            leases.release();
        }
    }

    @Override
    public void write(Batch batch, boolean sync) {
        leases.acquire();
        try (WriteBatch writes = new WriteBatch()) {
            for (Batch.Operation operation : batch.operations()) {
                ColumnFamilyHandle handle = handles.get(operation.family());
                switch (operation) {
                    case Batch.Put put -> writes.put(handle, put.key(), put.value());
                    case Batch.Delete delete -> writes.delete(handle, delete.key());
                    case Batch.DeleteRange range ->
                            writes.deleteRange(handle, range.lower(), range.upper());
                }
            }
            long before = db.getLatestSequenceNumber();
            db.write(sync ? syncWrite : plainWrite, writes);
            if (sync && syncMark != null) {
                // Others may have written meanwhile, which is synced or not.
                syncMark.advanceTo(before + writes.count());
            }
        } catch (RocksDBException e) {
            throw failure(e, "writing to " + place);
        } finally {
            leases.release();
        }
    }

    @Override
    public Cursor scan(Family family, byte[] lower, byte[] upper) {
        return openCursor(family, lower, upper, true);
    }

    @Override
    public Cursor scanDown(Family family, byte[] lower, byte[] upper) {
        return openCursor(family, lower, upper, false);
    }

    private Cursor openCursor(Family family, byte[] lower, byte[] upper, boolean up) {
        leases.acquire();
        try {
            RocksCursor cursor =
                    new RocksCursor(
                            this, db, handles.get(family), family.label(), lower, upper, up);
            cursors.add(cursor);
            return cursor;
        } finally {
            leases.release();
        }
    }

    @Override
    public void sync() {
        leases.acquire();
        try {
            long written = db.getLatestSequenceNumber();
            db.flushWal(true);
            if (syncMark != null) {
                syncMark.advanceTo(written);
            }
        } catch (RocksDBException e) {
            throw failure(e, "syncing the write-ahead log of " + place);
        } finally {
            leases.release();
        }
    }

    @Override
    public void compact(Family family, byte[] lower, byte[] upper) {
        leases.acquire();
        try (CompactRangeOptions options =
                new CompactRangeOptions()
                        .setExclusiveManualCompaction(false)
                        .setBottommostLevelCompaction(
                                CompactRangeOptions.BottommostLevelCompaction.kForceOptimized)) {
            db.compactRange(handles.get(family), lower, upper, options);
        } catch (RocksDBException e) {
            throw failure(e, "compacting " + family.label() + " in " + place);
        } finally {
            leases.release();
        }
    }

    /** With all of its files: a compaction that met damage in one would end all writing. */
    @Override
    public void clear(Family family) {
        leases.acquire();
        try {
            ColumnFamilyHandle old = handles.get(family);
            db.dropColumnFamily(old);
            handles.put(
                    family,
                    db.createColumnFamily(
                            new ColumnFamilyDescriptor(
                                    family.label().getBytes(StandardCharsets.UTF_8), families)));
            old.close();
        } catch (RocksDBException e) {
            throw failure(e, "clearing " + family.label() + " in " + place);
        } finally {
            leases.release();
        }
    }

    @Override
    public long byteSize() {
        leases.acquire();
        try {
            long bytes = 0;
            for (ColumnFamilyHandle handle : handles.values()) {
                bytes += db.getLongProperty(handle, "rocksdb.total-sst-files-size");
                bytes += db.getLongProperty(handle, "rocksdb.size-all-mem-tables");
            }
            return bytes;
        } catch (RocksDBException e) {
            throw failure(e, "measuring " + place);
        } finally {
            leases.release();
        }
    }

    /** Cursors, then column families, then the database, then what those were opened with. */
    @Override
    public void close() {
        if (!leases.close()) {
            return;
        }
        cursors.forEach(RocksCursor::free);
        free();
    }

    private void free() {
        if (syncMark != null) {
            syncMark.close();
        }
        handles.values().forEach(ColumnFamilyHandle::close);
        defaultFamily.close();
        db.close();
        freeOwned();
    }

    private void freeOwned() {
        while (!owned.isEmpty()) {
            try {
                owned.removeLast().close();
            } catch (Exception e) {
                throw new TidalException(ErrorCode.INTERNAL, "freeing options of " + place, e);
            }
        }
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.addLast(resource);
        return resource;
    }

    Leases leases() {
        return leases;
    }

    String place() {
        return place;
    }

    void closed(RocksCursor cursor) {
        cursors.remove(cursor);
    }

    private static boolean isCorruption(RocksDBException e) {
        return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
    }

    static TidalException failure(RocksDBException e, String doing) {
        if (isCorruption(e)) {
            return new TidalException(
                    ErrorCode.DATA_CORRUPTED,
                    doing
                            + " met damaged data: "
                            + TidalException.reason(e)
                            + ". Restore the directory from a backup.",
                    e);
        }
        return new TidalException(
                ErrorCode.INPUT_OUTPUT,
                doing
                        + " failed: "
                        + TidalException.reason(e)
                        + ". Check the disk's space, health and permissions.",
                e);
    }
}
