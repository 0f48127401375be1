package io.tidaldb.store;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.ProfileDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.schema.VectorIndexDefinition;
import io.tidaldb.schema.VectorMetric;
import io.tidaldb.schema.Window;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * All definitions as bytes: format 4, version and next id, then five lists, each a count and its
 * members. Format 3 had signals without sets for themselves and partners, format 2 no indexes,
 * format 1 also signals without lifetimes, roll-up, unknown entities and retention. Numbers are
 * zigzag of seven bits a byte, boosts a float of four bytes, strings a length and UTF-8, optional
 * strings a byte 0, or 1 and the string; enum constants and types go by name.
 */
final class SchemaCodec {
    private static final int FORMAT = 4;

    private static final String TEXT = "TEXT";
    private static final String VECTOR = "VECTOR";

    private SchemaCodec() {}

    static byte[] encode(Schema schema) {
        ByteWriter out = new ByteWriter(1024);
        out.writeByte(FORMAT).writeVarLong(schema.version());
        writeInt(schema.nextId(), out);
        writeAll(schema.tables(), out, SchemaCodec::writeTable);
        writeAll(schema.signals(), out, SchemaCodec::writeSignal);
        writeAll(schema.relationships(), out, SchemaCodec::writeRelationship);
        writeAll(schema.profiles(), out, SchemaCodec::writeProfile);
        writeAll(schema.indexes(), out, SchemaCodec::writeIndex);
        return out.toByteArray();
    }

