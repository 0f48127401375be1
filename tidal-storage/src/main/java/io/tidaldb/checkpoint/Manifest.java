package io.tidaldb.checkpoint;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What makes pages a checkpoint: written after all of them, together with the removal of those that
 * it supersedes. Version 1 of its format, {@code v} a number of seven bits a byte:
 *
 * <pre>
 * format    1  1
 * checksum  4  little-endian CRC32C over all that follows
 * number v, position v, newest event zigzag v, pages v, digest 8
 * signals v, each:
 *   id zigzag v, shape: length v and bytes, user sets 1, state: length v and bytes
 * </pre>
 *
 * @param number of the checkpoint; pages of a higher version belong to one that was not finished
 * @param position the log position that it stands for
 * @param newestEvent the newest time of all events up to there; {@link Long#MIN_VALUE} for none
 * @param pages how many pages it has
 * @param digest the sum of their {@link PageCodec#digest digests}
 */
public record Manifest(
        long number,
        long position,
        long newestEvent,
        long pages,
        long digest,
        List<SignalState> signals) {
    /**
     * What is not in pages of a signal.
     *
     * @param shape what of its definition decides the form of its pages
     * @param feedsUserSets whether it contributed to the sets of seen or excluded items
     * @param state as its ledger wrote it
     */
    public record SignalState(int id, byte[] shape, boolean feedsUserSets, byte[] state) {}

    /** The manifest's key; it comes before those of all pages. */
    public static final byte[] KEY = {0};

    private static final int FORMAT = 1;
    private static final int HEADER_BYTES = 5;

    public Manifest {
        signals = List.copyOf(signals);
    }

    public byte[] encode() {
        ByteWriter out = new ByteWriter(1024);
        out.writeByte(FORMAT).writeInt(0);
        out.writeVarLong(number).writeVarLong(position).writeSignedVarLong(newestEvent);
        out.writeVarLong(pages).writeLong(digest).writeVarInt(signals.size());
        for (SignalState signal : signals) {
            out.writeSignedVarLong(signal.id).writeBlob(signal.shape);
            out.writeByte(signal.feedsUserSets ? 1 : 0).writeBlob(signal.state);
        }
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
        if (bytes[0] != FORMAT) {
            throw new MalformedBytesException("the manifest has format " + bytes[0]);
        }
        ByteReader in = new ByteReader(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
        long number = in.readVarLong();
        long position = in.readVarLong();
        long newestEvent = in.readSignedVarLong();
        long pages = in.readVarLong();
        long digest = in.readLong();
        int count = in.readLength();
        List<SignalState> signals = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            signals.add(
                    new SignalState(
                            (int) in.readSignedVarLong(),
                            in.readBlob(),
                            in.readByte() != 0,
                            in.readBlob()));
        }
        return new Manifest(number, position, newestEvent, pages, digest, signals);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, 1);
        crc.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
        return (int) crc.getValue();
    }
}
