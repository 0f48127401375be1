package io.tidaldb.kv;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;

/** Checks before opening that a database has the families of this version, all or none. */
final class FamilyCheck {
    private FamilyCheck() {}

    /**
     * Runs it.
     *
     * @throws TidalException FORMAT_TOO_NEW if a later version wrote it; FEATURE_NOT_SUPPORTED if
     *     an earlier one did, and it is only to be read
     */
    static void run(RocksOptions options, boolean readOnly) throws RocksDBException {
        if (!Files.exists(options.directory().resolve("CURRENT"))) {
            return;
        }
        Set<String> known = new HashSet<>();
        known.add(new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.UTF_8));
        for (Family family : Family.values()) {
            known.add(family.label());
        }
        Set<String> present = new HashSet<>();
        try (Options none = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(none, options.directory().toString())) {
                present.add(new String(name, StandardCharsets.UTF_8));
            }
        }
        if (!known.containsAll(present)) {
            throw new TidalException(
                    ErrorCode.FORMAT_TOO_NEW,
                    "the database in "
                            + options.directory()
                            + " has families that this version of tidalDB does not know; open it"
                            + " with a newer version");
        }
        if (readOnly && !present.containsAll(known)) {
            throw new TidalException(
                    ErrorCode.FEATURE_NOT_SUPPORTED,
                    "the database in "
                            + options.directory()
                            + " was written by an earlier version of tidalDB; open the store once"
                            + " with this version");
        }
    }
}
