package io.tidaldb.table;

import io.tidaldb.bytes.ByteWriter;
import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.TableDefinition;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Keys in the family of rows: the table's id, four bytes big-endian, then each column of the
 * primary key so that unsigned byte order is the values' order:
 *
 * <pre>
 * integers, times, BOOLEAN  8  big-endian, sign bit flipped
 * REAL, DOUBLE              8  the double's bits, sign bit flipped, all bits of negatives; -0 as 0
 * DECIMAL                  16  the unscaled value, big-endian, sign bit flipped
 * VARCHAR, VARBINARY           the bytes (UTF-8), 0 written as 0 255, then 0 0
 * no primary key            8  the log position of the row's insert
 * </pre>
 */
public final class RowKey {
    /** The longest key, encoded. */
    public static final int MAX_BYTES = 4096;

    private static final int DECIMAL_BYTES = 16;

    private final int table;
    private final int[] columns;
    private final DataType[] types;

    /**
     * @throws TidalException INVALID_DEFINITION if a key column is of a type without an order
     */
    public RowKey(TableDefinition table) {
        this.table = table.id();
        this.columns = table.primaryKey().stream().mapToInt(Integer::intValue).toArray();
        this.types = new DataType[columns.length];
        for (int i = 0; i < columns.length; i++) {
            ColumnDefinition column = table.columns().get(columns[i]);
            types[i] = column.type();
            if (types[i].kind() == DataType.Kind.ARRAY || types[i].kind() == DataType.Kind.VECTOR) {
                throw new TidalException(
                        ErrorCode.INVALID_DEFINITION,
                        "column "
                                + column.name()
                                + " of "
                                + table.name()
                                + " is of type "
                                + types[i]
                                + " and so cannot be part of a primary key");
            }
        }
    }

    /** The first key of a table; the first of the next table is {@code lowerBound(table + 1)}. */
    public static byte[] lowerBound(int table) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(table).array();
    }

    /** A row's key. {@code bornAt} counts only in tables without a primary key. */
    public byte[] of(Object[] row, long bornAt) {
        ByteWriter out = begin();
        if (columns.length == 0) {
            writeBigEndian(bornAt, out);
        }
        for (int i = 0; i < columns.length; i++) {
            write(types[i], row[columns[i]], out);
        }
        return out.toByteArray();
    }

    /**
     * The key with the given values.
     *
     * @param values one for each column of the primary key, in their types' representation
     */
    public byte[] ofValues(List<?> values) {
        if (values.size() != columns.length) {
            throw new TidalException(
                    ErrorCode.INVALID_VALUE,
                    "a key of "
                            + columns.length
                            + " columns is given "
                            + values.size()
                            + " values");
        }
        ByteWriter out = begin();
        for (int i = 0; i < columns.length; i++) {
            write(types[i], values.get(i), out);
        }
        return out.toByteArray();
    }

    private ByteWriter begin() {
        return new ByteWriter(32).writeBytes(lowerBound(table));
    }

    private static void write(DataType type, Object value, ByteWriter out) {
        switch (type.kind()) {
            case BOOLEAN -> writeLong((Boolean) value ? 1 : 0, out);
            case TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP ->
                    writeLong(((Number) value).longValue(), out);
            case REAL, DOUBLE -> {
                // Adding 0 turns -0 into 0, which SQL takes for equal.
                long bits = Double.doubleToLongBits(((Number) value).doubleValue() + 0.0);
                writeBigEndian(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE, out);
            }
            case DECIMAL -> writeDecimal((BigDecimal) value, type.scale(), out);
            case VARCHAR -> writeEscaped(((String) value).getBytes(StandardCharsets.UTF_8), out);
            case VARBINARY -> writeEscaped((byte[]) value, out);
            case ARRAY, VECTOR -> throw new IllegalStateException("no key type: " + type);
        }
    }

    static void writeLong(long value, ByteWriter out) {
        writeBigEndian(value ^ Long.MIN_VALUE, out);
    }

    private static void writeBigEndian(long value, ByteWriter out) {
        out.writeLong(Long.reverseBytes(value));
    }

    private static void writeDecimal(BigDecimal value, int scale, ByteWriter out) {
        byte[] unscaled = value.setScale(scale).unscaledValue().toByteArray();
        byte[] padded = new byte[DECIMAL_BYTES];
        Arrays.fill(padded, (byte) (value.signum() < 0 ? -1 : 0));
        System.arraycopy(unscaled, 0, padded, DECIMAL_BYTES - unscaled.length, unscaled.length);
        padded[0] ^= (byte) 0x80;
        out.writeBytes(padded);
    }

    static void writeEscaped(byte[] bytes, ByteWriter out) {
        for (byte next : bytes) {
            out.writeByte(next);
            if (next == 0) {
                out.writeByte(0xFF);
            }
        }
        out.writeByte(0).writeByte(0);
    }
}
