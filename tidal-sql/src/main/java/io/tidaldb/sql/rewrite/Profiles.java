package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.schema.ProfileDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.sql.ast.SqlDiversity;
import io.tidaldb.sql.ast.SqlRankedSelect;
import io.tidaldb.sql.parse.Positions;
import io.tidaldb.sql.parse.TidalParser;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;

import java.util.List;
import java.util.Optional;

/** Brings a profile's expressions into the statement that uses it. */
final class Profiles {
    private final Schema schema;

    Profiles(Schema schema) {
        this.schema = schema;
    }

    /**
     * @throws io.tidaldb.error.TidalException {@link ErrorCode#UNKNOWN_PROFILE}
     */
    ProfileDefinition find(SqlIdentifier name) {
        List<String> names = schema.profiles().stream().map(ProfileDefinition::name).toList();
        return schema.profile(name.toString())
                .orElseThrow(
                        () ->
                                Positions.error(
                                        ErrorCode.UNKNOWN_PROFILE,
                                        name,
                                        "there is no ranking profile "
                                                + name
                                                + "."
                                                + NearestNames.suggest(name.toString(), names)));
    }

    /** The profile's score with its columns under the name that the statement gives their table. */
    static SqlNode score(ProfileDefinition profile, Scope.Entity entity) {
        return TidalParser.parseExpression(profile.scoreSql()).accept(new Qualifier(entity));
    }

    /** The profile's own DIVERSIFY BY, its columns named likewise. */
    static Optional<SqlDiversity> diversity(ProfileDefinition profile, Scope.Entity entity) {
        if (profile.diversitySql() == null) {
            return Optional.empty();
        }
        SqlRankedSelect select =
                (SqlRankedSelect)
                        TidalParser.parseStatement(
                                "SELECT * FROM t RANK BY 0 " + profile.diversitySql());
        return select.ranking()
                .diversity()
                .map(d -> (SqlDiversity) d.accept(new Qualifier(entity)));
    }

    /** Turns {@code column} into {@code alias.column}; other names, as those of signals, stay. */
    private static final class Qualifier extends SqlShuttle {
        private final Scope.Entity entity;

        Qualifier(Scope.Entity entity) {
            this.entity = entity;
        }

        @Override
        public SqlNode visit(SqlIdentifier id) {
            int column = id.isSimple() ? entity.table().columnIndex(id.getSimple()) : -1;
            return column < 0 ? id : entity.column(column, id.getParserPosition());
        }

        @Override
        public SqlNode visit(SqlCall call) {
            if (call instanceof SqlBasicCall
                    && call.getKind() == SqlKind.OTHER_FUNCTION
                    && call.operandCount() > 0
                    && StatementRewriter.takesSignal(call)) {
                // The first operand names a signal even where a column has the same name, and the
                // second of MARKED_BY a relationship.
                SqlCall copy = (SqlCall) call.clone(call.getParserPosition());
                copy.setOperand(0, qualified(copy.operand(0)));
                int first = MarkCalls.takesRelationship(call) ? 2 : 1;
                for (int i = first; i < copy.operandCount(); i++) {
                    copy.setOperand(i, copy.operand(i).accept(this));
                }
                return copy;
            }
            return super.visit(call);
        }

        /** A signal of the profile's table, named with it, is one of the statement's table. */
        private SqlNode qualified(SqlNode signal) {
            boolean own =
                    signal instanceof SqlIdentifier id
                            && id.names.size() == 2
                            && id.names.getFirst().equalsIgnoreCase(entity.table().name());
            return own ? ((SqlIdentifier) signal).setName(0, entity.alias()) : signal;
        }
    }
}
