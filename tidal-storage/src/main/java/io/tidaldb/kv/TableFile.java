package io.tidaldb.kv;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of the sorted files in which RocksDB keeps a database. It never changes once it is written,
 * and each of its blocks has a checksum.
 *
 * @param bytes its length
 */
public record TableFile(Path path, long bytes) {
    private static final String SUFFIX = ".sst";

    /**
     * All that lie in the directory of a database, whether it still uses them or not: for one that
     * cannot be opened.
     *
     * @throws TidalException INPUT_OUTPUT
     */
    public static List<TableFile> in(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(file -> new TableFile(file, file.toFile().length()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new TidalException(
                    ErrorCode.INPUT_OUTPUT,
                    "reading " + directory + " failed: " + e.getMessage() + ". Check that disk.",
                    e);
        }
    }

    /** Reads it, and says what is wrong with it, if anything is. */
    public Optional<String> damage() {
        RocksDB.loadLibrary();
        try (Options options = new Options();
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(path.toString());
            reader.verifyChecksum();
            return Optional.empty();
        } catch (RocksDBException e) {
            return Optional.of(path + " is damaged: " + e.getMessage());
        }
    }
}
