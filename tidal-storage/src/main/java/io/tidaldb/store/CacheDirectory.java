package io.tidaldb.store;

import io.tidaldb.error.ConfigurationException;
import io.tidaldb.file.DurableFiles;

import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of files that can be made anew from the log. It belongs to one store, which may
 * delete whatever is in it: what another version of the format left there is deleted.
 *
 * <p>The mark says whose it is, not of when: a store restored from a backup has the identity of the
 * one that was backed up. So each file in here says itself up to which log position it counts.
 */
final class CacheDirectory {
    private static final String KIND = "cache";

    /** The format of everything in it; a higher number empties caches of lower ones. */
    private static final int VERSION = 1;

    private CacheDirectory() {}

    /**
     * Makes the cache of a store ready to be used.
     *
     * @param identity the store's, in hexadecimal
     * @throws ConfigurationException if the directory holds something else than a cache of this
     *     store
     */
    static void open(DirectoryLayout layout, String identity) throws IOException {
        StorePaths.create(StorePaths.CACHE_DIR, layout.cache());
        Path root = layout.root().toAbsolutePath().normalize();
        OwnerMark own = new OwnerMark(KIND, VERSION, identity, root);
        OwnerMark found = OwnerMark.read(layout.cacheOwner());
        if (found == null) {
            requireEmpty(layout);
        } else if (!found.kind().equals(KIND)
                || !found.identity().equals(identity) && !isWithinRoot(layout)) {
            throw new ConfigurationException(
                    StorePaths.CACHE_DIR,
                    layout.cache(),
                    "it belongs to the store in "
                            + found.place()
                            + "; name a directory of its own");
        } else if (found.version() != VERSION || !found.identity().equals(identity)) {
            LoggerFactory.getLogger(CacheDirectory.class)
                    .info("what is in {} is of another format or store; emptying", layout.cache());
            empty(layout);
        }
        if (!own.equals(found)) {
            own.write(layout.cacheOwner());
        }
        Files.createDirectories(layout.history());
    }

    private static boolean isWithinRoot(DirectoryLayout layout) throws IOException {
        return StorePaths.real(layout.cache()).startsWith(StorePaths.real(layout.root()));
    }

    private static void requireEmpty(DirectoryLayout layout) throws IOException {
        try (Stream<Path> files = Files.list(layout.cache())) {
            if (files.anyMatch(file -> !OwnerMark.isOf(file, layout.cacheOwner()))) {
                throw new ConfigurationException(
                        StorePaths.CACHE_DIR,
                        layout.cache(),
                        "it is not empty and no cache of a store; name an empty directory or one"
                                + " that does not exist");
            }
        }
    }

    /** Deletes everything but the mark, which says until then that there is something to delete. */
    private static void empty(DirectoryLayout layout) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(layout.cache())) {
            files = all.filter(file -> !file.equals(layout.cacheOwner())).toList();
        }
        for (Path file : files) {
            DurableFiles.deleteRecursively(file);
        }
    }
}
