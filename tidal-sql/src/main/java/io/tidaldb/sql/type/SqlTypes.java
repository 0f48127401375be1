package io.tidaldb.sql.type;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.DataType;
import io.tidaldb.schema.DataType.Kind;
import io.tidaldb.session.ValueType;

import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.SqlTypeName;

import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** The correspondence between the catalog's types, Calcite's and JDBC's. */
public final class SqlTypes {
    /** Digits of a DECIMAL. */
    public static final int MAX_DECIMAL_PRECISION = 38;

    private static final RelDataTypeSystem TYPE_SYSTEM =
            new RelDataTypeSystemImpl() {
                @Override
                public int getMaxPrecision(SqlTypeName type) {
                    return type == SqlTypeName.DECIMAL
                            ? MAX_DECIMAL_PRECISION
                            : super.getMaxPrecision(type);
                }

                @Override
                public int getMaxScale(SqlTypeName type) {
                    return type == SqlTypeName.DECIMAL
                            ? MAX_DECIMAL_PRECISION
                            : super.getMaxScale(type);
                }

                @Override
                public int getDefaultPrecision(SqlTypeName type) {
                    // A TIMESTAMP without a precision keeps the milliseconds that columns hold.
                    if (type == SqlTypeName.TIMESTAMP || type == SqlTypeName.TIME) {
                        return 3;
                    }
                    // INTERVAL '168' HOUR is a common window; two digits would refuse it.
                    return SqlTypeName.INTERVAL_TYPES.contains(type)
                            ? SqlTypeName.MAX_INTERVAL_START_PRECISION
                            : super.getDefaultPrecision(type);
                }

                // 2.345 becomes 2.35 in a DECIMAL(9, 2), as with most databases, not 2.34.
                @Override
                public RoundingMode roundingMode() {
                    return RoundingMode.HALF_UP;
                }

                // The mean of 1 and 2 is 1.5, and a sum of 32-bit numbers may need 64.
                @Override
                public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType of) {
                    return SqlTypeName.INT_TYPES.contains(of.getSqlTypeName())
                            ? nullableAs(of, SqlTypeName.DOUBLE, factory)
                            : super.deriveAvgAggType(factory, of);
                }

