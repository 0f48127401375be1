package io.tidaldb.log;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;

/** Bodies of a block's sections; {@link LogBlock} documents the layout. */
final class LogRecordCodec {
    private static final int HAS_EVENT_IDS = 1;
    private static final int HAS_USERS = 2;
    private static final int HAS_WEIGHTS = 4;
    private static final int FLOAT_WEIGHTS = 8;
    private static final int HAS_UNKNOWN = 16;

    private static final int HAS_UNSEEN = 1;
    private static final int HAS_READMITTED = 2;
    private static final int HAS_UNMARKED = 4;

    private static final int INTEGER = 1;
    private static final int STRING = 2;
    private static final int SOME_ABSENT = 4;

    private LogRecordCodec() {}

    /** Writes a record's body and returns its tag. */
    static int write(LogRecord record, ByteWriter out) {
        return switch (record) {
            case LogRecord.EventRun run -> {
                writeEvents(run, out);
                yield LogBlock.EVENTS;
            }
            case LogRecord.RowPut put -> {
                out.writeVarInt(put.table()).writeBlob(put.key()).writeBytes(put.row());
                yield LogBlock.ROW_PUT;
            }
            case LogRecord.RowDelete delete -> {
                out.writeVarInt(delete.table()).writeBytes(delete.key());
                yield LogBlock.ROW_DELETE;
            }
            case LogRecord.EdgePut put -> {
                out.writeVarInt(put.relationship());
                writeId(put.from(), out);
                writeId(put.to(), out);
                out.writeDouble(put.weight()).writeSignedVarLong(put.at());
                yield LogBlock.EDGE_PUT;
            }
            case LogRecord.EdgeRemove remove -> {
                out.writeVarInt(remove.relationship());
                writeId(remove.from(), out);
                writeId(remove.to(), out);
                yield LogBlock.EDGE_REMOVE;
            }
            case LogRecord.SchemaChange change -> {
                out.writeBytes(change.schema());
                yield LogBlock.SCHEMA_CHANGE;
            }
            case LogRecord.Retraction retraction -> {
                writeEvents(retraction.events(), out);
                writeMarks(retraction, out);
                yield LogBlock.RETRACTION;
            }
            case LogRecord.Expired expired -> {
                out.writeVarInt(expired.signal());
                yield LogBlock.EXPIRED;
            }
        };
    }

    static LogRecord read(int tag, int count, ByteReader in) {
        LogRecord record =
                switch (tag) {
                    case LogBlock.EVENTS -> readEvents(count, in);
                    case LogBlock.ROW_PUT ->
                            new LogRecord.RowPut(
                                    in.readVarInt(), in.readBlob(), in.readBytes(in.remaining()));
                    case LogBlock.ROW_DELETE ->
                            new LogRecord.RowDelete(in.readVarInt(), in.readBytes(in.remaining()));
                    case LogBlock.EDGE_PUT ->
                            new LogRecord.EdgePut(
                                    in.readVarInt(),
                                    readId(in),
                                    readId(in),
                                    in.readDouble(),
                                    in.readSignedVarLong());
                    case LogBlock.EDGE_REMOVE ->
                            new LogRecord.EdgeRemove(in.readVarInt(), readId(in), readId(in));
                    case LogBlock.SCHEMA_CHANGE ->
                            new LogRecord.SchemaChange(in.readBytes(in.remaining()));
                    case LogBlock.RETRACTION -> readRetraction(count, in);
                    case LogBlock.EXPIRED -> new LogRecord.Expired(in.readVarInt(), count);
                    default -> throw new MalformedBytesException("a section has tag " + tag);
                };
        if (in.remaining() != 0) {
            throw new MalformedBytesException(
                    "a section of tag " + tag + " has " + in.remaining() + " bytes too many");
        }
        return record;
    }

    private static void writeEvents(LogRecord.EventRun run, ByteWriter out) {
        int count = run.count();
        boolean ids = run.eventIds() != null && !run.eventIds().isAllAbsent();
        boolean users = run.users() != null && !run.users().isAllAbsent();
        boolean weights = run.weights() != null;
        boolean floats = weights && fitFloats(run.weights(), count);
        out.writeVarInt(run.signal());
        out.writeByte(
                (ids ? HAS_EVENT_IDS : 0)
                        | (users ? HAS_USERS : 0)
                        | (weights ? HAS_WEIGHTS : 0)
                        | (floats ? FLOAT_WEIGHTS : 0)
                        | (run.unknown() != null ? HAS_UNKNOWN : 0));
        if (ids) {
            writeIds(run.eventIds(), out);
        }
        writeIds(run.targets(), out);
        if (users) {
            writeIds(run.users(), out);
        }
        for (int i = 0; weights && i < count; i++) {
            if (floats) {
                out.writeFloat((float) run.weights()[i]);
            } else {
                out.writeDouble(run.weights()[i]);
            }
        }
        out.writeLongs(run.times(), count);
        if (run.unknown() != null) {
            writeBits(run.unknown(), count, out);
        }
    }

