package io.tidaldb.sql.rewrite;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.NearestNames;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TextIndexDefinition;
import io.tidaldb.sql.parse.Positions;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The stored tables that a SELECT's FROM names, inside the scope of the SELECT around it. Derived
 * tables and common table expressions are no stored tables and do not appear.
 *
 * @param outer the scope around this one, or null
 * @param entities in the order of FROM
 * @param forUser the user that a ranked SELECT is for, or null
 * @param retrieved what MATCH and NEAR of a ranked SELECT find; {@link #NOTHING} if it has neither;
 *     null where there is no ranked SELECT
 * @param matched in the select list of a ranked SELECT with MATCH what that looks in, else null
 */
record Scope(
        Scope outer,
        List<Entity> entities,
        ForUser forUser,
        Retrieved retrieved,
        TextIndexDefinition matched) {
    static final Retrieved NOTHING = new Retrieved("", List.of());

    /**
     * What MATCH and NEAR find.
     *
     * @param name by which the statement's functions speak of it
     * @param nearColumns the columns of each NEAR
     */
    record Retrieved(String name, List<String> nearColumns) {}

    /**
     * A stored table under the name by which columns refer to it.
     *
     * @param moment as of which its signals are, or null for now
     */
    record Entity(String alias, TableDefinition table, SqlNode moment) {
        /** {@code alias.column}. */
        SqlIdentifier column(int index, SqlParserPos pos) {
            return new SqlIdentifier(List.of(alias, table.columns().get(index).name()), pos);
        }

        /** {@code alias.key}; only for tables with a key of one column. */
        SqlIdentifier key(SqlParserPos pos) {
            return column(table.primaryKey().getFirst(), pos);
        }
    }

    /** Whose view a ranked SELECT takes: a user table and an expression that gives a key of it. */
    record ForUser(TableDefinition users, SqlNode key) {}

    /**
     * @param withNames names of common table expressions in reach, in lower case
     * @throws TidalException {@link ErrorCode#UNKNOWN_TABLE}
     */
    static Scope of(Scope outer, SqlNode from, Schema schema, Set<String> withNames) {
        List<Entity> entities = new ArrayList<>();
        collect(from, null, null, schema, withNames, entities);
        return new Scope(outer, List.copyOf(entities), null, null, null);
    }

    Scope withUser(ForUser user) {
        return new Scope(outer, entities, user, retrieved, matched);
    }

    Scope withRetrieved(Retrieved found) {
        return new Scope(outer, entities, forUser, found, matched);
    }

    Scope withMatched(TextIndexDefinition index) {
        return new Scope(outer, entities, forUser, retrieved, index);
    }

    /** The first occurrence of a table in this FROM. */
    Optional<Entity> find(int tableId) {
        return entities.stream().filter(e -> e.table().id() == tableId).findFirst();
    }

    /** The nearest stored table of that alias, looking outwards. */
    Optional<Entity> find(String alias) {
        Optional<Entity> here =
                entities.stream().filter(e -> e.alias().equalsIgnoreCase(alias)).findFirst();
        return here.isPresent() || outer == null ? here : outer.find(alias);
    }

    /** The stored table whose column a name means, looking outwards. */
    Optional<Entity> ofColumn(SqlIdentifier id) {
        if (id.names.size() == 2) {
            return find(id.names.getFirst());
        }
        Optional<Entity> here =
                entities.stream()
                        .filter(e -> e.table().columnIndex(id.names.getLast()) >= 0)
                        .findFirst();
        return here.isPresent() || outer == null ? here : outer.ofColumn(id);
    }

    /** Whether a table in reach has a column of that name. */
    boolean hasColumn(String name) {
        return entities.stream().anyMatch(e -> e.table().columnIndex(name) >= 0)
                || outer != null && outer.hasColumn(name);
    }

    private static void collect(
            SqlNode from,
            String alias,
            SqlNode moment,
            Schema schema,
            Set<String> withNames,
            List<Entity> entities) {
        switch (from) {
            case null -> {}
            case SqlIdentifier id -> {
                String name = id.names.getLast();
                if (id.isSimple() && withNames.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                    return;
                }
                if (id.isSimple() && !schema.isTaken(name)) {
                    throw unknownTable(id, schema);
                }
                schema.table(name)
                        .ifPresent(
                                t ->
                                        entities.add(
                                                new Entity(
                                                        alias == null ? name : alias, t, moment)));
            }
            case SqlJoin join -> {
                collect(join.getLeft(), null, null, schema, withNames, entities);
                collect(join.getRight(), null, null, schema, withNames, entities);
            }
            case SqlBasicCall call when call.getKind() == SqlKind.AS ->
                    collect(
                            call.operand(0),
                            ((SqlIdentifier) call.operand(1)).getSimple(),
                            moment,
                            schema,
                            withNames,
                            entities);
            case SqlBasicCall call when call.getKind() == SqlKind.TABLE_REF ->
                    collect(call.operand(0), alias, moment, schema, withNames, entities);
            case SqlSnapshot snapshot ->
                    collect(
                            snapshot.getTableRef(),
                            alias,
                            Moments.of(snapshot),
                            schema,
                            withNames,
                            entities);
            default -> {}
        }
    }

    private static TidalException unknownTable(SqlIdentifier id, Schema schema) {
        List<String> names = new ArrayList<>();
        schema.tables().forEach(t -> names.add(t.name()));
        schema.signals().forEach(s -> names.add(s.name()));
        schema.relationships().forEach(r -> names.add(r.name()));
        return Positions.error(
                ErrorCode.UNKNOWN_TABLE,
                id,
                "there is no table " + id + "." + NearestNames.suggest(id.getSimple(), names));
    }
}
