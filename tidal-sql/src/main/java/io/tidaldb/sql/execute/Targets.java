package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TidalException;
import io.tidaldb.sql.parse.Positions;
import io.tidaldb.sql.relation.RelationCatalog;
import io.tidaldb.sql.relation.StoredRelation;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;

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

    /** The table's name, which is all that may stand there. */
    static SqlIdentifier name(SqlNode target) {
        if (target instanceof SqlIdentifier name) {
            return name;
        }
        throw Positions.error(
                ErrorCode.INVALID_STATEMENT,
                target,
                "a table's name and the names of its columns are expected here");
    }

    static TidalException readOnly(SqlIdentifier name) {
        return Positions.error(
                ErrorCode.INVALID_STATEMENT, name, name + " cannot be changed by statements");
    }

    /** The same table or signal under the name by which it shows where its rows are. */
    static SqlIdentifier withPlaces(String table, SqlParserPos pos) {
        return new SqlIdentifier(List.of(RelationCatalog.TARGET_SCHEMA, table), pos);
    }
}
