package io.tidaldb.log;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * One commit group in the log, version 2 of its format. The key is the position of the first entry,
 * eight bytes big-endian, so that the log is in order. The value, fixed-width integers
 * little-endian, {@code v} a number of seven bits a byte, low bits first:
 *
 * <pre>
 * magic     4  "TDLB"
 * version   1  2
 * flags     1  1 the store's clock followed the events; other bits are of a later version
 * count     4  entries (positions) in the block, at least 1
 * length    4  bytes of payload
 * checksum  4  CRC32C over the position (8 bytes big-endian), the 14 bytes above, and all below
 * committed 8  the store's moment when it was committed, which never falls from block to block
 * earliest  8  the earliest time of its events; the largest integer where it has none
 * payload      sections, one after another:
 *   tag     1  1 events, 2 row put, 3 row delete, 4 edge put, 5 edge remove, 6 schema change,
 *              7 retraction, 8 expired
 *   count   v  entries in the section; 1 for all but events, retractions and what has expired
 *   length  v  bytes of body
 *   body       per tag:
 *     events         signal v, flags 1 (1 event ids, 2 users, 4 weights, 8 weights as floats, 16
 *                    unknown), [event ids: ids], targets: ids, [users: ids], [weights: 8 or 4
 *                    bytes each], times: longs, [unknown: bits]
 *     row put        table v, key blob, row: the rest
 *     row delete     table v, key: the rest
 *     edge put       relationship v, from id, to id, weight 8, at zigzag v
 *     edge remove    relationship v, from id, to id
 *     schema change  schema: the rest
 *     retraction     events as above, flags 1 (4 unmarked; 1 and 2 in earlier versions, each with
 *                    bits that are not used), positions: longs, [unmarked: bits]
 *     expired        signal v
 *   id         kind 1 (1 integer, 2 string), then zigzag v or blob of UTF-8
 *   ids        kind 1 (1 integers, 2 strings; plus 4 where some are absent),
 *              [absent: bits], then longs, or a blob each
 *   bits       one bit each, 8 bytes a 64
 *   longs      frame of reference, see {@link ByteWriter#writeLongs}
 *   blob       length v, bytes
 * </pre>
 *
 * <p>Version 1 had neither committed nor earliest, and no flags; its events count as known from
 * their own times on, as those do that were written under a clock that followed them.
 *
 * <p>When events have expired, blocks are rewritten without them, and blocks of which nothing is
 * left become one. Then the order of that one's sections means nothing.
 */
public final class LogBlock {
    /** A record's place in the block: decoded only where it is of interest. */
    public record Section(int tag, long position, int count, int offset, int length) {}

    public static final int EVENTS = 1;
    public static final int ROW_PUT = 2;
    public static final int ROW_DELETE = 3;
    public static final int EDGE_PUT = 4;
    public static final int EDGE_REMOVE = 5;
    public static final int SCHEMA_CHANGE = 6;
    public static final int RETRACTION = 7;
    public static final int EXPIRED = 8;

    private static final int HEADER_BYTES = 34;
    private static final int MAGIC = 'T' | 'D' << 8 | 'L' << 16 | 'B' << 24;
    private static final int VERSION = 2;
    private static final int VERSION_WITHOUT_TIMES = 1;
    private static final int EVENT_TIMED = 1;
    private static final int VERSION_AT = 4;
    private static final int LENGTH_AT = 10;
    private static final int CHECKSUM_AT = 14;
    private static final int CHECKED_AGAIN_AT = 18;

    private final long position;
    private final Times times;
    private final int count;
    private final byte[] bytes;
    private final List<Section> sections;

    /**
     * When a block's entries became known.
     *
     * @param eventTimed whether each event counts as known from its own time on, and not from when
     *     it was committed: the store's clock followed the events
     * @param committed the store's moment of the commit, milliseconds since the epoch
     * @param earliest the earliest time of its events
     */
    public record Times(boolean eventTimed, long committed, long earliest) {}

    private LogBlock(long position, Times times, int count, byte[] bytes, List<Section> sections) {
        this.position = position;
        this.times = times;
        this.count = count;
        this.bytes = bytes;
        this.sections = sections;
    }

    /** The key of the block whose first entry has a position. */
    public static byte[] key(long position) {
        return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
    }

    /**
     * The value that holds the records as one block.
     *
     * @param committed the store's moment, milliseconds since the epoch
     * @param eventTimed whether the store's clock follows the events
     */
    public static byte[] encode(
            long position, long committed, boolean eventTimed, List<LogRecord> records) {
        long count = 0;
        long earliest = Long.MAX_VALUE;
        for (LogRecord record : records) {
            count += record.count();
            if (record instanceof LogRecord.EventRun run) {
                earliest = Math.min(earliest, run.earliest());
            }
        }
        ByteWriter out = new ByteWriter(4096);
        out.writeInt(MAGIC).writeByte(VERSION).writeByte(eventTimed ? EVENT_TIMED : 0);
        out.writeInt(Math.toIntExact(count)).writeInt(0).writeInt(0);
        out.writeLong(committed).writeLong(earliest);
        ByteWriter body = new ByteWriter(4096);
        for (LogRecord record : records) {
            body.clear();
            int tag = LogRecordCodec.write(record, body);
            out.writeByte(tag).writeVarInt(record.count()).writeVarInt(body.size());
            out.writeBytes(body.array(), 0, body.size());
        }
        return checked(position, HEADER_BYTES, out);
    }

    /**
     * Reads a block's header and section headers.
     *
     * @throws MalformedBytesException if it is not what {@link #encode} gave for that position
     */
    public static LogBlock decode(long position, byte[] bytes) {
        if (bytes.length < CHECKED_AGAIN_AT) {
            throw new MalformedBytesException("a block has only " + bytes.length + " bytes");
        }
        ByteReader in = new ByteReader(bytes);
        if (in.readInt() != MAGIC) {
            throw new MalformedBytesException("a block does not begin with TDLB");
        }
        int version = in.readByte();
        int flags = in.readByte();
        int count = in.readInt();
        int length = in.readInt();
        int checksum = in.readInt();
        if (checksum(position, bytes) != checksum) {
            throw new MalformedBytesException("a block's checksum does not match its bytes");
        }
        Times times = times(version, flags, in);
        if (length != in.remaining() || count < 1) {
            throw new MalformedBytesException(
                    "a block of "
                            + count
                            + " entries states a payload of "
                            + length
                            + " bytes and has "
                            + in.remaining());
        }
        List<Section> sections = new ArrayList<>();
        long next = position;
        while (in.remaining() > 0) {
            int tag = in.readByte();
            int entries = in.readVarInt();
            int size = in.readLength();
            sections.add(new Section(tag, next, entries, in.position(), size));
            in.skip(size);
            next += entries;
        }
        if (next - position != count) {
            throw new MalformedBytesException(
                    "a block of " + count + " entries has " + (next - position));
        }
        return new LogBlock(position, times, count, bytes, sections);
    }

    private static Times times(int version, int flags, ByteReader in) {
        if (version == VERSION && (flags & ~EVENT_TIMED) == 0) {
            return new Times((flags & EVENT_TIMED) != 0, in.readLong(), in.readLong());
        }
        if (version == VERSION_WITHOUT_TIMES && flags == 0) {
            return new Times(true, Long.MIN_VALUE, Long.MIN_VALUE);
        }
        throw new MalformedBytesException("a block has format " + version + " with flags " + flags);
    }

    /** The position of its first entry. */
    public long position() {
        return position;
    }

    /** When its entries became known. */
    public Times times() {
        return times;
    }

    /** How many positions it takes. */
    public int count() {
        return count;
    }

    /** How long it is. */
    public int byteSize() {
        return bytes.length;
    }

    /** Its records' places, in order. */
    public List<Section> sections() {
        return sections;
    }

    /**
     * The signal of a section of {@link #EVENTS}, {@link #RETRACTION} or {@link #EXPIRED}, without
     * decoding the rest.
     */
    public int signal(Section section) {
        return new ByteReader(bytes, section.offset, section.length).readVarInt();
    }

    /**
     * The record of a section.
     *
     * @throws MalformedBytesException if it is damaged in a way that the checksum missed
     */
    public LogRecord record(Section section) {
        return LogRecordCodec.read(
                section.tag, section.count, new ByteReader(bytes, section.offset, section.length));
    }

    /** Whether nothing is left of any of its entries. */
    public boolean isExpired() {
        return sections.stream().allMatch(section -> section.tag == EXPIRED);
    }

    /**
     * The value of the same block with nothing left of some of its events. Positions, counts and
     * times stay as they are.
     *
     * @param expired tells sections of events and retractions
     */
    public byte[] withExpired(Predicate<Section> expired) {
        int header = bytes[VERSION_AT] == VERSION ? HEADER_BYTES : CHECKED_AGAIN_AT;
        ByteWriter out = new ByteWriter(bytes.length);
        out.writeBytes(bytes, 0, header);
        for (Section section : sections) {
            if (expired.test(section)) {
                writeExpired(signal(section), section.count, out);
            } else {
                out.writeByte(section.tag).writeVarInt(section.count).writeVarInt(section.length);
                out.writeBytes(bytes, section.offset, section.length);
            }
        }
        return checked(position, header, out);
    }

    /**
     * The value of a block of which nothing is left, in the place of several that follow each
     * other.
     *
     * @param position of the first one
     * @param committed of the last one
     * @param counts how many entries of which signals they had
     */
    public static byte[] expired(long position, long committed, Map<Integer, Integer> counts) {
        ByteWriter out = new ByteWriter(128);
        out.writeInt(MAGIC).writeByte(VERSION).writeByte(0);
        out.writeInt(counts.values().stream().reduce(0, Math::addExact)).writeInt(0).writeInt(0);
        out.writeLong(committed).writeLong(Long.MAX_VALUE);
        counts.forEach((signal, count) -> writeExpired(signal, count, out));
        return checked(position, HEADER_BYTES, out);
    }

    private static void writeExpired(int signal, int count, ByteWriter out) {
        ByteWriter body = new ByteWriter();
        LogRecordCodec.write(new LogRecord.Expired(signal, count), body);
        out.writeByte(EXPIRED).writeVarInt(count).writeVarInt(body.size());
        out.writeBytes(body.array(), 0, body.size());
    }

    /** A block with its length and its checksum filled in. */
    private static byte[] checked(long position, int header, ByteWriter out) {
        out.setInt(LENGTH_AT, out.size() - header);
        byte[] whole = out.toByteArray();
        out.setInt(CHECKSUM_AT, checksum(position, whole));
        System.arraycopy(out.array(), CHECKSUM_AT, whole, CHECKSUM_AT, Integer.BYTES);
        return whole;
    }

    private static int checksum(long position, byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(key(position));
        crc.update(bytes, 0, CHECKSUM_AT);
        crc.update(bytes, CHECKED_AGAIN_AT, bytes.length - CHECKED_AGAIN_AT);
        return (int) crc.getValue();
    }
}