                @Override
                public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType of) {
                    return SqlTypeName.INT_TYPES.contains(of.getSqlTypeName())
                            ? nullableAs(of, SqlTypeName.BIGINT, factory)
                            : super.deriveSumType(factory, of);
                }

                private static RelDataType nullableAs(
                        RelDataType of, SqlTypeName name, RelDataTypeFactory factory) {
                    return factory.createTypeWithNullability(
                            factory.createSqlType(name), of.isNullable());
                }

                @Override
                public boolean shouldConvertRaggedUnionTypesToVarying() {
                    return true;
                }
            };

    private SqlTypes() {}

    /** A factory whose strings are Unicode. */
    public static JavaTypeFactory newTypeFactory() {
        return new JavaTypeFactoryImpl(TYPE_SYSTEM) {
            @Override
            public java.nio.charset.Charset getDefaultCharset() {
                return StandardCharsets.UTF_8;
            }
        };
    }

    public static RelDataType toCalcite(
            DataType type, boolean nullable, RelDataTypeFactory factory) {
        RelDataType plain =
                switch (type.kind()) {
                    case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
                    case TINYINT -> factory.createSqlType(SqlTypeName.TINYINT);
                    case SMALLINT -> factory.createSqlType(SqlTypeName.SMALLINT);
                    case INTEGER -> factory.createSqlType(SqlTypeName.INTEGER);
                    case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
                    case DECIMAL ->
                            factory.createSqlType(
                                    SqlTypeName.DECIMAL, type.precision(), type.scale());
                    case REAL -> factory.createSqlType(SqlTypeName.REAL);
                    case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
                    case VARCHAR -> varchar(type.precision(), factory);
                    case VARBINARY ->
                            type.precision() == DataType.UNBOUNDED
                                    ? factory.createSqlType(SqlTypeName.VARBINARY)
                                    : factory.createSqlType(
                                            SqlTypeName.VARBINARY, type.precision());
                    case DATE -> factory.createSqlType(SqlTypeName.DATE);
                    case TIME -> factory.createSqlType(SqlTypeName.TIME, 3);
                    case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, 3);
                    case ARRAY ->
                            factory.createArrayType(toCalcite(type.element(), true, factory), -1);
                    case VECTOR ->
                            factory.createArrayType(factory.createSqlType(SqlTypeName.REAL), -1);
                };
        return factory.createTypeWithNullability(plain, nullable);
    }

    /** VARCHAR of at most {@code precision} characters, or without a limit. */
    public static RelDataType varchar(int precision, RelDataTypeFactory factory) {
        RelDataType type =
                precision == DataType.UNBOUNDED
                        ? factory.createSqlType(SqlTypeName.VARCHAR)
                        : factory.createSqlType(SqlTypeName.VARCHAR, precision);
        return factory.createTypeWithCharsetAndCollation(
                type, StandardCharsets.UTF_8, SqlCollation.IMPLICIT);
    }

    /**
     * The catalog's type of a column that was declared with a Calcite type.
     *
     * @throws TidalException {@link ErrorCode#FEATURE_NOT_SUPPORTED} if columns cannot have it
     */
    public static DataType fromCalcite(RelDataType type, String column) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> DataType.of(Kind.BOOLEAN);
            case TINYINT -> DataType.of(Kind.TINYINT);
            case SMALLINT -> DataType.of(Kind.SMALLINT);
            case INTEGER -> DataType.of(Kind.INTEGER);
            case BIGINT -> DataType.of(Kind.BIGINT);
            case DECIMAL -> DataType.decimal(type.getPrecision(), type.getScale());
            case REAL -> DataType.of(Kind.REAL);
            case FLOAT, DOUBLE -> DataType.of(Kind.DOUBLE);
            case CHAR, VARCHAR -> DataType.varchar(type.getPrecision());
            case BINARY, VARBINARY -> new DataType(Kind.VARBINARY, type.getPrecision(), 0, null);
            case DATE -> DataType.of(Kind.DATE);
            case TIME -> DataType.of(Kind.TIME);
            case TIMESTAMP -> DataType.of(Kind.TIMESTAMP);
            case ARRAY -> arrayOf(type, column);
            default -> throw unsupported(type, column);
        };
    }

    private static DataType arrayOf(RelDataType type, String column) {
        RelDataType component = type.getComponentType();
        if (component == null || component.getComponentType() != null) {
            throw unsupported(type, column);
        }
        return DataType.array(fromCalcite(component, column));
    }

    private static TidalException unsupported(RelDataType type, String column) {
        return new TidalException(
                ErrorCode.FEATURE_NOT_SUPPORTED,
                "column "
                        + column
                        + " cannot have the type "
                        + type
                        + "; use BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, REAL,"
                        + " DOUBLE, VARCHAR, VARBINARY, DATE, TIME, TIMESTAMP, an ARRAY of one of"
                        + " these, or VECTOR(n)");
    }

    /** A type as callers see it. */
    public static ValueType describe(RelDataType type) {
        RelDataType component = type.getComponentType();
        if (component != null && type.getSqlTypeName() == SqlTypeName.ARRAY) {
            ValueType element = describe(component);
            return new ValueType(java.sql.Types.ARRAY, element.name() + " ARRAY", 0, 0, element);
        }
        SqlTypeName name = type.getSqlTypeName();
        return switch (name) {
            case FLOAT -> new ValueType(java.sql.Types.DOUBLE, "DOUBLE", 15, 0, null);
            case DECIMAL ->
                    new ValueType(
                            java.sql.Types.DECIMAL,
                            "DECIMAL",
                            type.getPrecision(),
                            type.getScale(),
                            null);
            case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, BOOLEAN ->
                    new ValueType(name.getJdbcOrdinal(), name.getName(), digits(name), 0, null);
            case CHAR, VARCHAR, BINARY, VARBINARY ->
                    new ValueType(
                            name.getJdbcOrdinal(),
                            name.getName(),
                            Math.max(type.getPrecision(), 0),
                            0,
                            null);
            case DATE -> new ValueType(java.sql.Types.DATE, "DATE", 10, 0, null);
            case TIME -> new ValueType(java.sql.Types.TIME, "TIME", 12, 3, null);
            case TIMESTAMP -> new ValueType(java.sql.Types.TIMESTAMP, "TIMESTAMP", 23, 3, null);
            case NULL -> new ValueType(java.sql.Types.NULL, "NULL", 0, 0, null);
            default -> new ValueType(java.sql.Types.OTHER, name.getName(), 0, 0, null);
        };
    }

    private static int digits(SqlTypeName name) {
        return switch (name) {
            case BOOLEAN -> 1;
            case TINYINT -> 3;
            case SMALLINT -> 5;
            case INTEGER -> 10;
            case BIGINT -> 19;
            case REAL -> 7;
            default -> 15;
        };
    }
}
