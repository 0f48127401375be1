package io.tidaldb.meta;

import io.tidaldb.session.ColumnDescription;
import io.tidaldb.session.ValueType;

import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.AvaticaType;
import org.apache.calcite.avatica.ColumnMetaData.Rep;

import java.math.BigDecimal;
import java.sql.DatabaseMetaData;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** The engine's descriptions of columns and parameters, as Avatica and JDBC put them. */
final class TypeDescriptions {
    private static final String SCHEMA = "tidal";

    private TypeDescriptions() {}

    static List<ColumnMetaData> columns(List<ColumnDescription> columns) {
        List<ColumnMetaData> result = new ArrayList<>(columns.size());
        for (ColumnDescription column : columns) {
            result.add(column(result.size(), column));
        }
        return result;
    }

    private static ColumnMetaData column(int ordinal, ColumnDescription column) {
        ValueType type = column.type();
        boolean derived = column.table() == null;
        return new ColumnMetaData(
                ordinal,
                false,
                isText(type.jdbcType()),
                true,
                false,
                column.nullable()
                        ? DatabaseMetaData.columnNullable
                        : DatabaseMetaData.columnNoNulls,
                isNumber(type.jdbcType()),
                displaySize(type),
                column.name(),
                column.name(),
                derived ? "" : SCHEMA,
                size(type),
                type.scale(),
                derived ? "" : column.table(),
                "",
                type(type),
                true,
                false,
                false,
                className(type.jdbcType()));
    }

    static List<AvaticaParameter> parameters(List<ValueType> types) {
        List<AvaticaParameter> result = new ArrayList<>(types.size());
        for (ValueType type : types) {
            result.add(
                    new AvaticaParameter(
                            isNumber(type.jdbcType()),
                            size(type),
                            type.scale(),
                            type.jdbcType(),
                            type.name(),
                            className(type.jdbcType()),
                            "?" + (result.size() + 1)));
        }
        return result;
    }

    static AvaticaType type(ValueType type) {
        if (type.jdbcType() == Types.ARRAY && type.element() != null) {
            return ColumnMetaData.array(type(type.element()), type.name(), Rep.ARRAY);
        }
        return ColumnMetaData.scalar(type.jdbcType(), type.name(), rep(type.jdbcType()));
    }

    /** The Java class of a value on the wire. */
    private static Rep rep(int jdbcType) {
        return switch (jdbcType) {
            case Types.BOOLEAN, Types.BIT -> Rep.BOOLEAN;
            case Types.TINYINT -> Rep.BYTE;
            case Types.SMALLINT -> Rep.SHORT;
            case Types.INTEGER, Types.DATE, Types.TIME -> Rep.INTEGER;
            case Types.BIGINT, Types.TIMESTAMP -> Rep.LONG;
            case Types.REAL -> Rep.FLOAT;
            case Types.FLOAT, Types.DOUBLE -> Rep.DOUBLE;
            case Types.DECIMAL, Types.NUMERIC -> Rep.NUMBER;
            case Types.CHAR, Types.VARCHAR -> Rep.STRING;
            case Types.BINARY, Types.VARBINARY -> Rep.BYTE_STRING;
            default -> Rep.OBJECT;
        };
    }

    /** What {@code getObject} gives. */
    private static String className(int jdbcType) {
        return switch (jdbcType) {
            case Types.BOOLEAN, Types.BIT -> Boolean.class.getName();
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER -> Integer.class.getName();
            case Types.BIGINT -> Long.class.getName();
            case Types.REAL -> Float.class.getName();
            case Types.FLOAT, Types.DOUBLE -> Double.class.getName();
            case Types.DECIMAL, Types.NUMERIC -> BigDecimal.class.getName();
            case Types.CHAR, Types.VARCHAR -> String.class.getName();
            case Types.BINARY, Types.VARBINARY -> byte[].class.getName();
            case Types.DATE -> java.sql.Date.class.getName();
            case Types.TIME -> java.sql.Time.class.getName();
            case Types.TIMESTAMP -> java.sql.Timestamp.class.getName();
            case Types.ARRAY -> java.sql.Array.class.getName();
            default -> Object.class.getName();
        };
    }

    /** JDBC's COLUMN_SIZE: digits, characters or bytes; 0 where there is no limit. */
    static int size(ValueType type) {
        return switch (type.jdbcType()) {
            case Types.BOOLEAN, Types.BIT -> 1;
            case Types.TINYINT -> 3;
            case Types.SMALLINT -> 5;
            case Types.INTEGER -> 10;
            case Types.BIGINT -> 19;
            case Types.REAL -> 7;
            case Types.FLOAT, Types.DOUBLE -> 15;
            case Types.DATE -> "2013-08-16".length();
            case Types.TIME -> "12:00:00.000".length();
            case Types.TIMESTAMP -> "2013-08-16 12:00:00.000".length();
            default -> Math.max(0, type.precision());
        };
    }

    private static int displaySize(ValueType type) {
        return switch (type.jdbcType()) {
            case Types.BOOLEAN, Types.BIT -> "false".length();
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> size(type) + 1;
            case Types.REAL -> "-1.1754944E-38".length();
            case Types.FLOAT, Types.DOUBLE -> "-2.2250738585072014E-308".length();
            case Types.DECIMAL, Types.NUMERIC -> size(type) + 2;
            case Types.BINARY, Types.VARBINARY -> 2 * size(type);
            default -> size(type);
        };
    }

    static boolean isNumber(int jdbcType) {
        return switch (jdbcType) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.REAL,
                    Types.FLOAT,
                    Types.DOUBLE,
                    Types.DECIMAL,
                    Types.NUMERIC ->
                    true;
            default -> false;
        };
    }

    static boolean isText(int jdbcType) {
        return jdbcType == Types.CHAR || jdbcType == Types.VARCHAR;
    }
}
