package io.tidaldb.kv;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What one backup of a directory of backups consists of. RocksDB writes it down, last of all, in
 * {@code meta/ID}, version 1 of its format: lines of
 *
 * <pre>
 * seconds since the epoch
 * RocksDB's sequence number
 * metadata HEX        what was given when it was made
 * number of files
 * PATH crc32 N        for each; N is the CRC32C of the file, in decimal
 * </pre>
 *
 * Reading it here instead of through RocksDB changes nothing in the directory, works where nothing
 * can be written, and shows what is wrong file by file.
 *
 * @param id counts up from 1
 * @param takenAtSeconds seconds since the epoch, by the machine's clock
 * @param metadata what was given when it was made
 * @param files all of its files
 */
public record BackupFiles(int id, long takenAtSeconds, String metadata, List<Entry> files) {
    /**
     * A file of the backup.
     *
     * @param path within the directory of backups
     * @param checksum its CRC32C
     */
    public record Entry(String path, long checksum) {
        /** How many bytes it has; 0 if it is not there. */
        public long size(Path directory) {
            try {
                return Files.size(directory.resolve(path));
            } catch (IOException e) {
                return 0;
            }
        }
    }

    private static final String META = "meta";
    private static final String PRIVATE = "private";
    private static final String SHARED = "shared_checksum";
    private static final String METADATA = "metadata ";
    private static final String CHECKSUM = "crc32";
    private static final int CHUNK_BYTES = 1 << 20;

    public BackupFiles {
        files = List.copyOf(files);
    }

    /** The ids of all backups in a directory that were finished, damaged or not, ascending. */
    public static List<Integer> ids(Path directory) {
        return list(directory.resolve(META)).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.matches("[1-9][0-9]{0,8}"))
                .map(Integer::valueOf)
                .sorted()
                .toList();
    }

    /** The file that makes a backup count: without it, there is none of that id. */
    public static Path description(Path directory, int id) {
        return directory.resolve(META).resolve(Integer.toString(id));
    }

    /**
     * What no backup needs, damaged ones included: what one left that did not come to its end or
     * was deleted. RocksDB would count the files of damaged backups among it.
     */
    public static List<Path> unreferenced(Path directory) {
        Set<String> needed = new HashSet<>();
        boolean complete = true;
        for (int id : ids(directory)) {
            needed.add(META + "/" + id);
            needed.add(PRIVATE + "/" + id);
            try {
                read(directory, id).files().forEach(file -> needed.add(file.path()));
            } catch (TidalException e) {
                // Nobody knows what it shares with others.
                complete = false;
            }
        }
        List<Path> found = new ArrayList<>();
        for (String part : complete ? List.of(META, PRIVATE, SHARED) : List.of(PRIVATE)) {
            for (Path file : list(directory.resolve(part))) {
                if (!needed.contains(part + "/" + file.getFileName())) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static List<Path> list(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(directory, e);
        }
    }

    /**
     * Reads what a backup consists of.
     *
     * @throws TidalException DATA_CORRUPTED, naming the file, if it cannot be made out;
     *     INPUT_OUTPUT
     */
    public static BackupFiles read(Path directory, int id) {
        Path file = description(directory, id);
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        try {
            return parse(id, lines);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new TidalException(
                    ErrorCode.DATA_CORRUPTED,
                    "backup " + id + " is damaged: " + file + " is not what was written there",
                    e);
        }
    }

    private static BackupFiles parse(int id, List<String> lines) {
        long takenAt = Long.parseLong(lines.get(0));
        Long.parseLong(lines.get(1));
        if (!lines.get(2).startsWith(METADATA)) {
            throw new IllegalArgumentException("no metadata");
        }
        String metadata =
                new String(
                        HexFormat.of().parseHex(lines.get(2).substring(METADATA.length())),
                        StandardCharsets.UTF_8);
        int count = Integer.parseInt(lines.get(3));
        if (lines.size() != 4 + count) {
            throw new IllegalArgumentException("another number of files");
        }
        List<Entry> files = new ArrayList<>(count);
        for (String line : lines.subList(4, lines.size())) {
            String[] words = line.split(" ", -1);
            if (words.length != 3 || !words[1].equals(CHECKSUM) || words[0].contains("..")) {
                throw new IllegalArgumentException("no file: " + line);
            }
            files.add(new Entry(words[0], Long.parseLong(words[2])));
        }
        return new BackupFiles(id, takenAt, metadata, files);
    }

    /** The first file that is not there. */
    public Optional<String> missing(Path directory) {
        return files.stream()
                .map(Entry::path)
                .filter(path -> !Files.isRegularFile(directory.resolve(path)))
                .findFirst();
    }

    /**
     * Reads files and says of each that is damaged what is wrong with it.
     *
     * @param which some of its files
     */
    public static List<String> check(Path directory, List<Entry> which) {
        List<String> damages = new ArrayList<>();
        byte[] chunk = new byte[CHUNK_BYTES];
        for (Entry entry : which) {
            Path file = directory.resolve(entry.path());
            if (!Files.isRegularFile(file)) {
                damages.add(file + " is missing");
                continue;
            }
            try {
                long checksum = checksum(file, chunk);
                if (checksum != entry.checksum()) {
                    damages.add(
                            file
                                    + " has the checksum "
                                    + checksum
                                    + " instead of "
                                    + entry.checksum());
                }
            } catch (IOException e) {
                damages.add(file + " cannot be read: " + e.getMessage());
            }
        }
        return damages;
    }

    private static long checksum(Path file, byte[] chunk) throws IOException {
        CRC32C crc = new CRC32C();
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                crc.update(chunk, 0, read);
            }
        }
        return crc.getValue();
    }

    private static TidalException unreadable(Path file, Exception e) {
        return new TidalException(
                ErrorCode.INPUT_OUTPUT,
                "reading " + file + " failed: " + e.getMessage() + ". Check that disk.",
                e);
    }
}
