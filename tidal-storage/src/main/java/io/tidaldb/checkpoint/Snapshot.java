package io.tidaldb.checkpoint;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The ledgers' pages of a checkpoint in a file of their own, from which what signals added up to
 * can be read when the checkpoint has long been superseded. Version 1 of its format, integers
 * little-endian, {@code v} a number of seven bits a byte:
 *
 * <pre>
 * pages      key 29, value: length v and bytes; in ascending order of keys
 * footer     identity 16, first v, count v, committed zigzag v, manifest: length v and bytes,
 *            runs v, each: kind 1, owner zigzag v, offset v, bytes v
 * length     4  of the footer
 * checksum   4  CRC32C of the footer
 * version    1  1
 * magic      4  "TDLS"
 * </pre>
 *
 * @param file where it is
 * @param origin which log it belongs to
 * @param manifest the checkpoint's
 * @param runs where the pages of a kind and an owner are
 * @param byteSize how long the file is
 */
public record Snapshot(Path file, Origin origin, Manifest manifest, List<Run> runs, long byteSize) {
    /**
     * The place in a log that a snapshot stands for: the block that ends at its position.
     *
     * @param identity of the store, 16 bytes in hexadecimal
     * @param first the block's first position
     * @param count how many positions it takes
     * @param committed when it was committed
     */
    public record Origin(String identity, long first, int count, long committed) {}

    /** Pages that follow each other in the file. */
    public record Run(PageId.Kind kind, int owner, long offset, long bytes) {}

    static final int MAGIC = 'T' | 'D' << 8 | 'L' << 16 | 'S' << 24;
    static final int VERSION = 1;
    static final int TRAILER_BYTES = 13;

    private static final int MAX_FOOTER_BYTES = 64 << 20;
    private static final int IDENTITY_BYTES = 16;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final PageId.Kind[] KINDS = PageId.Kind.values();

    public Snapshot {
        runs = List.copyOf(runs);
    }

    /** The log position that it stands for. */
    public long position() {
        return manifest.position();
    }

    /**
     * Reads the footer of a file.
     *
     * @throws MalformedBytesException if it is no whole snapshot of this version
     */
    public static Snapshot open(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long size = in.length();
            if (size < TRAILER_BYTES) {
                throw new MalformedBytesException("it has only " + size + " bytes");
            }
            byte[] trailer = new byte[TRAILER_BYTES];
            in.seek(size - TRAILER_BYTES);
            in.readFully(trailer);
            ByteReader end = new ByteReader(trailer);
            int length = end.readInt();
            int checksum = end.readInt();
            int version = end.readByte();
            if (end.readInt() != MAGIC || version != VERSION) {
                throw new MalformedBytesException("it does not end as a snapshot does");
            }
            if (length < 0 || length > Math.min(MAX_FOOTER_BYTES, size - TRAILER_BYTES)) {
                throw new MalformedBytesException("its footer has " + length + " bytes");
            }
            byte[] footer = new byte[length];
            in.seek(size - TRAILER_BYTES - length);
            in.readFully(footer);
            if (checksum(footer) != checksum) {
                throw new MalformedBytesException("its footer's checksum does not match its bytes");
            }
            return footer(file, new ByteReader(footer), size);
        }
    }

    private static Snapshot footer(Path file, ByteReader in, long size) {
        Origin origin =
                new Origin(
                        HexFormat.of().formatHex(in.readBytes(IDENTITY_BYTES)),
                        in.readVarLong(),
                        in.readVarInt(),
                        in.readSignedVarLong());
        Manifest manifest = Manifest.decode(in.readBlob());
        List<Run> runs = new ArrayList<>();
        for (int i = in.readLength(); i > 0; i--) {
            int kind = in.readByte();
            if (kind < 0 || kind >= KINDS.length) {
                throw new MalformedBytesException("pages are of kind " + kind);
            }
            Run run =
                    new Run(
                            KINDS[kind],
                            (int) in.readSignedVarLong(),
                            in.readVarLong(),
                            in.readVarLong());
            if (run.offset < 0 || run.bytes < 0 || run.offset > size - run.bytes) {
                throw new MalformedBytesException("pages lie beyond its end");
            }
            runs.add(run);
        }
        return new Snapshot(file, origin, manifest, runs, size);
    }

    /** What the trailer and the footer are written as. */
    static byte[] end(Origin origin, Manifest manifest, List<Run> runs) {
        ByteWriter footer = new ByteWriter(4096);
        footer.writeBytes(HexFormat.of().parseHex(origin.identity));
        footer.writeVarLong(origin.first).writeVarInt(origin.count);
        footer.writeSignedVarLong(origin.committed).writeBlob(manifest.encode());
        footer.writeVarInt(runs.size());
        for (Run run : runs) {
            footer.writeByte(run.kind.ordinal()).writeSignedVarLong(run.owner);
            footer.writeVarLong(run.offset).writeVarLong(run.bytes);
        }
        byte[] body = footer.toByteArray();
        footer.writeInt(body.length).writeInt(checksum(body)).writeByte(VERSION).writeInt(MAGIC);
        return footer.toByteArray();
    }

    private static int checksum(byte[] footer) {
        CRC32C crc = new CRC32C();
        crc.update(footer, 0, footer.length);
        return (int) crc.getValue();
    }

    /** What takes a page's key and value; both are to be checked. */
    public interface Visitor {
        void visit(byte[] key, byte[] value);
    }

    /**
     * Reads the pages of an owner's ledger.
     *
     * @throws MalformedBytesException if they cannot be told from each other
     */
    public void forEach(int owner, Visitor visitor) throws IOException {
        // Not a channel, which the interruption of a thread would close.
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            for (Run run : runs) {
                if (run.owner == owner && run.kind.isLedger()) {
                    in.seek(run.offset);
                    InputStream pages =
                            new BufferedInputStream(new FileInputStream(in.getFD()), BUFFER_BYTES);
                    visit(pages, run.bytes, visitor);
                }
            }
        }
    }

    private static void visit(InputStream in, long bytes, Visitor visitor) throws IOException {
        for (long left = bytes; left > 0; ) {
            byte[] key = in.readNBytes(PageCodec.KEY_BYTES);
            long length = 0;
            int shift = 0;
            int next;
            do {
                next = in.read();
                length |= (next & 0x7FL) << shift;
                shift += 7;
            } while (next >= 0x80 && shift < Integer.SIZE);
            left -= PageCodec.KEY_BYTES + shift / 7 + length;
            if (next < 0 || next >= 0x80 || left < 0 || length > Integer.MAX_VALUE) {
                throw new MalformedBytesException("a page has " + length + " bytes");
            }
            visitor.visit(key, in.readNBytes((int) length));
        }
    }
}
