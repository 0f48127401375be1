package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.DataType;
import io.tidaldb.sql.relation.RelationCatalog;
import io.tidaldb.sql.relation.StoredRelation;
import io.tidaldb.sql.rewrite.Positions;
import java.util.List;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCollectionTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/** The relations that modifications change. */
final class Targets {
    private Targets() {}

    static StoredRelation find(SqlIdentifier name, RelationCatalog catalog) {
        boolean ours =
                name.isSimple()
                        || name.names.getFirst().equalsIgnoreCase(RelationCatalog.USER_SCHEMA);
        if (!ours) {
            throw readOnly(name);
        }
        List<String> names =
                catalog.relations().stream()
                        .filter(r -> !r.isSystem())
                        .map(StoredRelation::name)
                        .toList();
        return catalog.relation(name.names.getLast())
                .orElseThrow(
                        () ->
                                Positions.error(
                                        ErrorCode.UNKNOWN_TABLE,
                                        name,
                                        "there is no table "
                                                + name
                                                + "."
                                                + NearestNames.suggest(
                                                        name.names.getLast(), names)));
    }

    static TidalException readOnly(SqlIdentifier name) {
        return Positions.error(
                ErrorCode.INVALID_STATEMENT, name, name + " cannot be changed by statements");
    }

    /** The same table under the name by which it shows its ordinals. */
    static SqlIdentifier withOrdinals(String table, SqlParserPos pos) {
        return new SqlIdentifier(List.of(RelationCatalog.TARGET_SCHEMA, table), pos);
    }

    /** {@code CAST(value AS type)}, which also gives a parameter its type. */
    static SqlNode cast(SqlNode value, DataType type) {
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