    static Schema decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int format = in.readByte();
        if (format < 1 || format > FORMAT) {
            throw new MalformedBytesException("the definitions have format " + format);
        }
        Schema schema =
                Schema.restore(
                        in.readVarLong(),
                        readInt(in),
                        readAll(in, SchemaCodec::readTable),
                        readAll(in, i -> readSignal(format, i)),
                        readAll(in, SchemaCodec::readRelationship),
                        readAll(in, SchemaCodec::readProfile),
                        format < 3 ? List.of() : readAll(in, SchemaCodec::readIndex));
        if (in.remaining() != 0) {
            throw new MalformedBytesException(
                    "the definitions have " + in.remaining() + " bytes too many");
        }
        return schema;
    }

    private static void writeTable(TableDefinition table, ByteWriter out) {
        writeInt(table.id(), out);
        out.writeString(table.name()).writeString(table.kind().name());
        writeAll(
                table.columns(),
                out,
                (column, o) -> {
                    o.writeString(column.name());
                    writeType(column.type(), o);
                    writeBoolean(column.nullable(), o);
                    writeInt(column.references(), o);
                    writeOptional(column.defaultSql(), o);
                });
        writeAll(table.primaryKey(), out, SchemaCodec::writeInt);
    }

    private static TableDefinition readTable(ByteReader in) {
        return new TableDefinition(
                readInt(in),
                in.readString(),
                readEnum(TableKind.class, in),
                readAll(
                        in,
                        i ->
                                new ColumnDefinition(
                                        i.readString(),
                                        readType(i),
                                        readBoolean(i),
                                        readInt(i),
                                        readOptional(i))),
                readAll(in, SchemaCodec::readInt));
    }

    private static void writeType(DataType type, ByteWriter out) {
        out.writeString(type.kind().name());
        writeInt(type.precision(), out);
        writeInt(type.scale(), out);
        writeBoolean(type.element() != null, out);
        if (type.element() != null) {
            writeType(type.element(), out);
        }
    }

    private static DataType readType(ByteReader in) {
        return new DataType(
                readEnum(DataType.Kind.class, in),
                readInt(in),
                readInt(in),
                readBoolean(in) ? readType(in) : null);
    }

    private static void writeSignal(SignalDefinition signal, ByteWriter out) {
        writeInt(signal.id(), out);
        out.writeString(signal.name());
        writeInt(signal.targetTable(), out);
        writeInt(signal.userTable(), out);
        writeAll(signal.halfLivesMillis(), out, (millis, o) -> o.writeSignedVarLong(millis));
        writeAll(sorted(signal.windows()), out, (window, o) -> o.writeString(window.name()));
        writeOptional(signal.role(), out);
        writeBoolean(signal.marksSeen(), out);
        writeBoolean(signal.excludes(), out);
        writeAll(signal.lifetimesMillis(), out, (millis, o) -> o.writeSignedVarLong(millis));
        writeInt(signal.rollUpColumn(), out);
        writeBoolean(signal.acceptsUnknown(), out);
        out.writeVarLong(signal.retentionMillis());
        writeBoolean(signal.marked(), out);
        writeInt(signal.partners(), out);
    }

    private static Set<Window> sorted(Set<Window> windows) {
        return windows.isEmpty() ? Set.of() : EnumSet.copyOf(windows);
    }

    private static SignalDefinition readSignal(int format, ByteReader in) {
        int id = readInt(in);
        String name = in.readString();
        int target = readInt(in);
        int user = readInt(in);
        List<Long> halfLives = readAll(in, ByteReader::readSignedVarLong);
        Set<Window> windows = Set.copyOf(readAll(in, i -> readEnum(Window.class, i)));
        String role = readOptional(in);
        boolean marksSeen = readBoolean(in);
        boolean excludes = readBoolean(in);
        if (format == 1) {
            return new SignalDefinition(
                    id, name, target, user, halfLives, windows, role, marksSeen, excludes);
        }
        return new SignalDefinition(
                id,
                name,
                target,
                user,
                halfLives,
                readAll(in, ByteReader::readSignedVarLong),
                windows,
                role,
                marksSeen,
                excludes,
                readInt(in),
                readBoolean(in),
                in.readVarLong(),
                format >= 4 && readBoolean(in),
                format >= 4 ? readInt(in) : SignalDefinition.UNRELATED);
    }

    private static void writeRelationship(RelationshipDefinition relationship, ByteWriter out) {
        writeInt(relationship.id(), out);
        out.writeString(relationship.name());
        writeInt(relationship.fromTable(), out);
        writeInt(relationship.toTable(), out);
        writeBoolean(relationship.excludes(), out);
    }

    private static RelationshipDefinition readRelationship(ByteReader in) {
        return new RelationshipDefinition(
                readInt(in), in.readString(), readInt(in), readInt(in), readBoolean(in));
    }

    private static void writeProfile(ProfileDefinition profile, ByteWriter out) {
        writeInt(profile.id(), out);
        out.writeString(profile.name());
        writeInt(profile.version(), out);
        writeInt(profile.table(), out);
        out.writeString(profile.scoreSql());
        writeOptional(profile.diversitySql(), out);
    }

    private static ProfileDefinition readProfile(ByteReader in) {
        return new ProfileDefinition(
                readInt(in),
                in.readString(),
                readInt(in),
                readInt(in),
                in.readString(),
                readOptional(in));
    }

    private static void writeIndex(IndexDefinition index, ByteWriter out) {
        writeInt(index.id(), out);
        out.writeString(index.name());
        writeInt(index.table(), out);
        switch (index) {
            case TextIndexDefinition text -> {
                out.writeString(TEXT);
                writeAll(
                        text.columns(),
                        out,
                        (column, o) -> {
                            writeInt(column.column(), o);
                            o.writeFloat(column.boost());
                        });
                out.writeString(text.analyzer());
            }
            case VectorIndexDefinition vector -> {
                out.writeString(VECTOR);
                writeInt(vector.column(), out);
                out.writeString(vector.metric().name());
                writeBoolean(vector.quantized(), out);
            }
        }
    }

    private static IndexDefinition readIndex(ByteReader in) {
        int id = readInt(in);
        String name = in.readString();
        int table = readInt(in);
        String type = in.readString();
        return switch (type) {
            case TEXT ->
                    new TextIndexDefinition(
                            id,
                            name,
                            table,
                            readAll(
                                    in,
                                    i -> new TextIndexDefinition.Column(readInt(i), i.readFloat())),
                            in.readString());
            case VECTOR ->
                    new VectorIndexDefinition(
                            id,
                            name,
                            table,
                            readInt(in),
                            readEnum(VectorMetric.class, in),
                            readBoolean(in));
            default -> throw new MalformedBytesException("no type of index is called " + type);
        };
    }

    private static <T> void writeAll(
            Collection<T> values, ByteWriter out, BiConsumer<T, ByteWriter> write) {
        out.writeVarInt(values.size());
        values.forEach(value -> write.accept(value, out));
    }

    private static <T> List<T> readAll(ByteReader in, Function<ByteReader, T> read) {
        int count = in.readLength();
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(read.apply(in));
        }
        return values;
    }

    private static void writeInt(int value, ByteWriter out) {
        out.writeSignedVarLong(value);
    }

    private static int readInt(ByteReader in) {
        long value = in.readSignedVarLong();
        if (value != (int) value) {
            throw new MalformedBytesException("a 32-bit number is " + value);
        }
        return (int) value;
    }

    private static void writeBoolean(boolean value, ByteWriter out) {
        out.writeByte(value ? 1 : 0);
    }

    private static boolean readBoolean(ByteReader in) {
        return in.readByte() != 0;
    }

    private static void writeOptional(String value, ByteWriter out) {
        writeBoolean(value != null, out);
        if (value != null) {
            out.writeString(value);
        }
    }

    private static String readOptional(ByteReader in) {
        return readBoolean(in) ? in.readString() : null;
    }

    private static <E extends Enum<E>> E readEnum(Class<E> type, ByteReader in) {
        String name = in.readString();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw new MalformedBytesException("no " + type.getSimpleName() + " is called " + name);
    }
}
