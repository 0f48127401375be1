package io.tidaldb.sql.execute;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ProfileDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;
import io.tidaldb.session.Cancellation;
import io.tidaldb.sql.ast.SqlCreateEntityTable;
import io.tidaldb.sql.ast.SqlCreateIndex;
import io.tidaldb.sql.ast.SqlCreateRankingProfile;
import io.tidaldb.sql.ast.SqlCreateRelationship;
import io.tidaldb.sql.ast.SqlCreateSignal;
import io.tidaldb.sql.ast.SqlDropObject;
import io.tidaldb.sql.ast.SqlRebuildIndex;
import io.tidaldb.sql.parse.Positions;
import io.tidaldb.sql.parse.SqlText;
import io.tidaldb.sql.parse.TidalParser;
import io.tidaldb.sql.rewrite.StatementRewriter;
import io.tidaldb.store.WriteSet;

import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;

import java.util.function.UnaryOperator;

/** Executes the statements that define and drop what the catalog knows. */
final class Definitions {
    private Definitions() {}

    /** The statement for a parsed definition; null if the node is something else. */
    static SchemaStatement of(SqlNode node) {
        return switch (node) {
            case SqlCreateEntityTable create ->
                    (engine, cancellation) ->
                            change(engine, schema -> createTable(create, schema, engine));
            case SqlCreateSignal create ->
                    (engine, cancellation) ->
                            change(engine, schema -> createSignal(create, schema));
            case SqlCreateRelationship create ->
                    (engine, cancellation) ->
                            change(engine, schema -> createRelationship(create, schema));
            case SqlCreateRankingProfile create ->
                    (engine, cancellation) -> createProfile(create, engine);
            case SqlCreateIndex create ->
                    (engine, cancellation) -> createIndex(create, engine, cancellation);
            case SqlRebuildIndex rebuild ->
                    (engine, cancellation) ->
                            engine.store()
                                    .buildIndex(
                                            IndexDeclarations.rebuilt(
                                                            rebuild, engine.store().schema())
                                                    .id(),
                                            cancellation::check);
            case SqlDropObject drop ->
                    (engine, cancellation) -> change(engine, schema -> drop(drop, schema));
            default -> null;
        };
    }

    /** Changes nothing, not even the version, where the operator returns its argument. */
    private static void change(Engine engine, UnaryOperator<Schema> change) {
        Schema current = engine.store().schema();
        if (change.apply(current) != current) {
            engine.store().commit(new WriteSet().changeSchema(change));
        }
    }

