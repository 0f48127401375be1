package io.tidaldb.checkpoint;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * What makes pages a checkpoint: written after all of them, together with the removal of those that
 * it supersedes. Version 3 of its format, {@code v} a number of seven bits a byte:
 *
 * <pre>
 * format    1  3
 * checksum  4  little-endian CRC32C over all that follows
 * number v, position v, newest event zigzag v, committed zigzag v, log bytes v,
 * pages v, digest 8
 * signals v, each:
 *   id zigzag v, shape: length v and bytes, 0 (formerly of use) 1, state: length v and bytes,
 *   pages v, digest 8
 * graphs v, each:
 *   index's id zigzag v, pages v, digest 8
 * </pre>
 *
 * <p>Version 2 had no pages and digests of single graphs, version 1 had neither committed, log
 * bytes nor the pages and digests of single signals.
 *
 * @param number of the checkpoint; pages of a higher version belong to one that was not finished
 * @param place the place in the log that it stands for
 * @param pages how many pages it has
 * @param digest the sum of their {@link PageCodec#digest digests}
 * @param graphs what the pages of each graph must be, by the ids of the indexes; null where that is
 *     not known
 */
public record Manifest(
        long number,
        LogPlace place,
        long pages,
        long digest,
        List<SignalState> signals,
        Map<Integer, PageSum> graphs) {
    /**
     * What is not in pages of a signal.
     *
     * @param shape what of its definition decides the form of its pages
     * @param state as its ledger wrote it
     * @param ledgerPages what its ledger's own pages must be; null where that is not known
     */
    public record SignalState(int id, byte[] shape, byte[] state, PageSum ledgerPages) {
        public SignalState(int id, byte[] shape, byte[] state) {
            this(id, shape, state, null);
        }

        public SignalState withLedgerPages(PageSum pages) {
            return new SignalState(id, shape, state, pages);
        }
    }

    /** The manifest's key; it comes before those of all pages. */
    public static final byte[] KEY = {0};

    private static final int FORMAT = 3;
    private static final int FORMAT_WITHOUT_GRAPHS = 2;
    private static final int FORMAT_WITHOUT_TIMES = 1;
    private static final int HEADER_BYTES = 5;

    public Manifest {
        signals = List.copyOf(signals);
        graphs = graphs == null ? null : Map.copyOf(graphs);
    }

    public byte[] encode() {
        ByteWriter out = new ByteWriter(1024);
        out.writeByte(FORMAT).writeInt(0);
        out.writeVarLong(number).writeVarLong(place.position());
        out.writeSignedVarLong(place.newestEvent()).writeSignedVarLong(place.committed());
        out.writeVarLong(place.logBytes()).writeVarLong(pages).writeLong(digest);
        out.writeVarInt(signals.size());
        for (SignalState signal : signals) {
            out.writeSignedVarLong(signal.id).writeBlob(signal.shape);
            out.writeByte(0).writeBlob(signal.state);
            out.writeVarLong(signal.ledgerPages.count()).writeLong(signal.ledgerPages.digest());
        }
        out.writeVarInt(graphs.size());
        graphs.forEach(
                (index, sum) ->
                        out.writeSignedVarLong(index)
                                .writeVarLong(sum.count())
                                .writeLong(sum.digest()));
        byte[] bytes = out.toByteArray();
        ByteBuffer.wrap(bytes).putInt(1, Integer.reverseBytes(checksum(bytes)));
        return bytes;
    }

    /**
     * Reads a manifest.
     *
     * @throws MalformedBytesException if {@link #encode} did not write it
     */
    public static Manifest decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            throw new MalformedBytesException("a manifest has only " + bytes.length + " bytes");
        }
        if (Integer.reverseBytes(ByteBuffer.wrap(bytes).getInt(1)) != checksum(bytes)) {
            throw new MalformedBytesException("the manifest's checksum does not match its bytes");
        }
        boolean hasTimes = bytes[0] != FORMAT_WITHOUT_TIMES;
        boolean current = bytes[0] == FORMAT;
        if (!current && hasTimes && bytes[0] != FORMAT_WITHOUT_GRAPHS) {
            throw new MalformedBytesException("the manifest has format " + bytes[0]);
        }
        ByteReader in = new ByteReader(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
        long number = in.readVarLong();
        LogPlace place =
                new LogPlace(
                        in.readVarLong(),
                        in.readSignedVarLong(),
                        hasTimes ? in.readSignedVarLong() : Long.MAX_VALUE,
                        hasTimes ? in.readVarLong() : 0);
        long pages = in.readVarLong();
        long digest = in.readLong();
        int count = in.readLength();
        List<SignalState> signals = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int id = (int) in.readSignedVarLong();
            byte[] shape = in.readBlob();
            in.readByte();
            signals.add(
                    new SignalState(
                            id,
                            shape,
                            in.readBlob(),
                            hasTimes ? new PageSum(in.readVarLong(), in.readLong()) : null));
        }
        return new Manifest(number, place, pages, digest, signals, current ? graphs(in) : null);
    }

    private static Map<Integer, PageSum> graphs(ByteReader in) {
        Map<Integer, PageSum> graphs = new HashMap<>();
        for (int left = in.readLength(); left > 0; left--) {
            graphs.put((int) in.readSignedVarLong(), new PageSum(in.readVarLong(), in.readLong()));
        }
        return graphs;
    }

    /** What all pages must be together. */
    public PageSum all() {
        return new PageSum(pages, digest);
    }

    /** The log position that it stands for. */
    public long position() {
        return place.position();
    }

    /** What is not in pages of a signal, or null where the signal is not among them. */
    public SignalState signal(int id) {
        for (SignalState signal : signals) {
            if (signal.id == id) {
                return signal;
            }
        }
        return null;
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, 1);
        crc.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
        return (int) crc.getValue();
    }
}
