package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.ProfileDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.sql.ast.ObjectKind;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlIdentifier;

import java.util.List;
import java.util.Locale;

/** Finds what a statement names, or says what there is. */
final class Names {
    private Names() {}

    static TableDefinition table(SqlIdentifier name, Schema schema) {
        return schema.table(name.names.getLast())
                .orElseThrow(() -> unknown(ObjectKind.TABLE, name, schema));
    }

    static IndexDefinition index(SqlIdentifier name, Schema schema) {
        return schema.index(name.names.getLast())
                .orElseThrow(() -> unknown(ObjectKind.INDEX, name, schema));
    }

    static TidalException unknown(ObjectKind kind, SqlIdentifier name, Schema schema) {
        List<String> names =
                switch (kind) {
                    case TABLE -> schema.tables().stream().map(TableDefinition::name).toList();
                    case SIGNAL -> schema.signals().stream().map(SignalDefinition::name).toList();
                    case RELATIONSHIP ->
                            schema.relationships().stream()
                                    .map(RelationshipDefinition::name)
                                    .toList();
                    case RANKING_PROFILE ->
                            schema.profiles().stream().map(ProfileDefinition::name).toList();
                    case INDEX -> schema.indexes().stream().map(IndexDefinition::name).toList();
                };
        ErrorCode code =
                switch (kind) {
                    case TABLE -> ErrorCode.UNKNOWN_TABLE;
                    case SIGNAL -> ErrorCode.UNKNOWN_SIGNAL;
                    case RELATIONSHIP -> ErrorCode.UNKNOWN_RELATIONSHIP;
                    case RANKING_PROFILE -> ErrorCode.UNKNOWN_PROFILE;
                    case INDEX -> ErrorCode.UNKNOWN_INDEX;
                };
        return Positions.error(
                code,
                name,
                "there is no "
                        + kind.words().toLowerCase(Locale.ROOT)
                        + " "
                        + name
                        + "."
                        + NearestNames.suggest(name.names.getLast(), names));
    }
}
