package io.tidaldb.table;

import io.tidaldb.bytes.ByteReader;
import io.tidaldb.bytes.ByteWriter;

import java.util.Arrays;

/**
 * A row as the family of rows holds it: three numbers of seven bits a byte, then the row as {@link
 * RowCodec} writes it.
 *
 * @param bornAt log position of the insert; events before it are not about this row
 * @param modifiedAt log position of the last write
 * @param ordinal the row's ordinal
 * @param row the encoded row
 */
public record StoredRow(long bornAt, long modifiedAt, int ordinal, byte[] row) {
    public byte[] encode() {
        return new ByteWriter(row.length + 24)
                .writeVarLong(bornAt)
                .writeVarLong(modifiedAt)
                .writeVarInt(ordinal)
                .writeBytes(row)
                .toByteArray();
    }

    /** The header of a stored row; the reader stands at the row then. */
    public static Header header(ByteReader in) {
        return new Header(in.readVarLong(), in.readVarLong(), in.readVarInt());
    }

    /** What precedes the row. */
    public record Header(long bornAt, long modifiedAt, int ordinal) {}

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredRow that
                && bornAt == that.bornAt
                && modifiedAt == that.modifiedAt
                && ordinal == that.ordinal
                && Arrays.equals(row, that.row);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(modifiedAt);
    }
}
