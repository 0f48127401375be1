package io.tidaldb.sql.rewrite;

import io.tidaldb.schema.DataType;

import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCollectionTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/** Casts to the catalog's types. */
public final class Casts {
    private Casts() {}

    /** {@code CAST(value AS type)}, which also gives a parameter its type. */
    public static SqlNode to(SqlNode value, DataType type) {
        SqlParserPos pos = value.getParserPosition();
        return SqlStdOperatorTable.CAST.createCall(
                pos, value, new SqlDataTypeSpec(typeName(type, pos), pos));
    }

    private static SqlTypeNameSpec typeName(DataType type, SqlParserPos pos) {
        return switch (type.kind()) {
            case DECIMAL ->
                    new SqlBasicTypeNameSpec(
                            SqlTypeName.DECIMAL, type.precision(), type.scale(), pos);
            // Lengths are checked by the table, which refuses what a cast would cut.
            case VARCHAR -> new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, pos);
            case VARBINARY -> new SqlBasicTypeNameSpec(SqlTypeName.VARBINARY, pos);
            case TIMESTAMP -> new SqlBasicTypeNameSpec(SqlTypeName.TIMESTAMP, 3, pos);
            case TIME -> new SqlBasicTypeNameSpec(SqlTypeName.TIME, 3, pos);
            case ARRAY ->
                    new SqlCollectionTypeNameSpec(
                            typeName(type.element(), pos), SqlTypeName.ARRAY, pos);
            case VECTOR ->
                    new SqlCollectionTypeNameSpec(
                            new SqlBasicTypeNameSpec(SqlTypeName.REAL, pos),
                            SqlTypeName.ARRAY,
                            pos);
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE ->
                    new SqlBasicTypeNameSpec(SqlTypeName.valueOf(type.kind().name()), pos);
        };
    }
}