    private static LogRecord.EventRun readEvents(int count, ByteReader in) {
        int signal = in.readVarInt();
        int flags = in.readByte();
        IdColumn ids = (flags & HAS_EVENT_IDS) == 0 ? null : readIds(count, in);
        IdColumn targets = readIds(count, in);
        IdColumn users = (flags & HAS_USERS) == 0 ? null : readIds(count, in);
        double[] weights = null;
        if ((flags & HAS_WEIGHTS) != 0) {
            boolean floats = (flags & FLOAT_WEIGHTS) != 0;
            if ((long) count * (floats ? Float.BYTES : Double.BYTES) > in.remaining()) {
                throw new MalformedBytesException("weights are longer than their block");
            }
            weights = new double[count];
            for (int i = 0; i < count; i++) {
                weights[i] = floats ? in.readFloat() : in.readDouble();
            }
        }
        long[] times = in.readLongs(count);
        long[] unknown = (flags & HAS_UNKNOWN) == 0 ? null : readBits(count, in);
        return new LogRecord.EventRun(signal, count, ids, targets, users, weights, times, unknown);
    }

    private static void writeMarks(LogRecord.Retraction retraction, ByteWriter out) {
        int count = retraction.count();
        boolean marks = retraction.unmarked() != null;
        out.writeByte(marks ? HAS_UNMARKED : 0);
        out.writeLongs(retraction.positions(), count);
        if (marks) {
            writeBits(retraction.unmarked(), count, out);
        }
    }

    private static LogRecord.Retraction readRetraction(int count, ByteReader in) {
        LogRecord.EventRun events = readEvents(count, in);
        int flags = in.readByte();
        long[] positions = in.readLongs(count);
        for (int former = flags & (HAS_UNSEEN | HAS_READMITTED);
                former != 0;
                former &= former - 1) {
            // They spoke of several signals together; checkpoints of that time are not used.
            readBits(count, in);
        }
        return new LogRecord.Retraction(
                events, positions, (flags & HAS_UNMARKED) == 0 ? null : readBits(count, in));
    }

    private static void writeBits(long[] bits, int count, ByteWriter out) {
        for (int i = 0; i * Long.SIZE < count; i++) {
            out.writeLong(bits[i]);
        }
    }

    private static long[] readBits(int count, ByteReader in) {
        if (count > (long) in.remaining() * Byte.SIZE) {
            throw new MalformedBytesException("bits are longer than their block");
        }
        long[] bits = Bits.none(count);
        for (int i = 0; i < bits.length; i++) {
            bits[i] = in.readLong();
        }
        return bits;
    }

    private static boolean fitFloats(double[] weights, int count) {
        for (int i = 0; i < count; i++) {
            if ((float) weights[i] != weights[i]) {
                return false;
            }
        }
        return true;
    }

    private static void writeIds(IdColumn ids, ByteWriter out) {
        int count = ids.size();
        boolean absent = ids.hasAbsent();
        int kind = ids.holdsStrings() ? STRING : INTEGER;
        out.writeByte(kind | (absent ? SOME_ABSENT : 0));
        for (int base = 0; absent && base < count; base += Long.SIZE) {
            long word = 0;
            for (int i = base; i < Math.min(count, base + Long.SIZE); i++) {
                word |= ids.isAbsent(i) ? 1L << i : 0;
            }
            out.writeLong(word);
        }
        if (kind == INTEGER) {
            out.writeLongs(ids.longs(), count);
            return;
        }
        for (int i = 0; i < count; i++) {
            out.writeString(ids.isAbsent(i) ? "" : ids.stringAt(i));
        }
    }

    private static IdColumn readIds(int count, ByteReader in) {
        int kind = in.readByte();
        int type = kind & ~SOME_ABSENT;
        if (type != INTEGER && type != STRING) {
            throw new MalformedBytesException("ids are of kind " + kind);
        }
        long[] absent = null;
        if ((kind & SOME_ABSENT) != 0) {
            absent = new long[Math.min(count, in.remaining()) / Long.SIZE + 1];
            for (int base = 0; base < count; base += Long.SIZE) {
                absent[base >>> 6] = in.readLong();
            }
        }
        if (type == INTEGER) {
            return IdColumn.ofLongs(in.readLongs(count), absent, count);
        }
        if (count > in.remaining()) {
            throw new MalformedBytesException("ids are longer than their block");
        }
        String[] strings = new String[count];
        for (int i = 0; i < count; i++) {
            strings[i] = in.readString();
        }
        return IdColumn.ofStrings(strings, absent, count);
    }

    private static void writeId(Object id, ByteWriter out) {
        switch (id) {
            case Long value -> out.writeByte(INTEGER).writeSignedVarLong(value);
            case String value -> out.writeByte(STRING).writeString(value);
            default -> throw new IllegalArgumentException("an id is a " + id.getClass());
        }
    }

    private static Object readId(ByteReader in) {
        int kind = in.readByte();
        return switch (kind) {
            case INTEGER -> in.readSignedVarLong();
            case STRING -> in.readString();
            default -> throw new MalformedBytesException("an id is of kind " + kind);
        };
    }
}
