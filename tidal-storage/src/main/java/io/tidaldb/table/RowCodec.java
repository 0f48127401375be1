package io.tidaldb.table;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.bytes.MalformedBytesException;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Rows as bytes, version 1 ({@code v}: seven bits a byte, low bits first; the rest little-endian):
 *
 * <pre>
 * version  1  1
 * columns  v  how many columns the row was written with; later ones are NULL
 * nulls       one bit a column, set for NULL, in whole bytes
 * values      those that are not NULL, in column order:
 *   BOOLEAN, TINYINT                             1
 *   SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP  zigzag v
 *   REAL 4, DOUBLE 8
 *   DECIMAL    scale zigzag v, then the unscaled value: length v, two's complement big-endian
 *   VARCHAR    length v, UTF-8
 *   VARBINARY  length v, bytes
 *   VECTOR     dimension v, 4 each
 *   ARRAY      elements v, nulls as above, the values as above
 * </pre>
 */
public final class RowCodec {
    private static final int VERSION = 1;

    private final DataType[] types;

    public RowCodec(List<ColumnDefinition> columns) {
        this.types = columns.stream().map(ColumnDefinition::type).toArray(DataType[]::new);
    }

    /** Appends a row that passed {@link RowValidator}. */
    public void encode(Object[] row, ByteWriter out) {
        out.writeByte(VERSION);
        out.writeVarInt(row.length);
        writeNulls(row, out);
        for (int i = 0; i < row.length; i++) {
            if (row[i] != null) {
                write(types[i], row[i], out);
            }
        }
    }

    /**
     * Reads a row.
     *
     * @param wanted which columns to decode, the others are left null; null for all
     * @throws MalformedBytesException if the bytes are no row of this table
     */
    public Object[] decode(ByteReader in, boolean[] wanted) {
        int version = in.readByte();
        if (version != VERSION) {
            throw new MalformedBytesException("a row has format " + version);
        }
        int columns = in.readVarInt();
        if (columns < 0 || columns > types.length) {
            throw new MalformedBytesException(
                    "a row has " + columns + " columns where its table has " + types.length);
        }
        byte[] nulls = in.readBytes(columns + 7 >>> 3);
        Object[] row = new Object[types.length];
        for (int i = 0; i < columns; i++) {
            if (isNull(nulls, i)) {
                continue;
            }
            if (wanted == null || wanted[i]) {
                row[i] = read(types[i], in);
            } else {
                skip(types[i], in);
            }
        }
        return row;
    }

    private static void writeNulls(Object[] values, ByteWriter out) {
        for (int base = 0; base < values.length; base += 8) {
            int bits = 0;
            for (int i = base; i < Math.min(values.length, base + 8); i++) {
                bits |= values[i] == null ? 1 << (i - base) : 0;
            }
            out.writeByte(bits);
        }
    }

    private static boolean isNull(byte[] nulls, int index) {
        return (nulls[index >>> 3] >>> (index & 7) & 1) != 0;
    }

    private static void write(DataType type, Object value, ByteWriter out) {
        switch (type.kind()) {
            case BOOLEAN -> out.writeByte((Boolean) value ? 1 : 0);
            case TINYINT -> out.writeByte((Byte) value);
            case SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP ->
                    out.writeSignedVarLong(((Number) value).longValue());
            case REAL -> out.writeFloat((Float) value);
            case DOUBLE -> out.writeDouble((Double) value);
            case DECIMAL -> {
                BigDecimal decimal = (BigDecimal) value;
                out.writeSignedVarLong(decimal.scale());
                out.writeBlob(decimal.unscaledValue().toByteArray());
            }
            case VARCHAR -> out.writeString((String) value);
            case VARBINARY -> out.writeBlob((byte[]) value);
            case VECTOR -> {
                float[] vector = (float[]) value;
                out.writeVarInt(vector.length);
                for (float component : vector) {
                    out.writeFloat(component);
                }
            }
            case ARRAY -> {
                Object[] elements = ((List<?>) value).toArray();
                out.writeVarInt(elements.length);
                writeNulls(elements, out);
                for (Object element : elements) {
                    if (element != null) {
                        write(type.element(), element, out);
                    }
                }
            }
        }
    }

    private static Object read(DataType type, ByteReader in) {
        return switch (type.kind()) {
            case BOOLEAN -> in.readByte() != 0;
            case TINYINT -> (byte) in.readByte();
            case SMALLINT -> (short) in.readSignedVarLong();
            case INTEGER, DATE, TIME -> (int) in.readSignedVarLong();
            case BIGINT, TIMESTAMP -> in.readSignedVarLong();
            case REAL -> in.readFloat();
            case DOUBLE -> in.readDouble();
            case DECIMAL -> {
                int scale = (int) in.readSignedVarLong();
                byte[] unscaled = in.readBlob();
                if (unscaled.length == 0) {
                    throw new MalformedBytesException("a decimal has no digits");
                }
                yield new BigDecimal(new BigInteger(unscaled), scale);
            }
            case VARCHAR -> in.readString();
            case VARBINARY -> in.readBlob();
            case VECTOR -> {
                float[] vector = new float[in.readLength()];
                for (int i = 0; i < vector.length; i++) {
                    vector[i] = in.readFloat();
                }
                yield vector;
            }
            case ARRAY -> {
                Object[] elements = new Object[elementCount(in)];
                byte[] nulls = in.readBytes(elements.length + 7 >>> 3);
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = isNull(nulls, i) ? null : read(type.element(), in);
                }
                yield Collections.unmodifiableList(Arrays.asList(elements));
            }
        };
    }

    private static void skip(DataType type, ByteReader in) {
        switch (type.kind()) {
            case BOOLEAN, TINYINT -> in.skip(1);
            case SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP -> in.readVarLong();
            case REAL -> in.skip(Float.BYTES);
            case DOUBLE -> in.skip(Double.BYTES);
            case DECIMAL -> {
                in.readVarLong();
                in.skip(in.readLength());
            }
            case VARCHAR, VARBINARY -> in.skip(in.readLength());
            case VECTOR -> in.skip(Math.multiplyExact(in.readLength(), Float.BYTES));
            case ARRAY -> {
                int elements = elementCount(in);
                byte[] nulls = in.readBytes(elements + 7 >>> 3);
                for (int i = 0; i < elements; i++) {
                    if (!isNull(nulls, i)) {
                        skip(type.element(), in);
                    }
                }
            }
        }
    }

    /** Elements that are NULL take only a bit, so the count may exceed the bytes that are left. */
    private static int elementCount(ByteReader in) {
        int count = in.readVarInt();
        if (count < 0 || count > in.remaining() * 8L) {
            throw new MalformedBytesException("an array has " + count + " elements");
        }
        return count;
    }
}
