package io.tidaldb.store;

import io.tidaldb.error.ErrorCode;
import io.tidaldb.error.TidalException;
import io.tidaldb.schema.ColumnDefinition;
import io.tidaldb.schema.IndexDefinition;
import io.tidaldb.schema.RelationshipDefinition;
import io.tidaldb.schema.Schema;
import io.tidaldb.schema.SignalDefinition;
import io.tidaldb.schema.TableDefinition;
import io.tidaldb.schema.TableKind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What must hold between the definitions before and after a change. */
final class SchemaRules {
    private SchemaRules() {}

    /**
     * Checks a change.
     *
     * @throws TidalException DEPENDENT_OBJECTS if something is dropped that others refer to;
     *     INVALID_DEFINITION if something new refers to what is not there or takes an id that is
     *     not new; FEATURE_NOT_SUPPORTED if the definition of something that has data is altered
     */
    static void check(Schema before, Schema after) {
        for (TableDefinition table : before.tables()) {
            if (after.tableById(table.id()).isEmpty()) {
                refuseDependents(table, after);
            }
        }
        unaltered(before, after, Schema::tables, TableDefinition::id, TableDefinition::name);
        unaltered(before, after, Schema::signals, SignalDefinition::id, SignalDefinition::name);
        unaltered(
                before,
                after,
                Schema::relationships,
                RelationshipDefinition::id,
                RelationshipDefinition::name);
        unaltered(before, after, Schema::indexes, IndexDefinition::id, IndexDefinition::name);
        for (TableDefinition table : after.tables()) {
            for (ColumnDefinition column : table.columns()) {
                if (column.references() != ColumnDefinition.NO_REFERENCE) {
                    TableDefinition target =
                            require(after, column.references(), table.name() + "." + column.name());
                    if (target.primaryKey().size() != 1) {
                        throw new TidalException(
                                ErrorCode.INVALID_DEFINITION,
                                table.name()
                                        + "."
                                        + column.name()
                                        + " refers to "
                                        + target.name()
                                        + ", whose primary key is not a single column");
                    }
                }
            }
        }
        for (SignalDefinition signal : after.signals()) {
            TableDefinition target = require(after, signal.targetTable(), signal.name());
            checkLifetimes(signal);
            if (signal.rollsUp()) {
                checkRollUp(signal, target, after);
            }
            if (signal.userTable() != SignalDefinition.NO_USER) {
                require(after, signal.userTable(), signal.name());
            }
        }
        for (RelationshipDefinition relationship : after.relationships()) {
            require(after, relationship.fromTable(), relationship.name());
            require(after, relationship.toTable(), relationship.name());
        }
        for (IndexDefinition index : after.indexes()) {
            IndexRules.check(index, require(after, index.table(), index.name()), after);
        }
    }

    private static void checkLifetimes(SignalDefinition signal) {
        for (long lifetime : signal.lifetimesMillis()) {
            if (lifetime <= 0 || lifetime > SignalDefinition.MAX_LIFETIME_MILLIS) {
                throw new TidalException(
                        ErrorCode.INVALID_DEFINITION,
                        signal.name()
                                + " fades within 1 to "
                                + SignalDefinition.MAX_LIFETIME_MILLIS
                                + " milliseconds, not "
                                + lifetime);
            }
        }
    }

    private static void checkRollUp(
            SignalDefinition signal, TableDefinition target, Schema schema) {
        int column = signal.rollUpColumn();
        if (column < 0
                || column >= target.columns().size()
                || schema.tableById(target.columns().get(column).references())
                        .filter(creators -> creators.kind() == TableKind.CREATOR)
                        .isEmpty()) {
            throw new TidalException(
                    ErrorCode.INVALID_DEFINITION,
                    signal.name()
                            + " is rolled up to a column of "
                            + target.name()
                            + " that does not refer to a creator table");
        }
    }

    /** Asked of a schema that has the table no more. */
    private static boolean rollsUpTo(SignalDefinition signal, int table, Schema schema) {
        return signal.rollsUp()
                && schema.tableById(signal.targetTable())
                        .map(target -> target.columns().get(signal.rollUpColumn()))
                        .filter(column -> column.references() == table)
                        .isPresent();
    }

    private static void refuseDependents(TableDefinition dropped, Schema after) {
        int id = dropped.id();
        List<String> dependents = new ArrayList<>();
        for (TableDefinition table : after.tables()) {
            for (ColumnDefinition column : table.columns()) {
                if (column.references() == id) {
                    dependents.add("column " + table.name() + "." + column.name());
                }
            }
        }
        for (SignalDefinition signal : after.signals()) {
            if (signal.targetTable() == id
                    || signal.userTable() == id
                    || rollsUpTo(signal, id, after)) {
                dependents.add("signal " + signal.name());
            }
        }
        for (RelationshipDefinition relationship : after.relationships()) {
            if (relationship.fromTable() == id || relationship.toTable() == id) {
                dependents.add("relationship " + relationship.name());
            }
        }
        if (!dependents.isEmpty()) {
            throw new TidalException(
                    ErrorCode.DEPENDENT_OBJECTS,
                    "table "
                            + dropped.name()
                            + " cannot be dropped, since "
                            + String.join(", ", dependents)
                            + (dependents.size() == 1 ? " refers" : " refer")
                            + " to it; drop that first");
        }
    }

    private static <T> void unaltered(
            Schema before,
            Schema after,
            Function<Schema, ? extends Iterable<T>> objects,
            Function<T, Integer> id,
            Function<T, String> name) {
        for (T object : objects.apply(after)) {
            Optional<T> known = find(objects.apply(before), id, id.apply(object));
            if (known.isPresent() && !known.get().equals(object)) {
                throw new TidalException(
                        ErrorCode.FEATURE_NOT_SUPPORTED,
                        "the definition of "
                                + name.apply(object)
                                + " cannot be altered; create another and copy its data");
            }
            if (known.isEmpty() && id.apply(object) < before.nextId()) {
                throw new TidalException(
                        ErrorCode.INVALID_DEFINITION,
                        name.apply(object)
                                + " has id "
                                + id.apply(object)
                                + ", but new objects take ids from "
                                + before.nextId());
            }
        }
    }

    private static <T> Optional<T> find(Iterable<T> objects, Function<T, Integer> id, int wanted) {
        for (T object : objects) {
            if (id.apply(object) == wanted) {
                return Optional.of(object);
            }
        }
        return Optional.empty();
    }

    private static TableDefinition require(Schema schema, int table, String referrer) {
        return schema.tableById(table)
                .orElseThrow(
                        () ->
                                new TidalException(
                                        ErrorCode.INVALID_DEFINITION,
                                        referrer + " refers to a table that does not exist"));
    }
}