    /** An index that cannot be made is not kept. */
    private static void createIndex(
            SqlCreateIndex create, Engine engine, Cancellation cancellation) {
        cancellation.check();
        int[] id = {-1};
        change(
                engine,
                schema -> {
                    Schema after = IndexDeclarations.create(create, schema);
                    id[0] = after == schema ? -1 : schema.nextId();
                    return after;
                });
        if (id[0] < 0) {
            return;
        }
        try {
            engine.store().buildIndex(id[0], cancellation::check);
        } catch (RuntimeException e) {
            try {
                change(engine, schema -> withoutIndex(id[0], schema));
            } catch (RuntimeException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    private static Schema withoutIndex(int id, Schema schema) {
        return schema.indexes().stream()
                .filter(index -> index.id() == id)
                .findAny()
                .map(index -> schema.withoutIndex(index.name()))
                .orElse(schema);
    }

    private static Schema createTable(SqlCreateEntityTable create, Schema schema, Engine engine) {
        String name = simple(create.name());
        if (isTaken(name, create.ifNotExists(), create.name(), schema)) {
            return schema;
        }
        return schema.with(TableDeclarations.definition(create, name, schema, engine));
    }

    private static Schema createSignal(SqlCreateSignal create, Schema schema) {
        String name = simple(create.name());
        if (isTaken(name, create.ifNotExists(), create.name(), schema)) {
            return schema;
        }
        return schema.with(SignalDeclarations.definition(create, name, schema));
    }

    private static Schema createRelationship(SqlCreateRelationship create, Schema schema) {
        String name = simple(create.name());
        if (isTaken(name, create.ifNotExists(), create.name(), schema)) {
            return schema;
        }
        TableDefinition from = userTable(create.from(), schema);
        TableDefinition to = Names.table(create.to(), schema);
        if (to.kind() == TableKind.PLAIN) {
            throw Positions.error(
                    ErrorCode.INVALID_DEFINITION,
                    create.to(),
                    "a relationship leads to an item, user or creator table, and "
                            + to.name()
                            + " is a plain table");
        }
        return schema.with(
                new RelationshipDefinition(
                        schema.nextId(), name, from.id(), to.id(), create.excludes()));
    }

    static TableDefinition userTable(SqlIdentifier name, Schema schema) {
        TableDefinition table = Names.table(name, schema);
        if (table.kind() != TableKind.USER) {
            throw Positions.error(
                    ErrorCode.INVALID_DEFINITION,
                    name,
                    table.name() + " is not a user table; declare it with CREATE USER TABLE");
        }
        return table;
    }

    /** A profile must work in a ranked statement, so one is planned before the profile is kept. */
    private static void createProfile(SqlCreateRankingProfile create, Engine engine) {
        String name = simple(create.name());
        TableDefinition table = Names.table(create.table(), engine.store().schema());
        if (table.kind() == TableKind.PLAIN) {
            throw Positions.error(
                    ErrorCode.INVALID_DEFINITION,
                    create.table(),
                    "a profile ranks an item, user or creator table, and "
                            + table.name()
                            + " is a plain table");
        }
        create.score().accept(new NoParameters(name));
        String score = SqlText.of(create.score());
        String diversity = create.diversity().map(SqlText::of).orElse(null);
        change(
                engine,
                schema -> {
                    ProfileDefinition known = schema.profile(name).orElse(null);
                    if (known != null && !create.getReplace()) {
                        if (create.ifNotExists()) {
                            return schema;
                        }
                        throw Positions.error(
                                ErrorCode.DUPLICATE_OBJECT,
                                create.name(),
                                "there already is a ranking profile "
                                        + known.name()
                                        + "; use CREATE OR REPLACE");
                    }
                    checkRanks(create, engine);
                    return schema.with(
                            new ProfileDefinition(
                                    known == null ? schema.nextId() : known.id(),
                                    name,
                                    known == null ? 1 : known.version() + 1,
                                    table.id(),
                                    score,
                                    diversity));
                });
    }

    /** Nobody could give a parameter its value where the profile is used. */
    private static final class NoParameters extends SqlBasicVisitor<Void> {
        private final String profile;

        NoParameters(String profile) {
            this.profile = profile;
        }

        @Override
        public Void visit(SqlDynamicParam parameter) {
            throw Positions.error(
                    ErrorCode.INVALID_DEFINITION,
                    parameter,
                    "profile " + profile + " cannot have parameters; write the value");
        }
    }

    private static void checkRanks(SqlCreateRankingProfile create, Engine engine) {
        SqlNode trial = RankedTrial.of(create);
        Schema schema = engine.planner().catalog().schema();
        engine.planner().plan(new StatementRewriter(schema).rewrite(trial));
    }

    private static Schema drop(SqlDropObject drop, Schema schema) {
        String name = simple(drop.name());
        return switch (drop.kind()) {
            case TABLE -> dropTable(drop, name, schema);
            case SIGNAL ->
                    schema.signal(name)
                            .map(s -> Dependents.checkSignal(s, schema).without(name))
                            .orElseGet(() -> missing(drop, schema));
            case RELATIONSHIP ->
                    schema.relationship(name)
                            .map(r -> Dependents.checkRelationship(r, schema).without(name))
                            .orElseGet(() -> missing(drop, schema));
            case RANKING_PROFILE ->
                    schema.profile(name)
                            .map(p -> schema.withoutProfile(name))
                            .orElseGet(() -> missing(drop, schema));
            case INDEX ->
                    schema.index(name)
                            .map(i -> schema.withoutIndex(name))
                            .orElseGet(() -> missing(drop, schema));
        };
    }

    private static Schema dropTable(SqlDropObject drop, String name, Schema schema) {
        TableDefinition table = schema.table(name).orElse(null);
        boolean fits = table != null && drop.tableKind().map(k -> k == table.kind()).orElse(true);
        if (table != null && !fits) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT,
                    drop.name(),
                    table.name() + " is a table of the kind " + table.kind() + "; say so in DROP");
        }
        return table == null
                ? missing(drop, schema)
                : Dependents.checkTable(table, schema).without(name);
    }

    private static Schema missing(SqlDropObject drop, Schema schema) {
        if (drop.ifExists()) {
            return schema;
        }
        throw Names.unknown(drop.kind(), drop.name(), schema);
    }

    private static boolean isTaken(
            String name, boolean ifNotExists, SqlIdentifier at, Schema schema) {
        if (schema.isTaken(name) && !ifNotExists) {
            throw Positions.error(
                    ErrorCode.DUPLICATE_OBJECT,
                    at,
                    "there already is a table, signal or relationship " + name);
        }
        return schema.isTaken(name);
    }

    static String simple(SqlIdentifier name) {
        if (!name.isSimple()) {
            throw Positions.error(
                    ErrorCode.INVALID_STATEMENT, name, "a name without a schema is expected here");
        }
        if (name.getSimple().isBlank()
                || name.getSimple().startsWith("$")
                || name.getSimple().length() > TidalParser.MAX_IDENTIFIER_LENGTH) {
            throw new TidalException(
                    ErrorCode.INVALID_DEFINITION,
                    "a name has 1 to "
                            + TidalParser.MAX_IDENTIFIER_LENGTH
                            + " characters and does not begin with $",
                    Positions.of(name));
        }
        return name.getSimple();
    }
}
