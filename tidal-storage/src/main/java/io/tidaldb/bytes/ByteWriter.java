package io.tidaldb.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends values to a byte array that grows. Fixed-width values are little-endian. */
public final class ByteWriter {
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private byte[] bytes;
    private int size;

    public ByteWriter() {
        this(256);
    }

    public ByteWriter(int capacity) {
        this.bytes = new byte[Math.max(16, capacity)];
    }

    public int size() {
        return size;
    }

    /** Forgets what was written and keeps the array. */
    public void clear() {
        size = 0;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** The array written to, of which the first {@link #size()} bytes count. */
    public byte[] array() {
        return bytes;
    }

    public ByteWriter writeByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public ByteWriter writeInt(int value) {
        ensure(4);
        INT.set(bytes, size, value);
        size += 4;
        return this;
    }

    public ByteWriter writeLong(long value) {
        ensure(8);
        LONG.set(bytes, size, value);
        size += 8;
        return this;
    }

    public ByteWriter writeDouble(double value) {
        return writeLong(Double.doubleToRawLongBits(value));
    }

    public ByteWriter writeFloat(float value) {
        return writeInt(Float.floatToRawIntBits(value));
    }

    /** Seven bits a byte, low ones first; small non-negative values are short. */
    public ByteWriter writeVarLong(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    public ByteWriter writeVarInt(int value) {
        return writeVarLong(value & 0xFFFF_FFFFL);
    }

    /** Zigzag: values near 0 of either sign are short. */
    public ByteWriter writeSignedVarLong(long value) {
        return writeVarLong(value << 1 ^ value >> 63);
    }

    public ByteWriter writeBytes(byte[] value) {
        return writeBytes(value, 0, value.length);
    }

    public ByteWriter writeBytes(byte[] value, int offset, int length) {
        ensure(length);
        System.arraycopy(value, offset, bytes, size, length);
        size += length;
        return this;
    }

    /** A length and that many bytes. */
    public ByteWriter writeBlob(byte[] value) {
        return writeVarInt(value.length).writeBytes(value);
    }

    /** A length and the UTF-8 bytes. The string must be well-formed UTF-16. */
    public ByteWriter writeString(String value) {
        return writeBlob(value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Frame of reference: the smallest value, then each value's distance from it in as few whole
     * bytes (0, 1, 2, 4 or 8) as the largest distance needs.
     */
    public ByteWriter writeLongs(long[] values, int count) {
        if (count == 0) {
            return this;
        }
        long min = values[0];
        long max = values[0];
        for (int i = 1; i < count; i++) {
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        // A span beyond the signed range wraps to a negative number, which takes 8 bytes as well.
        long span = max - min;
        int width =
                span == 0
                        ? 0
                        : span < 0 || span > 0xFFFF_FFFFL
                                ? 8
                                : span <= 0xFF ? 1 : span <= 0xFFFF ? 2 : 4;
        writeByte(width);
        writeLong(min);
        int total = Math.multiplyExact(width, count);
        ensure(total);
        byte[] to = bytes;
        int at = size;
        switch (width) {
            case 0 -> {}
            case 1 -> {
                for (int i = 0; i < count; i++) {
                    to[at + i] = (byte) (values[i] - min);
                }
            }
            case 2 -> {
                for (int i = 0; i < count; i++) {
                    SHORT.set(to, at + 2 * i, (short) (values[i] - min));
                }
            }
            case 4 -> {
                for (int i = 0; i < count; i++) {
                    INT.set(to, at + 4 * i, (int) (values[i] - min));
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    LONG.set(to, at + 8 * i, values[i] - min);
                }
            }
        }
        size += total;
        return this;
    }

    /** Overwrites four bytes written before. */
    public void setInt(int offset, int value) {
        INT.set(bytes, offset, value);
    }

    private void ensure(int more) {
        if (more > bytes.length - size) {
            int needed = Math.addExact(size, more);
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(size * 2L, 1 << 30)));
        }
    }

    static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN)
                .withInvokeExactBehavior();
    }
}
