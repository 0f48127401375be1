package io.tidaldb.schema;

/**
 * A column's type. Values travel through the engine in one Java representation per kind (the same
 * as Calcite's), given beside each kind.
 *
 * @param kind the family
 * @param precision digits of a DECIMAL, maximum length of VARCHAR and VARBINARY ({@link #UNBOUNDED}
 *     without one), dimension of a VECTOR; otherwise 0
 * @param scale digits after a DECIMAL's point; otherwise 0
 * @param element an ARRAY's element type; otherwise null
 */
public record DataType(Kind kind, int precision, int scale, DataType element) {
    public static final int UNBOUNDED = -1;

    public enum Kind {
        /** {@link Boolean}. */
        BOOLEAN,
        /** {@link Byte}. */
        TINYINT,
        /** {@link Short}. */
        SMALLINT,
        /** {@link Integer}. */
        INTEGER,
        /** {@link Long}. */
        BIGINT,
        /** {@link java.math.BigDecimal}. */
        DECIMAL,
        /** {@link Float}. */
        REAL,
        /** {@link Double}. */
        DOUBLE,
        /** {@link String}. */
        VARCHAR,
        /** {@code byte[]}. */
        VARBINARY,
        /** {@link Integer}, days since the epoch. */
        DATE,
        /** {@link Integer}, milliseconds of the day. */
        TIME,
        /** {@link Long}, milliseconds since the epoch, UTC. */
        TIMESTAMP,
        /** {@link java.util.List} of the element's representation, none of which is null. */
        ARRAY,
        /** {@code float[]} of the declared dimension, all finite. */
        VECTOR
    }

    public static DataType of(Kind kind) {
        return new DataType(
                kind, kind == Kind.VARCHAR || kind == Kind.VARBINARY ? UNBOUNDED : 0, 0, null);
    }

    public static DataType varchar(int maxLength) {
        return new DataType(Kind.VARCHAR, maxLength, 0, null);
    }

    public static DataType decimal(int precision, int scale) {
        return new DataType(Kind.DECIMAL, precision, scale, null);
    }

    public static DataType vector(int dimension) {
        return new DataType(Kind.VECTOR, dimension, 0, null);
    }

    public static DataType array(DataType element) {
        return new DataType(Kind.ARRAY, 0, 0, element);
    }

    /** The same type for strings and binaries of any length; every other type itself. */
    public DataType withoutLimit() {
        return switch (kind) {
            case VARCHAR, VARBINARY -> of(kind);
            case ARRAY -> array(element.withoutLimit());
            default -> this;
        };
    }

    /** As it is written in SQL. */
    @Override
    public String toString() {
        return switch (kind) {
            case DECIMAL -> "DECIMAL(" + precision + ", " + scale + ")";
            case VARCHAR, VARBINARY ->
                    precision == UNBOUNDED ? kind.name() : kind + "(" + precision + ")";
            case VECTOR -> "VECTOR(" + precision + ")";
            case ARRAY -> element + " ARRAY";
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE, TIME, TIMESTAMP ->
                    kind.name();
        };
    }
}
