package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.file.DurableFiles;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A small file that says to which store a directory belongs. It is text in UTF-8, of four lines
 * that each end with a line feed:
 *
 * <pre>
 * tidal KIND VERSION     what is marked, and the format of what is marked, a decimal number
 * IDENTITY               who owns it, in hexadecimal
 * PLACE                  where that one is, or was last, as a file: URI
 * CHECKSUM               CRC32C of the lines before, eight hexadecimal digits
 * </pre>
 *
 * @param kind one word
 * @param place an absolute path
 */
record OwnerMark(String kind, int version, String identity, Path place) {
    private static final int LINES = 4;
    private static final int CHECKSUM_LINE = 9;

    /**
     * Reads a mark.
     *
     * @return null if there is none
     * @throws TidalException DATA_CORRUPTED if it is damaged
     */
    static OwnerMark read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return null;
        } catch (CharacterCodingException e) {
            throw damaged(file, e);
        }
        String[] lines = text.split("\n", -1);
        int checksum = text.length() - CHECKSUM_LINE;
        if (lines.length != LINES + 1
                || checksum < 0
                || !text.substring(checksum).equals(checksumLine(text.substring(0, checksum)))) {
            throw damaged(file, null);
        }
        try {
            String[] head = lines[0].split(" ", -1);
            return new OwnerMark(
                    head[1], Integer.parseInt(head[2]), lines[1], Path.of(URI.create(lines[2])));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw damaged(file, e);
        }
    }

    /** Whether a file is the mark, or what is left of writing one when that was stopped. */
    static boolean isOf(Path file, Path mark) {
        return file.equals(mark) || file.equals(DurableFiles.unfinished(mark));
    }

    /** Writes the mark whole or not at all, and returns once it is on disk. */
    void write(Path file) throws IOException {
        DurableFiles.write(file, text());
    }

    private String text() {
        String lines =
                "tidal " + kind + " " + version + "\n" + identity + "\n" + place.toUri() + "\n";
        return lines + checksumLine(lines);
    }

    private static String checksumLine(String lines) {
        CRC32C checksum = new CRC32C();
        checksum.update(lines.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) checksum.getValue()) + "\n";
    }

    private static TidalException damaged(Path file, Exception cause) {
        return new TidalException(
                ErrorCode.DATA_CORRUPTED,
                file
                        + " is damaged; it says to which store its directory belongs. If you are"
                        + " sure about that, restore it from a copy.",
                cause);
    }
}
