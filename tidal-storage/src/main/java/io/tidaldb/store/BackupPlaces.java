package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where a caller may write and read backups. The paths that statements name are paths on the
 * machine that has the store open, so what comes over the network must not choose freely among
 * them.
 */
public sealed interface BackupPlaces {
    /**
     * The directory of backups that a text names.
     *
     * @throws TidalException INVALID_VALUE if it names none that is allowed, INVALID_CONFIGURATION
     *     if none is
     */
    Path resolve(String text);

    /** Wherever the process may write: for callers within it. */
    record Anywhere() implements BackupPlaces {
        @Override
        public Path resolve(String text) {
            return path(text).toAbsolutePath().normalize();
        }
    }

    /**
     * In directories below another one. Relative paths begin there; whatever leads out, by {@code
     * ..} or by a link, is refused.
     *
     * @param root an existing directory
     */
    record Below(Path root) implements BackupPlaces {
        /**
         * @throws TidalException INVALID_CONFIGURATION if it is no directory
         */
        public Below {
            try {
                root = root.toRealPath();
            } catch (IOException e) {
                throw new TidalException(
                        ErrorCode.INVALID_CONFIGURATION,
                        root + " cannot be the directory for backups: " + e.getMessage(),
                        e);
            }
        }

        @Override
        public Path resolve(String text) {
            Path path = path(text);
            for (Path name : path) {
                if (name.toString().equals("..")) {
                    throw outside(text, null);
                }
            }
            try {
                Path named = root.resolve(path);
                Path real = StorePaths.real(named);
                if (!real.startsWith(root) || real.equals(root) || leadsNowhere(named)) {
                    throw outside(text, null);
                }
                return real;
            } catch (IOException e) {
                throw outside(text, e);
            }
        }

        /** A link to what is not there would be followed when that is made. */
        private boolean leadsNowhere(Path named) {
            for (Path part = named; !part.equals(root) && part.getParent() != null; ) {
                if (Files.isSymbolicLink(part) && !Files.exists(part)) {
                    return true;
                }
                part = part.getParent();
            }
            return false;
        }

        private static TidalException outside(String text, IOException cause) {
            return new TidalException(
                    ErrorCode.INVALID_VALUE,
                    "'"
                            + text
                            + "' is not below the server's directory for backups; name a directory"
                            + " in it, such as 'daily'",
                    cause);
        }
    }

    /** Nowhere. */
    record Nowhere() implements BackupPlaces {
        @Override
        public Path resolve(String text) {
            throw new TidalException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "this server was started without a directory for backups; start it with"
                            + " --backups DIR");
        }
    }

    private static Path path(String text) {
        try {
            if (!text.isBlank()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw new TidalException(
                    ErrorCode.INVALID_VALUE, "'" + text + "' is no path: " + e.getReason(), e);
        }
        throw new TidalException(ErrorCode.INVALID_VALUE, "an empty text names no directory");
    }
}
