package io.tidaldb.embedded;

import io.tidaldb.error.ConfigurationException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What tells databases of a process apart.
 *
 * @param directory where it lies, however the path was written; empty for one in memory
 * @param name the name of one in memory, otherwise empty
 */
record DatabaseKey(Optional<Path> directory, String name) {
    static DatabaseKey memory(String name) {
        return new DatabaseKey(Optional.empty(), name);
    }

    static DatabaseKey directory(String text) {
        try {
            Path path = Path.of(text).toAbsolutePath().normalize();
            // Two spellings of one directory, such as through a link, are one database.
            return new DatabaseKey(Optional.of(Files.exists(path) ? path.toRealPath() : path), "");
        } catch (InvalidPathException | IOException e) {
            throw new ConfigurationException(
                    "dataDir", "'" + text + "'", "that is not a directory's path: " + e, e);
        }
    }

    @Override
    public String toString() {
        return directory.map(Path::toString).orElse("mem:" + name);
    }
}
