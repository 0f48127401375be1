package io.tidaldb.bytes;

import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. Bytes that no writer produced, or too few of them, end in a
 * {@link MalformedBytesException}, never in a wrong value beyond the array's end.
 */
public final class ByteReader {
    private static final VarHandle SHORT = ByteWriter.view(short[].class);
    private static final VarHandle INT = ByteWriter.view(int[].class);
    private static final VarHandle LONG = ByteWriter.view(long[].class);

    private final byte[] bytes;
    private final int end;
    private int position;

    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public ByteReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    /** The index of the next byte. */
    public int position() {
        return position;
    }

    public int remaining() {
        return end - position;
    }

    public int readByte() {
        return bytes[advance(1)];
    }

    public int readInt() {
        return (int) INT.get(bytes, advance(4));
    }

    public long readLong() {
        return (long) LONG.get(bytes, advance(8));
    }

    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    public float readFloat() {
        return Float.intBitsToFloat(readInt());
    }

    public long readVarLong() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes[advance(1)];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedBytesException("a number has more than ten bytes");
    }

    public int readVarInt() {
        long value = readVarLong();
        if (value >>> 32 != 0) {
            throw new MalformedBytesException("a 32-bit number is " + value);
        }
        return (int) value;
    }

    /** A count or length: not negative and no more than the bytes that are left. */
    public int readLength() {
        int length = readVarInt();
        if (length < 0 || length > remaining()) {
            throw new MalformedBytesException(
                    "a length is "
                            + (length & 0xFFFF_FFFFL)
                            + " where "
                            + remaining()
                            + " bytes are left");
        }
        return length;
    }

    public long readSignedVarLong() {
        long value = readVarLong();
        return value >>> 1 ^ -(value & 1);
    }

    public byte[] readBytes(int length) {
        int from = advance(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    public byte[] readBlob() {
        return readBytes(readLength());
    }

    public String readString() {
        int length = readLength();
        return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
    }

    /** Reads {@code count} values of {@link ByteWriter#writeLongs}. */
    public long[] readLongs(int count) {
        if (count == 0) {
            return new long[0];
        }
        int width = readByte();
        if (width != 0 && width != 1 && width != 2 && width != 4 && width != 8) {
            throw new MalformedBytesException("a column's width is " + width + " bytes");
        }
        long min = readLong();
        if (count < 0 || (long) width * count > remaining()) {
            throw new MalformedBytesException(
                    "a column of " + count + " values is longer than its block");
        }
        int at = advance(width * count);
        long[] values = new long[count];
        switch (width) {
            case 0 -> Arrays.fill(values, min);
            case 1 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = min + (bytes[at + i] & 0xFF);
                }
            }
            case 2 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = min + ((short) SHORT.get(bytes, at + 2 * i) & 0xFFFF);
                }
            }
            case 4 -> {
                for (int i = 0; i < count; i++) {
                    values[i] = min + ((int) INT.get(bytes, at + 4 * i) & 0xFFFF_FFFFL);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    values[i] = min + (long) LONG.get(bytes, at + 8 * i);
                }
            }
        }
        return values;
    }

    public void skip(int length) {
        advance(length);
    }

    private int advance(int length) {
        if (length < 0 || length > end - position) {
            throw new MalformedBytesException(
                    "it ends " + (length - (end - position)) + " bytes early");
        }
        int from = position;
        position += length;
        return from;
    }
}
