package io.tidaldb.shell.load;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;

import io.tidaldb.shell.exit.ExitException;
import io.tidaldb.shell.exit.ExitStatus;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * A CSV file (RFC 4180, UTF-8, comma, LF or CRLF, header line), plain or compressed by gzip, which
 * its first bytes tell. Every record must have as many fields as the header.
 */
final class CsvSource implements AutoCloseable {
    /** Characters of one record; a missing quote would otherwise swallow the whole file. */
    static final int MAX_RECORD = 64 << 20;

    private final String name;
    private final InputStream raw;
    private final AtomicLong bytesRead = new AtomicLong();
    private final long totalBytes;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final List<String> header;
    private CsvRecord current;
    private long lastLine = 1;

    private CsvSource(String name, InputStream raw, long totalBytes) throws IOException {
        this.name = name;
        this.raw = raw;
        this.totalBytes = totalBytes;
        this.reader =
                CsvReader.builder()
                        .skipEmptyLines(true)
                        .allowExtraFields(true)
                        .allowMissingFields(true)
                        .allowExtraCharsAfterClosingQuote(false)
                        .maxBufferSize(MAX_RECORD)
                        .ofCsvRecord(new StrictUtf8Reader(decompressed(counted(raw))));
        this.records = reader.iterator();
        this.header = readHeader();
    }

    /** Opens a file, or standard input if its name is {@code -}. */
    static CsvSource open(String file, InputStream standardInput) {
        boolean standard = file.equals("-");
        String name = standard ? "standard input" : file;
        try {
            InputStream raw = standard ? standardInput : Files.newInputStream(Path.of(file));
            try {
                return new CsvSource(name, raw, standard ? -1 : Files.size(Path.of(file)));
            } catch (IOException | RuntimeException e) {
                raw.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new ExitException(ExitStatus.USAGE, name + ": there is no such file", e);
        } catch (IOException e) {
            throw new ExitException(
                    ExitStatus.FAILED, name + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** What messages call it. */
    String name() {
        return name;
    }

    List<String> header() {
        return header;
    }

    /** Goes to the next record; false at the end of the file. */
    boolean next() {
        if (!hasNext()) {
            throw bad("the record has a quote that is never closed");
        }
        current = records.next();
        if (isEnd(current)) {
            return false;
        }
        lastLine = current.getStartingLineNumber();
        if (current.getFieldCount() != header.size()) {
            throw bad(
                    "the record has "
                            + current.getFieldCount()
                            + " fields, but the header has "
                            + header.size());
        }
        return true;
    }

    String field(int index) {
        return current.getField(index);
    }

    /** The line in which the current record begins, from 1. */
    long line() {
        return lastLine;
    }

    /** Bytes taken from the file so far, before decompression. */
    long bytesRead() {
        return bytesRead.get();
    }

    /** The file's size in bytes, or -1 if it is not known. */
    long totalBytes() {
        return totalBytes;
    }

    /** An error in the current record. */
    ExitException bad(String reason) {
        return bad(reason, null);
    }

    /** An error in the current record, with what found it. */
    ExitException bad(String reason, Throwable cause) {
        return new ExitException(
                ExitStatus.FAILED, name + ", line " + lastLine + ": " + reason, cause);
    }

    @Override
    public void close() {
        try {
            raw.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean hasNext() {
        try {
            return records.hasNext();
        } catch (CsvParseException | UncheckedIOException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new ExitException(
                    ExitStatus.FAILED,
                    name
                            + ", after the record at line "
                            + lastLine
                            + ": "
                            + (reason instanceof StrictUtf8Reader.InvalidUtf8Exception
                                    ? reason.getMessage() + "; convert the file to UTF-8"
                                    : "not valid CSV: " + reason.getMessage()),
                    e);
        }
    }

    private List<String> readHeader() {
        if (!hasNext()) {
            throw bad("the header has a quote that is never closed");
        }
        CsvRecord first = records.next();
        if (isEnd(first)) {
            throw new ExitException(
                    ExitStatus.FAILED, name + ": is empty; the first line names the columns");
        }
        List<String> names = new ArrayList<>(first.getFields());
        if (names.getFirst().startsWith("\ufeff")) {
            names.set(0, names.getFirst().substring(1));
        }
        names.replaceAll(String::strip);
        return List.copyOf(names);
    }

    private static boolean isEnd(CsvRecord record) {
        return record.getFieldCount() == 1 && record.getField(0).equals(StrictUtf8Reader.END);
    }

    private InputStream counted(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                bytesRead.addAndGet(value < 0 ? 0 : 1);
                return value;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                bytesRead.addAndGet(Math.max(0, count));
                return count;
            }
        };
    }

    private static InputStream decompressed(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(2);
        boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        return gzip ? new GZIPInputStream(buffered, 1 << 16) : buffered;
    }
}
