package io.tidaldb.store;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Edges in their family. The key: the relationship's id, four bytes big-endian, then the external
 * ids of both ends, each 8 bytes big-endian with the sign bit flipped, or UTF-8 with 0 written as 0
 * 255, then 0 0. The value: weight 8 bytes, time and log position in seven bits a byte.
 */
final class EdgeKey {
    /**
     * What an edge holds.
     *
     * @param position where the log tells of it: an end born later is not the one it had
     */
    record Value(double weight, long at, long position) {
        byte[] encode() {
            return new ByteWriter(24)
                    .writeDouble(weight)
                    .writeSignedVarLong(at)
                    .writeVarLong(position)
                    .toByteArray();
        }

        static Value decode(byte[] bytes) {
            ByteReader in = new ByteReader(bytes);
            return new Value(in.readDouble(), in.readSignedVarLong(), in.readVarLong());
        }
    }

    private EdgeKey() {}

    /** The first key of a relationship. */
    static byte[] lowerBound(int relationship) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(relationship).array();
    }

    /** The first key of the edges from a row. */
    static byte[] prefix(int relationship, Object from) {
        ByteWriter out = new ByteWriter(32).writeBytes(lowerBound(relationship));
        writeId(from, out);
        return out.toByteArray();
    }

    static byte[] encode(int relationship, Object from, Object to) {
        ByteWriter out = new ByteWriter(32).writeBytes(lowerBound(relationship));
        writeId(from, out);
        writeId(to, out);
        return out.toByteArray();
    }

    /** The first key after all that begin with a prefix. */
    static byte[] after(byte[] prefix) {
        int last = prefix.length - 1;
        while (last >= 0 && prefix[last] == (byte) 0xFF) {
            last--;
        }
        byte[] bound = Arrays.copyOf(prefix, last + 1);
        bound[last]++;
        return bound;
    }

    /** Both ends of a key's edge. */
    static Object[] decode(byte[] key, boolean fromIsLong, boolean toIsLong) {
        ByteReader in = new ByteReader(key);
        in.skip(Integer.BYTES);
        Object[] ends = {readId(in, fromIsLong), readId(in, toIsLong)};
        if (in.remaining() != 0) {
            throw new MalformedBytesException("it has " + in.remaining() + " bytes too many");
        }
        return ends;
    }

    private static void writeId(Object id, ByteWriter out) {
        switch (id) {
            case Long value -> out.writeLong(Long.reverseBytes(value ^ Long.MIN_VALUE));
            case String text -> {
                for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
                    out.writeByte(next);
                    if (next == 0) {
                        out.writeByte(0xFF);
                    }
                }
                out.writeByte(0).writeByte(0);
            }
            default -> throw new IllegalArgumentException("an id is a " + id.getClass());
        }
    }

    private static Object readId(ByteReader in, boolean isLong) {
        if (isLong) {
            return Long.reverseBytes(in.readLong()) ^ Long.MIN_VALUE;
        }
        ByteWriter text = new ByteWriter(32);
        while (true) {
            int next = in.readByte();
            if (next == 0 && in.readByte() == 0) {
                return new String(text.array(), 0, text.size(), StandardCharsets.UTF_8);
            }
            text.writeByte(next);
        }
    }
}
