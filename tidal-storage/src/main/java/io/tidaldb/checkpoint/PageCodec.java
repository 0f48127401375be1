package io.tidaldb.checkpoint;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Pages as keys and values of the checkpoint family, version 2. The key, big-endian:
 *
 * <pre>
 * kind     1  1 plus the kind's place in {@link PageId.Kind}; 0 is the manifest's
 * owner    4
 * sub      4
 * index    8
 * part     4
 * version  8  the number of the checkpoint that wrote the page
 * </pre>
 *
 * The value:
 *
 * <pre>
 * format    1  2, or 1, in which blocks of sums never are integers
 * checksum  4  little-endian CRC32C over the key, the format byte and the body
 * body         as the page's kind has it
 * </pre>
 */
public final class PageCodec {
    /** A stored page's key, read. */
    public record Key(PageId id, long version) {}

    /** Where a page's body begins in its value. */
    public static final int HEADER_BYTES = 5;

    private static final int FORMAT = 2;
    private static final int FORMAT_WITHOUT_INTEGERS = 1;
    static final int KEY_BYTES = 29;
    private static final PageId.Kind[] KINDS = PageId.Kind.values();

    private PageCodec() {}

    public static byte[] key(PageId id, long version) {
        return ByteBuffer.allocate(KEY_BYTES)
                .put((byte) (id.kind().ordinal() + 1))
                .putInt(id.owner())
                .putInt(id.sub())
                .putLong(id.index())
                .putInt(id.part())
                .putLong(version)
                .array();
    }

    /** What the keys of all pages of a kind and an owner begin with. */
    public static byte[] prefix(PageId.Kind kind, int owner) {
        return ByteBuffer.allocate(1 + Integer.BYTES)
                .put((byte) (kind.ordinal() + 1))
                .putInt(owner)
                .array();
    }

    /**
     * Reads a key.
     *
     * @throws MalformedBytesException if it is none
     */
    public static Key key(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new MalformedBytesException("a page's key has " + key.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(key);
        int kind = in.get() - 1;
        if (kind < 0 || kind >= KINDS.length) {
            throw new MalformedBytesException("a page is of kind " + kind);
        }
        PageId id = new PageId(KINDS[kind], in.getInt(), in.getInt(), in.getLong(), in.getInt());
        return new Key(id, in.getLong());
    }

    /** The value of a page under its key. {@code scratch} is overwritten. */
    public static byte[] value(byte[] key, Page page, ByteWriter scratch) {
        scratch.clear();
        scratch.writeByte(FORMAT).writeInt(0);
        page.write(scratch);
        byte[] value = scratch.toByteArray();
        ByteBuffer.wrap(value).putInt(1, Integer.reverseBytes(checksum(key, value)));
        return value;
    }

    /**
     * Checks a value; its body begins at {@link #HEADER_BYTES}.
     *
     * @throws MalformedBytesException if it is not what {@link #value} gave for the key
     */
    public static void check(byte[] key, byte[] value) {
        if (value.length < HEADER_BYTES) {
            throw new MalformedBytesException("a page has only " + value.length + " bytes");
        }
        if (storedChecksum(value) != checksum(key, value)) {
            throw new MalformedBytesException("a page's checksum does not match its bytes");
        }
        if (value[0] != FORMAT && value[0] != FORMAT_WITHOUT_INTEGERS) {
            throw new MalformedBytesException("a page has format " + value[0]);
        }
    }

    /**
     * A number that tells this page in this version from all others; the sum of those of all pages
     * is what the manifest knows them by.
     */
    public static long digest(byte[] key, byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        long mixed = (crc.getValue() << Integer.SIZE | storedChecksum(value) & 0xFFFF_FFFFL);
        // The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    private static int storedChecksum(byte[] value) {
        return Integer.reverseBytes(ByteBuffer.wrap(value).getInt(1));
    }

    private static int checksum(byte[] key, byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        crc.update(value, 0, 1);
        crc.update(value, HEADER_BYTES, value.length - HEADER_BYTES);
        return (int) crc.getValue();
    }
}
