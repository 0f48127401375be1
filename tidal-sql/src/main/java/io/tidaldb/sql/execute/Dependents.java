package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ProfileDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.sql.parse.TidalParser;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.util.SqlBasicVisitor;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Keeps objects that profiles need from being dropped; the store knows all other dependencies. */
final class Dependents {
    private Dependents() {}

    static Schema checkTable(TableDefinition table, Schema schema) {
        refuse(
                "table " + table.name(),
                schema.profiles().stream().filter(p -> p.table() == table.id()).toList());
        return schema;
    }

    static Schema checkSignal(SignalDefinition signal, Schema schema) {
        String name = signal.name().toLowerCase(Locale.ROOT);
        refuse(
                "signal " + signal.name(),
                schema.profiles().stream().filter(p -> names(p).contains(name)).toList());
        return schema;
    }

    static Schema checkRelationship(RelationshipDefinition relationship, Schema schema) {
        String name = relationship.name().toLowerCase(Locale.ROOT);
        refuse(
                "relationship " + relationship.name(),
                schema.profiles().stream().filter(p -> names(p).contains(name)).toList());
        return schema;
    }

    private static Set<String> names(ProfileDefinition profile) {
        Set<String> names = new HashSet<>();
        TidalParser.parseExpression(profile.scoreSql())
                .accept(
                        new SqlBasicVisitor<Void>() {
                            @Override
                            public Void visit(SqlIdentifier id) {
                                names.add(id.names.getLast().toLowerCase(Locale.ROOT));
                                return null;
                            }
                        });
        return names;
    }

    private static void refuse(String what, List<ProfileDefinition> profiles) {
        if (!profiles.isEmpty()) {
            throw new TidalException(
                    ErrorCode.DEPENDENT_OBJECTS,
                    what
                            + " cannot be dropped, since ranking profile "
                            + profiles.getFirst().name()
                            + " uses it; drop that first");
        }
    }
}
